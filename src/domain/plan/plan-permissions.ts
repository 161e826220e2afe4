import type { ArnTarget, Partition } from '../glue-arn.ts';
import type { Target } from '../model.ts';
import { logGroupNames } from '../steps/log-groups.ts';
import { aboutStep } from '../steps/step-kinds.ts';
import type { ConfiguredRuns } from '../steps/step-runs.ts';
import { encryptsLogs, type KeyPart, keptKeys, metKeys, type UsedKey } from './met-keys.ts';
import type { Plan, PlannedConfiguration } from './plan.ts';
import { type PlannedRuns, roleInLogGroup } from './plan-runs.ts';

/** A role that something runs with. */
export interface JobRole {
  readonly arn: string;
  /** Without its path, to be shown. */
  readonly name: string;
  /** It is named without an ARN: it may have a path that is not known here. */
  readonly guessed: boolean;
}

/** A key that runs meet for the first time, or whose logs get another name. */
export interface NeededKey extends UsedKey {
  /** What the roles of jobs do with it; empty: nothing themselves. */
  readonly actions: readonly string[];
  /** The service that writes logs with it. */
  readonly logsService?: string;
}

/** A role whose runs write encrypted logs. */
interface LogWriter {
  readonly role: JobRole;
  /** ARNs of its log groups, the first of each kind. */
  readonly logGroups: readonly string[];
}

/** What the runs of a plan will need of others. */
export interface NeededPermissions {
  /** Of jobs, which use keys. Distinct, by name. */
  readonly roles: readonly JobRole[];
  /** Roles that an update hands to Glue: of jobs, and of column statistics. Distinct, by name. */
  readonly passed: readonly JobRole[];
  /** Jobs, and what else has one, that name no role. */
  readonly withoutRole: readonly string[];
  /** Whose definition could not be read, so that the role is not known. */
  readonly unread: readonly string[];
  readonly keys: readonly NeededKey[];
  /** Empty where logs are not encrypted. */
  readonly logWriters: readonly LogWriter[];
  /** With encrypted logs: whose log groups AWS does not name. */
  readonly unknownLogGroups: readonly string[];
}

/** What the service does with the key of a log group (CloudWatch Logs User Guide, "Encrypt log data using KMS"). */
export const logsActions = [
  'kms:Encrypt',
  'kms:Decrypt',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
  'kms:GenerateDataKey',
  'kms:DescribeKey',
] as const;

/** Without it "continuous logging will be disabled" (AWS Glue developer guide, "Logging for AWS Glue jobs"). */
export const associateKey = 'logs:AssociateKmsKey';

/**
 * What a run's role does with each key: AWS Glue developer guide, "Setting up encryption in AWS Glue", and for data
 * quality "Data encryption at rest for AWS Glue Data Quality". Logs are encrypted by the service that keeps them.
 */
const actionsOf: Readonly<Record<KeyPart, readonly string[]>> = {
  bookmarks: ['kms:Encrypt', 'kms:Decrypt'],
  s3: ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey'],
  logs: [],
  'data-quality': [
    'kms:Decrypt',
    'kms:DescribeKey',
    'kms:GenerateDataKeyWithoutPlaintext',
    'kms:ReEncryptFrom',
    'kms:ReEncryptTo',
  ],
};

export function neededPermissions(
  { target, steps, configuration }: Pick<Plan, 'target' | 'steps' | 'configuration'>,
  { runs, unread }: PlannedRuns,
  partition: Partition,
): NeededPermissions {
  const after = configuration.after ?? configuration.create ?? {};
  const hasLogs = encryptsLogs(after);
  const jobs = runs.filter(({ usesKeys }) => usesKeys);
  return {
    roles: distinctRoles(
      { ...target, partition: partition.name },
      jobs.flatMap(({ role }) => role ?? []),
    ),
    passed: distinctRoles(
      { ...target, partition: partition.name },
      steps.flatMap((step) => aboutStep(step).role ?? []),
    ),
    withoutRole: runs.flatMap(({ name, role, usesKeys }) =>
      role === undefined && (usesKeys || hasLogs) ? [name] : [],
    ),
    unread: unread.flatMap(({ type, name }) => (type === 'job' || hasLogs ? [`${type} ${name}`] : [])),
    keys: neededKeys(target, partition, configuration, jobs.length > 0, runs.length > 0),
    logWriters: hasLogs ? logWriters({ ...target, partition: partition.name }, configuration.name, runs) : [],
    unknownLogGroups: hasLogs ? runs.flatMap(({ name, logGroups }) => (logGroups === null ? [name] : [])) : [],
  };
}

/**
 * A key whose logs are kept under another name from now on may have a policy that names the log group: it is looked at
 * again, met before or not.
 */
function neededKeys(
  target: Target,
  partition: Partition,
  configuration: PlannedConfiguration,
  hasJobs: boolean,
  hasRuns: boolean,
): NeededKey[] {
  const [met, kept] = [metKeys(configuration), keptKeys(configuration)];
  const withLogs = kept.flatMap((used): UsedKey[] => {
    const parts = used.parts.filter((part) => part === 'logs');
    return parts.length > 0 && met.every(({ key }) => key !== used.key) ? [{ ...used, parts }] : [];
  });
  const alsoLogs = (key: string) => kept.some((used) => used.key === key && used.parts.includes('logs'));
  const all = met.map((used) => (alsoLogs(used.key) ? { ...used, parts: [...used.parts, 'logs' as const] } : used));
  return [...all, ...withLogs].flatMap((used): NeededKey[] => {
    const actions = hasJobs ? [...new Set(used.parts.flatMap((part) => actionsOf[part]))] : [];
    const writes = hasRuns && used.parts.includes('logs');
    if (actions.length === 0 && !writes) return [];
    return [{ ...used, actions, ...(writes && { logsService: `logs.${target.region}.${partition.dnsSuffix}` }) }];
  });
}

function logWriters(target: ArnTarget, configuration: string, runs: readonly ConfiguredRuns[]): LogWriter[] {
  const { account, region, partition } = target;
  const named = runs.flatMap(({ role, logGroups }) => {
    if (role === undefined || logGroups === null) return [];
    const logs = { configuration, role: roleInLogGroup(role) };
    // IAM judges a log group by its ARN with ":*" behind it (CloudWatch Logs API, LogGroup).
    const arns = logGroups.flatMap((group) => logGroupNames(group, logs).slice(0, 1));
    const of = arns.map((name) => `arn:${partition}:logs:${region}:${account}:log-group:${name}:*`);
    return [{ role: jobRole(target, role), of }];
  });
  const byRole = Map.groupBy(named, ({ role }) => role.arn);
  return [...byRole.values()]
    .flatMap((some) => {
      const role = some.find((each) => !each.role.guessed)?.role ?? some[0]?.role;
      return role === undefined ? [] : [{ role, logGroups: [...new Set(some.flatMap(({ of }) => of))] }];
    })
    .sort((a, b) => (a.role.name < b.role.name ? -1 : 1));
}

function distinctRoles(target: ArnTarget, names: readonly string[]): JobRole[] {
  const named = names.map((role) => jobRole(target, role));
  // An ARN that is given wins over the same one that was guessed.
  const roles = new Map(named.sort((a, b) => Number(b.guessed) - Number(a.guessed)).map((role) => [role.arn, role]));
  return [...roles.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function jobRole({ partition, account }: ArnTarget, role: string): JobRole {
  const name = role.slice(role.lastIndexOf('/') + 1);
  const guessed = !role.startsWith('arn:');
  const arn = guessed ? `arn:${partition}:iam::${account}:role/${role.replace(/^\//, '')}` : role;
  return { arn, name, guessed };
}
