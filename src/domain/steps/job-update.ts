import { differences } from '../differences.ts';
import { canonical, type JsonObject } from '../json.ts';
import { list, map, member, members, misfits, omit, text, unread, value, values, withoutNulls } from '../shape.ts';

/** Paths of fields that are neither part of an update nor known to be read-only: better no fix than a lost field. */
export interface Refused {
  readonly refused: readonly string[];
}

/** The 23 fields of JobUpdate (AWS Glue API 2017-03-31, as in @aws-sdk/client-glue 3.1169), the first two never sent. */
const updateShapes = {
  // Sent empty the visual graph is deleted, sent whole the script is generated again; left out it stays as it is.
  CodeGenConfigurationNodes: unread,
  // Deprecated, and refused beside MaxCapacity or workers.
  AllocatedCapacity: value,
  JobMode: value,
  JobRunQueuingEnabled: value,
  Description: value,
  LogUri: value,
  Role: value,
  ExecutionProperty: values('MaxConcurrentRuns'),
  Command: values('Name', 'ScriptLocation', 'PythonVersion', 'Runtime'),
  DefaultArguments: map,
  NonOverridableArguments: map,
  Connections: members({ Connections: list(value) }),
  MaxRetries: value,
  Timeout: value,
  MaxCapacity: value,
  WorkerType: value,
  NumberOfWorkers: value,
  SecurityConfiguration: value,
  NotificationProperty: values('NotifyDelayAfter'),
  GlueVersion: value,
  ExecutionClass: value,
  SourceControlDetails: values(
    'Provider',
    'Repository',
    'Owner',
    'Branch',
    'Folder',
    'LastCommitId',
    'AuthStrategy',
    'AuthToken',
  ),
  MaintenanceWindow: value,
};

/** The fields of Job that no update can hold. Whatever they hold is the service's own. */
const readOnlyShapes = {
  Name: value,
  CreatedOn: value,
  LastModifiedOn: value,
  ProfileName: unread,
  AutoUpgradeMetadata: unread,
};

const jobShape = members({ ...updateShapes, ...readOnlyShapes });
const neverSent: ReadonlySet<string> = new Set([
  ...Object.keys(readOnlyShapes),
  'CodeGenConfigurationNodes',
  'AllocatedCapacity',
]);

/**
 * The whole JobUpdate that gives a job, as GetJob sent it, another security configuration (null: none) and keeps
 * everything else. UpdateJob overwrites: what is not in it is lost, except the visual graph.
 */
export function jobUpdate(job: JsonObject, configuration: string | null): { readonly update: JsonObject } | Refused {
  const refused = [...misfits(job, jobShape), ...unkeepable(job)];
  if (refused.length > 0) return { refused };
  const kept = omit(withoutNulls(job, jobShape) as JsonObject, new Set([...neverSent, ...derived(job)]));
  const { SecurityConfiguration: _replaced, ...rest } = kept;
  return { update: { ...rest, ...(configuration !== null && { SecurityConfiguration: configuration }) } };
}

/** Known fields whose value cannot be given back. */
function unkeepable(job: JsonObject): string[] {
  const capacity = member(job, 'AllocatedCapacity');
  const onlyAllocated =
    capacity !== undefined && capacity !== 0 && member(job, 'MaxCapacity') === undefined && !hasWorkers(job);
  // Whether Glue masks a token or leaves it out is not documented; sent back as it is read, either would replace it.
  const source = member(job, 'SourceControlDetails');
  const token = text(member(source, 'AuthToken'));
  const hidden = token === undefined ? member(source, 'AuthStrategy') !== undefined : /\*{3}|^\*+$/.test(token);
  return [...(onlyAllocated ? ['AllocatedCapacity'] : []), ...(hidden ? ['SourceControlDetails.AuthToken'] : [])];
}

function hasWorkers(job: JsonObject): boolean {
  return member(job, 'WorkerType') !== undefined || member(job, 'NumberOfWorkers') !== undefined;
}

/** `Command.Name`: glueetl, gluestreaming, pythonshell, glueray, or something newer. */
export function jobCommand(job: JsonObject): string | undefined {
  return text(member(member(job, 'Command'), 'Name'));
}

/**
 * Fields that Glue computes from others and refuses in an update. MaxCapacity comes from the workers (a Python shell
 * job has none, its 0.0625 or 1 is a setting); a Ray job has no time-out of its own.
 */
function derived(job: JsonObject): string[] {
  const command = jobCommand(job);
  return [
    ...(hasWorkers(job) && command !== 'pythonshell' ? ['MaxCapacity'] : []),
    ...(command === 'glueray' ? ['Timeout'] : []),
  ];
}

/** True for a visual job: its graph is registered with it. */
export function hasGraph(job: JsonObject): boolean {
  const graph = member(job, 'CodeGenConfigurationNodes');
  return graph !== undefined && canonical(graph) !== '{}';
}

/** The configuration that a job names; null: none. */
export function jobConfiguration(job: JsonObject): string | null {
  return text(member(job, 'SecurityConfiguration')) ?? null;
}

/**
 * The paths at which a job differs from what it was, other than its security configuration and what the service keeps
 * itself. The graph, ProfileName and AutoUpgradeMetadata are compared; CreatedOn differs when the name was reused.
 */
export function compareJobs(before: JsonObject, after: JsonObject): string[] {
  return differences(comparable(before), comparable(after)).filter((path) => path !== 'SecurityConfiguration');
}

function comparable(job: JsonObject): JsonObject {
  return omit(job, new Set(['LastModifiedOn', 'AllocatedCapacity', ...derived(job)]));
}

/** The text of a job whose digest tells whether it changed: canonical, without what the service keeps itself. */
export function jobForHash(job: JsonObject): string {
  return canonical(omit(comparable(job), new Set(['AutoUpgradeMetadata'])));
}

/** The text of a job's visual graph; null: no graph. */
export function graphForHash(job: JsonObject): string | null {
  return hasGraph(job) ? canonical(member(job, 'CodeGenConfigurationNodes') ?? {}) : null;
}
