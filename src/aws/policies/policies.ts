import { passedToGlue } from '../../domain/steps/permissions.ts';
import { type AwsCall, jobTagCalls, organizationCalls, remediationCalls, scanCalls, scanCallsWith } from './calls.ts';

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

const sids: Readonly<Record<AwsCall['purpose'], string>> = {
  verdicts: 'ReadConfigurationsAndJobs',
  references: 'FindWhatUsesThem',
  keys: 'CheckKeys',
  'key-lists': 'ListKeys',
  regions: 'ListEnabledRegions',
  identity: 'EnterAccounts',
  definitions: 'ReadWhatIsChanged',
  checks: 'CheckBeforeAsking',
  bookmarks: 'ReadJobBookmarks',
  configurations: 'CreateConfigurations',
  dependents: 'PointToAnotherConfiguration',
  tables: 'ColumnStatisticsOfTables',
  statistics: 'ReadColumnStatisticsSettings',
  deletion: 'DeleteConfigurations',
  members: 'ListAccounts',
  units: 'ReadOrganizationalUnits',
  tags: 'ReadTagsOfAccounts',
  'job-tags': 'ReadTagsOfJobs',
};

function policy(statements: readonly Statement[]): Policy {
  return { Version: '2012-10-17', Statement: statements };
}

/** What decides what the scan needs. `jobTags`: tags of jobs are configured. */
export interface ScanNeeds {
  readonly jobTags: boolean;
}

/** Everything that the scan needs in an account that it reads, and nothing else. One statement a purpose. */
export function scanPolicy(partition = 'aws', needs: ScanNeeds = { jobTags: false }): Policy {
  return policy(
    statements(
      scanCallsWith(needs).filter(({ holder }) => holder === 'scan'),
      partition,
    ),
  );
}

function statements(calls: readonly AwsCall[], partition: string): Statement[] {
  return [...Map.groupBy(calls, ({ purpose }) => purpose).values()].map((group) => statement(group, partition));
}

/**
 * Everything that the remediation role needs in its account. `jobRoles`: the ARNs of the roles that the jobs run with.
 * Each session narrows it further. Its risk is in {@link remediationNotes}.
 */
export function remediationPolicy(jobRoles: readonly string[], partition = 'aws'): Policy {
  return policy([
    ...statements(remediationCalls, partition),
    {
      Sid: 'PassTheRolesOfTheJobs',
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: [...jobRoles],
      Condition: passedToGlue,
    },
  ]);
}

/** What the filters of an organization make Gluewarden read of it. */
export interface OrganizationNeeds {
  readonly units: readonly string[];
  readonly tags: boolean;
}

function organizationNeeds(call: AwsCall, { units, tags }: OrganizationNeeds): boolean {
  return call.purpose === 'members' || (call.purpose === 'units' ? units.length > 0 : tags);
}

/** Everything that lists the organization, as its filters ask for it. */
export function organizationPolicy(needs: OrganizationNeeds, partition = 'aws'): Policy {
  return policy(
    statements(
      organizationCalls.filter((call) => organizationNeeds(call, needs)),
      partition,
    ),
  );
}

/** Operations that a listing with these filters makes, in their order; "ListParents" only when an account seems to leave. */
export function organizationOperations(needs: OrganizationNeeds): readonly AwsCall[] {
  return organizationCalls.filter((call) => organizationNeeds(call, needs));
}

/** What the reader of {@link remediationPolicy} must know: a policy itself can hold no comment. */
export const remediationNotes: readonly string[] = [
  'UpdateJob together with iam:PassRole is the right to run code as every role that may be passed, because an update can name another script and another role. Name in PassTheRolesOfTheJobs exactly the roles of the jobs that may be remediated, never role/*.',
  'The bot never uses this policy whole. Each session carries a session policy that names the jobs, triggers, crawlers, tables and roles of the approved steps at hand, and a session that makes a plan may only read.',
  'CreateSecurityConfiguration, GetSecurityConfiguration and DeleteSecurityConfiguration have no resource-level permission: Resource "*" is the least that AWS accepts. Without DeleteSecurityConfiguration everything works but retiring, and a roll back leaves the copy that was made.',
  'ColumnStatisticsOfTables and ReadColumnStatisticsSettings are for the databases that a plan names: without them only their column statistics cannot be switched. Name your databases in place of database/* and table/*/*.',
  'sts:SetSourceIdentity writes the plan into every CloudTrail event of a session. Without it the plan is in the session name alone.',
];

function statement(calls: readonly AwsCall[], partition: string): Statement {
  const resources = new Set(
    calls.flatMap(({ resource }) => [resource].flat().map((arn) => arn.replace('{partition}', partition))),
  );
  const [first] = calls;
  return {
    Sid: first ? sids[first.purpose] : 'Scan',
    Effect: 'Allow',
    Action: calls.flatMap(({ action }) => action ?? []),
    Resource: resources.size === 1 ? [...resources].join() : [...resources],
  };
}

/** The statement that is missing when one permission was denied; undefined for an action that the scan does not use. */
export function missingStatement(permission: string, partition = 'aws'): Statement | undefined {
  const call = [...scanCalls, ...jobTagCalls].find(({ action }) => action === permission);
  return call && statement([call], partition);
}

/** The same for the remediation role, and an action that it uses. */
export function missingRemediationStatement(permission: string, partition = 'aws'): Statement | undefined {
  const call = remediationCalls.find(({ action }) => action === permission);
  return call && statement([call], partition);
}

/** The same for the role that lists the organization. */
export function missingOrganizationStatement(permission: string, partition = 'aws'): Statement | undefined {
  const call = organizationCalls.find(({ action }) => action === permission);
  return call && statement([call], partition);
}

/** A source identity must be allowed on both sides. */
const enterForRemediation = ['sts:AssumeRole', 'sts:SetSourceIdentity'];

/**
 * What the bot's own identity needs besides: to assume exactly these roles. Undefined when there are none.
 * `remediationRoleArns` are entered with a source identity.
 */
export function botPolicy(
  roleArns: readonly string[],
  remediationRoleArns: readonly string[] = [],
): Policy | undefined {
  const enter = (Sid: string, Action: string | readonly string[], arns: readonly string[]): Statement[] =>
    arns.length === 0 ? [] : [{ Sid, Effect: 'Allow', Action, Resource: [...new Set(arns)].toSorted() }];
  const both = [
    ...enter(sids.identity, 'sts:AssumeRole', roleArns),
    ...enter('EnterForRemediation', enterForRemediation, remediationRoleArns),
  ];
  return both.length === 0 ? undefined : policy(both);
}

/**
 * The trust policy of a scan role: only this principal may assume it, and with an external id only when it says so
 * (against the confused deputy).
 */
export function trustPolicy(botPrincipal: string, externalId?: string): Policy {
  return policy([trust('LetGluewardenScan', botPrincipal, externalId)]);
}

/**
 * The same for a remediation role, which also lets the bot write the plan into the session. That is a statement of its
 * own: `sts:SetSourceIdentity` has no condition key `sts:ExternalId` (Service Authorization Reference, AWS STS), and it
 * gives nothing to who may not assume the role.
 */
export function remediationTrustPolicy(botPrincipal: string, externalId?: string): Policy {
  return policy([
    trust('LetGluewardenRemediate', botPrincipal, externalId),
    {
      Sid: 'LetGluewardenNameThePlan',
      Effect: 'Allow',
      Principal: { AWS: botPrincipal },
      Action: 'sts:SetSourceIdentity',
    },
  ]);
}

function trust(Sid: string, botPrincipal: string, externalId?: string): Statement {
  return {
    Sid,
    Effect: 'Allow',
    Principal: { AWS: botPrincipal },
    Action: 'sts:AssumeRole',
    ...(externalId !== undefined && { Condition: { StringEquals: { 'sts:ExternalId': externalId } } }),
  };
}
