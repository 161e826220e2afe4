import { type AwsCall, scanCalls } from './calls.ts';

/** An IAM policy document. */
export interface Policy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Principal?: { readonly AWS: string };
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const partitions = ['aws', 'aws-cn', 'aws-us-gov'] as const;
export type Partition = (typeof partitions)[number];

/** The partition that an ARN names; the public one without an ARN. */
export function partitionOf(arn: string | undefined): Partition {
  return partitions.find((partition) => arn?.startsWith(`arn:${partition}:`)) ?? 'aws';
}

const sids: Readonly<Record<AwsCall['purpose'], string>> = {
  verdicts: 'ReadConfigurationsAndJobs',
  references: 'FindWhatUsesThem',
  keys: 'CheckKeys',
  regions: 'ListEnabledRegions',
  identity: 'EnterAccounts',
};

function policy(statements: readonly Statement[]): Policy {
  return { Version: '2012-10-17', Statement: statements };
}

/** Everything that the scan needs in an account that it reads, and nothing else. One statement a purpose. */
export function scanPolicy(partition: Partition = 'aws'): Policy {
  const calls = scanCalls.filter(({ holder }) => holder === 'scan');
  const purposes = [...new Set(calls.map(({ purpose }) => purpose))];
  return policy(
    purposes.map((purpose) =>
      statement(
        calls.filter((call) => call.purpose === purpose),
        partition,
      ),
    ),
  );
}

function statement(calls: readonly AwsCall[], partition: Partition): Statement {
  const resources = new Set(calls.map(({ resource }) => resource.replace('{partition}', partition)));
  const [first] = calls;
  return {
    Sid: first ? sids[first.purpose] : 'Scan',
    Effect: 'Allow',
    Action: calls.flatMap(({ action }) => action ?? []),
    Resource: resources.size === 1 ? [...resources].join() : [...resources],
  };
}

/** The statement that is missing when one permission was denied; undefined for an action that the scan does not use. */
export function missingStatement(permission: string, partition: Partition = 'aws'): Statement | undefined {
  const call = scanCalls.find(({ action }) => action === permission);
  return call && statement([call], partition);
}

/** What the bot's own identity needs besides: to assume exactly these roles. Undefined when there are none. */
export function botPolicy(roleArns: readonly string[]): Policy | undefined {
  if (roleArns.length === 0) return undefined;
  const Resource = [...new Set(roleArns)].toSorted();
  return policy([{ Sid: sids.identity, Effect: 'Allow', Action: 'sts:AssumeRole', Resource }]);
}

/**
 * The trust policy of a scan role: only this principal may assume it, and with an external id only when it says so
 * (against the confused deputy).
 */
export function trustPolicy(botPrincipal: string, externalId?: string): Policy {
  return policy([
    {
      Sid: 'LetGluewardenScan',
      Effect: 'Allow',
      Principal: { AWS: botPrincipal },
      Action: 'sts:AssumeRole',
      ...(externalId !== undefined && { Condition: { StringEquals: { 'sts:ExternalId': externalId } } }),
    },
  ]);
}
