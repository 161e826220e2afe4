import { decide } from '../access/policy.ts';
import type { Job, SecurityConfiguration } from '../glue/shapes.ts';
import { keyProblem } from './key-truth.ts';
import { type AccountSeed, type GlueSeed, isEnabled, type RegionSeed, type Seed } from './model.ts';
import { type Option, type Reference, referencesOf, runsOf, strongest, writesBookmarks } from './reference-truth.ts';

/** The outcome of an audit that makes no mistake, in the shape of the terminal's JSON. `detail` only for dangling references. */
export interface Truth {
  readonly targets: readonly TrueTarget[];
  readonly findings: readonly TrueFinding[];
}

interface TrueTarget {
  readonly account: string;
  readonly region: string;
  readonly outcome: 'scanned' | 'unknown';
  readonly reason?: string;
}

export interface TrueFinding {
  readonly rule: 'Glue-005';
  readonly account: string;
  readonly region: string;
  readonly kind: 'configuration' | 'unprotected-job' | 'dangling-reference' | 'unusable-key';
  readonly name: string;
  readonly reason: string;
  readonly detail?: string;
  readonly exposure: 'exposed' | 'latent' | 'unused';
  readonly references: readonly Reference[];
  /** In a target whose jobs may not be read: exposure and references are then a lower bound. */
  readonly referencesIncomplete?: readonly { readonly call: string; readonly error: string }[];
}

type Judged = Pick<TrueFinding, 'kind' | 'name' | 'reason' | 'detail' | 'exposure' | 'references'>;

/** Why a configuration is noncompliant by the rule; undefined: it is compliant. */
function ruleProblem(configuration: SecurityConfiguration): string | undefined {
  const block = configuration.EncryptionConfiguration?.JobBookmarksEncryption;
  const mode = block?.JobBookmarksEncryptionMode;
  if (mode === undefined || mode === null || mode === '') return 'mode-missing';
  if (mode === 'DISABLED') return 'disabled';
  if (mode !== 'CSE-KMS') return 'mode-unrecognised';
  return block?.KmsKeyArn ? undefined : 'no-key';
}

function exposureOf(options: readonly Option[], references: readonly Reference[]): TrueFinding['exposure'] {
  if (options.some(writesBookmarks)) return 'exposed';
  return references.length > 0 ? 'latent' : 'unused';
}

/** Findings about configurations: the rule's, then the keys of those that keep the rule. */
function judgeConfigurations(glue: GlueSeed, seed: Seed, account: string, region: string, keys: boolean): Judged[] {
  return glue.securityConfigurations.flatMap((configuration): Judged[] => {
    const name = configuration.Name;
    const broken = ruleProblem(configuration);
    const key = configuration.EncryptionConfiguration?.JobBookmarksEncryption?.KmsKeyArn ?? '';
    const reason = broken ?? (keys ? keyProblem(seed, account, region, key) : undefined);
    if (!reason) return [];
    const references = referencesOf(glue, name);
    const runs = runsOf(glue).filter((run) => run.configuration === name);
    const exposure = exposureOf(
      runs.map((run) => run.option),
      references,
    );
    return [{ kind: broken ? 'configuration' : 'unusable-key', name, reason, exposure, references }];
  });
}

/** Ray jobs take no security configuration (AWS Glue Developer Guide): they are never judged by themselves. */
function judgeJob(glue: GlueSeed, job: Job): Judged[] {
  if (job.Command?.Name === 'glueray') return [];
  const own = job.SecurityConfiguration || undefined;
  const exists = glue.securityConfigurations.some(({ Name }) => Name === own);
  if (own && exists) return [];
  const runs = runsOf(glue).filter((run) => run.job === job.Name && run.configuration === own);
  const bookmarks = strongest(runs.map((run) => run.option));
  const references = [{ type: 'job', name: job.Name, ...(bookmarks && { bookmarks }) }] as const;
  const exposure = exposureOf(
    runs.map((run) => run.option),
    references,
  );
  if (!own) return [{ kind: 'unprotected-job', name: job.Name, reason: 'no-configuration', exposure, references }];
  const reason = 'configuration-missing';
  return [{ kind: 'dangling-reference', name: job.Name, reason, detail: own, exposure, references }];
}

interface Visible {
  readonly glue: GlueSeed;
  /** The failed call that makes the target unknown. */
  readonly failed?: 'GetSecurityConfigurations' | 'GetJobs';
}

function policyOf(account: AccountSeed): Parameters<typeof decide>[0] {
  const role = account.roles.find(({ name }) => name === account.audited?.scanRole);
  return role?.policy ?? account.users[0]?.policy ?? [];
}

const nothing: GlueSeed = {
  securityConfigurations: [],
  jobs: [],
  triggers: [],
  crawlers: [],
  devEndpoints: [],
  sessions: [],
  mlTransforms: [],
};

/** What the scan may read of a region. Without configurations no verdict holds; without jobs only the rule's own do. */
function visibleIn(account: AccountSeed, region: RegionSeed): Visible {
  const glue = region.glue ?? nothing;
  const may = (operation: string) =>
    decide(policyOf(account), { action: `glue:${operation}`, region: region.name, resource: '*' }) === 'allowed';
  if (!may('GetSecurityConfigurations')) return { glue: nothing, failed: 'GetSecurityConfigurations' };
  if (!may('GetJobs')) return { glue: { ...glue, jobs: [] }, failed: 'GetJobs' };
  return { glue };
}

function compare(one: TrueFinding, other: TrueFinding): number {
  const key = (it: TrueFinding) => [it.account, it.region, it.kind, it.name].join('\u0000');
  return key(one) < key(other) ? -1 : 1;
}

/**
 * What a right audit of a seed says, worked out from the facts about Glue alone and by nothing that the bot is made of.
 * `keys: false` is an audit that looks at no key. Targets are the enabled Regions of the audited accounts.
 */
export function truth(seed: Seed, { keys = true }: { readonly keys?: boolean } = {}): Truth {
  const targets: TrueTarget[] = [];
  const findings: TrueFinding[] = [];
  for (const account of seed.accounts.filter(({ audited }) => audited)) {
    for (const region of account.regions.filter(({ status }) => isEnabled(status))) {
      const where = { account: account.id, region: region.name };
      const { glue, failed } = visibleIn(account, region);
      targets.push(
        failed ? { ...where, outcome: 'unknown', reason: 'AccessDeniedException' } : { ...where, outcome: 'scanned' },
      );
      const judged = [
        ...judgeConfigurations(glue, seed, account.id, region.name, keys),
        ...glue.jobs.flatMap((job) => judgeJob(glue, job)),
      ];
      const incomplete = failed && { referencesIncomplete: [{ call: failed, error: 'AccessDeniedException' }] };
      findings.push(...judged.map((finding) => ({ rule: 'Glue-005' as const, ...where, ...finding, ...incomplete })));
    }
  }
  return { targets, findings: findings.sort(compare) };
}
