import type { FindingReason, SecurityConfiguration } from '../model.ts';
import type { Rule } from './rule.ts';

/** The only mode that Glue has for encrypted bookmarks. Anything else, a future value included, is not known to encrypt. */
export const encryptedMode = 'CSE-KMS';

export const glue005: Rule = {
  id: 'Glue-005',
  title: 'Job bookmark encryption mode',
  summary:
    'Glue job bookmarks must be encrypted at rest: each security configuration has job bookmark encryption (CSE-KMS) with a KMS key, and each job uses such a configuration.',
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
    'Point every job, and every trigger action that names the old configuration, to the copy. The change holds from the next run.',
    'Keep the old key usable until each job has committed a run with the new one; delete the old configuration when nothing names it any more.',
    'Do the same in every region and account.',
  ],
};

/**
 * The rule itself: undefined when the configuration encrypts job bookmarks, else why not.
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
