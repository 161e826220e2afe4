import { takesConfiguration } from '../job-kinds.ts';
import { type Finding, findingKey, type TargetResult } from '../model.ts';

/** What became of a finding that a scan did not meet again. */
export type Gone =
  /** Nothing of its name exists any more. */
  | { readonly why: 'deleted' }
  /** A Ray job: it takes no configuration, so it is no finding of its own. */
  | { readonly why: 'takes-none' }
  /** A configuration of its name keeps the rule: it was made again, for none can be edited, or is judged otherwise. */
  | { readonly why: 'encrypts' }
  | { readonly why: 'key-usable' }
  /** The job names another one, or the same again, which exists. */
  | { readonly why: 'names' | 'exists'; readonly configuration: string }
  /** Another finding has its name now. */
  | { readonly why: 'replaced' };

/**
 * Why a finding is resolved, from what the latest scan of its account-region met under its name. Undefined: that scan
 * does not say; it met the finding again, or did not read all.
 */
export function goneWhy(finding: Finding, result: TargetResult | undefined): Gone | undefined {
  if (result?.outcome !== 'scanned' || result.names === undefined) return undefined;
  if (result.findings.some((open) => findingKey(open) === findingKey(finding))) return undefined;
  const same = result.findings.some(({ rule, name, kind }) => {
    return rule === finding.rule && name === finding.name && isAboutJob(kind) === isAboutJob(finding.kind);
  });
  const why = isAboutJob(finding.kind) ? jobGone(finding, result.names) : configurationGone(finding, result);
  return same && why?.why !== 'takes-none' ? { why: 'replaced' } : why;
}

function isAboutJob(kind: Finding['kind']): boolean {
  return kind !== 'configuration' && kind !== 'unusable-key';
}

function jobGone({ name, detail, kind }: Finding, { jobs }: NonNullable<TargetResult['names']>): Gone | undefined {
  const job = jobs.find((each) => each.name === name);
  if (job === undefined) return { why: 'deleted' };
  if (!takesConfiguration(job)) return { why: 'takes-none' };
  const { securityConfiguration: configuration } = job;
  if (configuration === undefined || configuration === '') return undefined;
  const isSame = kind === 'dangling-reference' && configuration === detail;
  return { why: isSame ? 'exists' : 'names', configuration };
}

function configurationGone({ name, kind }: Finding, { names, keysChecked, keysNotChecked }: TargetResult) {
  if (!names?.configurations.includes(name)) return { why: 'deleted' } as const;
  if (kind === 'configuration') return { why: 'encrypts' } as const;
  const isChecked = keysChecked && !keysNotChecked.some(({ configuration }) => configuration === name);
  return isChecked ? ({ why: 'key-usable' } as const) : undefined;
}
