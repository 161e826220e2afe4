import { errorNames, ServiceError, type ServiceName } from '../errors.ts';
import { resourceOfKey } from '../kms/find-key.ts';
import type { Call, Input } from '../operation.ts';
import type { World } from '../world.ts';
import type { Identity } from './identity.ts';
import { type Ask, decide } from './policy.ts';

/** A call before it is judged. */
export interface Subject {
  readonly service: ServiceName;
  readonly operation: string;
  readonly region: string;
  readonly identity: Identity;
  readonly input: Input;
  readonly world: World;
}

/** Glue's resource types by operation, as in AWS's Service Authorization Reference, and the member that names one. */
const glueResources: Readonly<Record<string, readonly [type: string, member?: string]>> = {
  GetJobs: ['job'],
  GetJob: ['job', 'JobName'],
  UpdateJob: ['job', 'JobName'],
  StartJobRun: ['job', 'JobName'],
  GetJobRun: ['job', 'JobName'],
  GetJobRuns: ['job', 'JobName'],
  GetTriggers: ['trigger'],
  GetTrigger: ['trigger', 'Name'],
  UpdateTrigger: ['trigger', 'Name'],
  GetCrawlers: ['crawler'],
  GetCrawler: ['crawler', 'Name'],
  UpdateCrawler: ['crawler', 'Name'],
  GetDevEndpoints: ['devEndpoint'],
};

/** Operations that are judged on the catalog, the database and the table as well. */
const ofTables: ReadonlySet<string> = new Set(['GetTables', 'UpdateColumnStatisticsTaskSettings']);

function resourcesOfGlue({ operation, region, identity, input }: Subject): string[] {
  const glue = `arn:aws:glue:${region}:${identity.account}`;
  if (operation === 'GetTags') return [String(input.ResourceArn)];
  if (ofTables.has(operation)) {
    const table = `${input.DatabaseName}/${input.TableName ?? '*'}`;
    return [`${glue}:catalog`, `${glue}:database/${input.DatabaseName}`, `${glue}:table/${table}`];
  }
  const [type, member] = glueResources[operation] ?? [];
  // Security configurations, bookmarks, sessions, transforms and column statistics settings: no resource-level permission.
  if (type === undefined) return ['*'];
  return [`${glue}:${type}/${member === undefined ? '*' : String(input[member])}`];
}

function resourcesOf(subject: Subject): string[] {
  const { service, operation, region, identity, input, world } = subject;
  if (service === 'glue') return resourcesOfGlue(subject);
  if (service === 'iam') return [String(input.PolicySourceArn)];
  if (service === 'kms' && !operation.startsWith('List')) {
    return [resourceOfKey(world, identity.account, region, String(input.KeyId))];
  }
  return ['*'];
}

/** The resource as the refusal names it. */
function shownResource({ service, region, identity }: Subject, resource: string): string {
  if (service === 'account') return `arn:aws:account::${identity.account}:account`;
  return service === 'glue' && resource === '*' ? `arn:aws:glue:${region}:${identity.account}:catalog` : resource;
}

function denial(subject: Subject, { action, resource }: Ask, reason: string): ServiceError {
  const [code, status] = errorNames[subject.service].denied;
  const who = `User: ${subject.identity.arn} is not authorized to perform: ${action}`;
  return new ServiceError(code, `${who} on resource: ${shownResource(subject, resource)} ${reason}`, status);
}

/** Why an identity may not do it, in IAM's words; undefined: it may. A session needs its role's leave and its own. */
export function objection(identity: Identity, ask: Ask): string | undefined {
  const kinds = [['identity-based', identity.policy] as const];
  const judged = identity.sessionPolicy ? [...kinds, ['session', identity.sessionPolicy] as const] : kinds;
  const decisions = judged.map(([kind, policy]) => [kind, decide(policy, ask)] as const);
  const denied = decisions.find(([, decision]) => decision === 'explicit-deny');
  if (denied) return `with an explicit deny in ${denied[0] === 'session' ? 'a session' : 'an identity-based'} policy`;
  const missing = decisions.find(([, decision]) => decision === 'no-allow');
  return missing && `because no ${missing[0]} policy allows the ${ask.action} action`;
}

/** One for each resource that the call is judged on: all of them must be allowed. */
function asksOf(subject: Subject): Ask[] {
  const action = `${subject.service}:${subject.operation}`;
  return resourcesOf(subject).map((resource) => ({ action, region: subject.region, resource }));
}

/** GetCallerIdentity needs no permission; AssumeRole judges the caller's policy together with the role's trust. */
export function authorise(subject: Subject): void {
  if (subject.service === 'sts') return;
  for (const ask of asksOf(subject)) {
    const reason = objection(subject.identity, ask);
    if (reason) throw denial(subject, ask, reason);
  }
}

/** The refusal that a fault makes: the words of a missing permission. */
export function pretendedDenial(subject: Subject): ServiceError {
  const action = `${subject.service}:${subject.operation}`;
  const ask: Ask = { action, region: subject.region, resource: resourcesOf(subject)[0] ?? '*' };
  return denial(subject, ask, `because no identity-based policy allows the ${ask.action} action`);
}

/** Glue makes sure that who hands a role to it may pass that role to Glue. `arn` is the role's. */
export function requirePassRole(call: Call, arn: string): void {
  const context = { 'iam:PassedToService': 'glue.amazonaws.com' };
  const ask: Ask = { action: 'iam:PassRole', region: call.region, resource: arn, context };
  const reason = objection(call.identity, ask);
  if (reason) throw denial(call, ask, reason);
}
