import type { ArnTarget, Partition } from '../glue-arn.ts';
import type { Json } from '../json.ts';
import { isList, member, text } from '../shape.ts';
import { aboutStep, jobSteps } from '../steps/step-kinds.ts';
import type { Plan } from './plan.ts';

/** A role that moved jobs run with. */
export interface JobRole {
  readonly arn: string;
  /** Without its path, to be shown. */
  readonly name: string;
  /** The job names it without an ARN: it may have a path that is not known here. */
  readonly guessed: boolean;
}

/** What the jobs of a plan will need of others. */
export interface NeededPermissions {
  /** Distinct, by name. */
  readonly roles: readonly JobRole[];
  /** Those, and the roles of column statistics that are moved: an update hands each to Glue. Distinct, by name. */
  readonly passed: readonly JobRole[];
  /** Jobs that name no role. */
  readonly withoutRole: readonly string[];
  /** The bookmark key as the configuration will name it: a key's ARN or an alias's. */
  readonly key?: string;
  /** What the jobs do with the bookmark key. */
  readonly actions: readonly string[];
  /** The service that writes the logs, where it begins to encrypt them with the bookmark key. */
  readonly logsService?: string;
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

export function neededPermissions({ target, steps, configuration }: Plan, partition: Partition): NeededPermissions {
  const jobs = jobSteps(steps);
  const { after, before } = configuration;
  const key = text(member(member(after, 'JobBookmarksEncryption'), 'KmsKeyArn'));
  const uses = (setting: Json | undefined, modeMember: string): boolean =>
    key !== undefined && member(setting, modeMember) === 'SSE-KMS' && member(setting, 'KmsKeyArn') === key;
  const s3 = member(after, 'S3Encryption');
  const logs = (encryption: Json | undefined): boolean =>
    uses(member(encryption, 'CloudWatchEncryption'), 'CloudWatchEncryptionMode');
  const forData = isList(s3) && s3.some((each) => uses(each, 'S3EncryptionMode'));
  return {
    roles: distinctRoles(
      { ...target, partition: partition.name },
      jobs.flatMap(({ role }) => role ?? []),
    ),
    passed: distinctRoles(
      { ...target, partition: partition.name },
      steps.flatMap((step) => aboutStep(step).role ?? []),
    ),
    withoutRole: jobs.flatMap(({ name, role }) => (role === undefined ? [name] : [])),
    ...(key !== undefined && { key }),
    actions: ['kms:Encrypt', 'kms:Decrypt', ...(forData ? ['kms:GenerateDataKey'] : [])],
    ...(logs(after) && !logs(before?.encryption) && { logsService: `logs.${target.region}.${partition.dnsSuffix}` }),
  };
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
