import { takesConfiguration } from '../job-kinds.ts';
import type { FindingReason, Inventory, Job, SecurityConfiguration } from '../model.ts';
import type { FailedCheck, Rule } from './rule.ts';

/** The only mode that Glue has for encrypted bookmarks. Anything else, a future value included, is not known to encrypt. */
export const encryptedMode = 'CSE-KMS';

export const glue005: Rule = {
  id: 'Glue-005',
  title: 'Job bookmark encryption mode',
  summary:
    'Glue job bookmarks must be encrypted at rest: each security configuration has job bookmark encryption (CSE-KMS) with a KMS key, and each job that can take a configuration (all but Ray jobs) uses such a one.',
  riskLevel: 'Medium',
  standards: ['GDPR', 'APRA', 'NIST4', 'AWS Well-Architected Framework (security pillar)'],
  relatedControls: [
    'AWS Well-Architected SEC08-BP02',
    'ISO 27001:2022 A.8.11, A.8.24',
    'NIST 800-53 SC-12, SC-28',
    'NIST CSF PR.DS-1',
    'CSA CCM 4.0 CEK-03',
    'SOC 2 CC6.1',
    'C5:2025 CRY-05',
  ],
  remediation: [
    'A security configuration cannot be edited. Create a copy of it with job bookmark encryption CSE-KMS and a symmetric KMS key of the same region; keep its S3, CloudWatch and data quality settings (or switch S3 and CloudWatch encryption on as well).',
    'Switch every job, and every trigger action that names the old configuration, to the copy. The change holds from the next run.',
    'Keep the old key usable until each job has committed a run with the new one; delete the old configuration when nothing names it any more.',
    'Do the same in every region and account.',
  ],
  remediable: true,
  words: { encryption: 'job bookmark encryption', short: 'bookmark', unprotected: 'its bookmarks' },
  check: (read) => [...checkConfigurations(read), ...checkJobs(read)],
};

/**
 * What the rule asks of a configuration: undefined when the configuration encrypts job bookmarks, else why not.
 * `detail` names an unrecognised mode.
 */
export function judgeConfiguration(
  configuration: SecurityConfiguration,
): { reason: FindingReason; detail?: string } | undefined {
  const { mode, keyArn } = configuration.jobBookmarks ?? {};
  if (mode === undefined || mode === '') return { reason: 'mode-missing' };
  if (mode === 'DISABLED') return { reason: 'disabled' };
  if (mode !== encryptedMode) return { reason: 'mode-unrecognised', detail: mode };
  if (keyArn === undefined || keyArn === '') return { reason: 'no-key' };
  return undefined;
}

function checkConfigurations({ configurations, keys }: Pick<Inventory, 'configurations' | 'keys'>): FailedCheck[] {
  return configurations.items.flatMap((configuration): FailedCheck[] => {
    const verdict = judgeConfiguration(configuration);
    if (verdict) return [{ kind: 'configuration', name: configuration.name, ...verdict }];
    const unusable = unusableKey(configuration, keys);
    return unusable ? [unusable] : [];
  });
}

/** Of a configuration that keeps the rule. */
function unusableKey(configuration: SecurityConfiguration, keys: Inventory['keys']): FailedCheck | undefined {
  const key = configuration.jobBookmarks?.keyArn ?? '';
  const verdict = keys?.get(key);
  if (verdict?.state !== 'unusable') return undefined;
  const detail = verdict.detail === undefined ? key : `${key} (${verdict.detail})`;
  return { kind: 'unusable-key', name: configuration.name, reason: verdict.reason, detail };
}

function checkJobs({ configurations, jobs }: Pick<Inventory, 'configurations' | 'jobs'>): FailedCheck[] {
  const known = new Set(configurations.items.map((configuration) => configuration.name));
  return jobs.items.flatMap((job) => checkJob(job, known, configurations.error === undefined) ?? []);
}

/** A missing configuration can only be claimed when the configurations were read to the end. */
function checkJob(job: Job, known: ReadonlySet<string>, complete: boolean): FailedCheck | undefined {
  if (!takesConfiguration(job)) return undefined;
  const configuration = job.securityConfiguration;
  if (configuration === undefined || configuration === '')
    return { kind: 'unprotected-job', name: job.name, reason: 'no-configuration', job };
  if (!complete || known.has(configuration)) return undefined;
  return {
    kind: 'dangling-reference',
    name: job.name,
    reason: 'configuration-missing',
    detail: configuration,
    job,
  };
}
