import { errorNames, ServiceError, type ServiceName } from '../errors.ts';
import { globMatches } from '../glob.ts';
import { resourceOfKey } from '../kms/find-key.ts';
import type { Call, Input } from '../operation.ts';
import { resourceOfOrganization } from '../organizations/resource.ts';
import type { World } from '../world.ts';
import type { Identity } from './identity.ts';
import { type Ask, decide } from './policy.ts';
import type { Reference, ReferencedType } from './reference.ts';

/** A call before it is judged. */
export interface Subject {
  readonly service: ServiceName;
  readonly operation: string;
  readonly region: string;
  readonly identity: Identity;
  readonly input: Input;
  readonly world: World;
  readonly reference: Reference;
}

type Denied = Pick<Subject, 'service' | 'identity'>;

/** The members of a request that name a resource, by the variable in the ARNs of the reference. */
const members: Readonly<Record<string, string>> = {
  JobName: 'JobName',
  TriggerName: 'Name',
  CrawlerName: 'Name',
  DatabaseName: 'DatabaseName',
  TableName: 'TableName',
};

/** What a variable of an ARN stands for in this request; undefined: the request says nothing of it. */
function meaning({ region, identity, input }: Subject, variable: string): string | undefined {
  const own: Readonly<Record<string, string>> = { Partition: 'aws', Region: region, Account: identity.account };
  const value = own[variable] ?? input[members[variable] ?? ''];
  return typeof value === 'string' ? value : undefined;
}

const variable = /\$\{(\w+)\}/g;

/** The ARN of a type, filled in; `*` for what the request leaves open. */
function arnOf(subject: Subject, { arn }: ReferencedType): string {
  return arn.replace(variable, (_, name: string) => meaning(subject, name) ?? '*');
}

/** The call is judged on the type: it cannot do without, or it names one. */
function isNamed(subject: Subject, { required, arn }: ReferencedType): boolean {
  return required || [...arn.matchAll(variable)].every(([, name = '']) => meaning(subject, name) !== undefined);
}

/** True when the ARN is of the type. */
function isOf({ arn }: ReferencedType, given: string): boolean {
  return globMatches(arn.replace(variable, '*'), given);
}

/**
 * What a call is judged on. Which types an action has is the reference's; ours is only which member names one. A whole
 * ARN that is of none of the action's types, and an action without types, are judged on `*`.
 */
function resourcesOf(subject: Subject): string[] {
  const { service, operation, region, identity, input, world, reference } = subject;
  const types = reference.get(`${service}:${operation}`)?.types ?? [];
  if (types.length === 0) return ['*'];
  if (service === 'kms') return [resourceOfKey(world, identity.account, region, String(input.KeyId)) ?? []].flat();
  if (service === 'organizations') return [resourceOfOrganization(world, input) ?? '*'];
  const whole = input.ResourceArn ?? input.PolicySourceArn;
  if (typeof whole === 'string') return types.some((type) => isOf(type, whole)) ? [whole] : ['*'];
  return types.flatMap((type) => (isNamed(subject, type) ? arnOf(subject, type) : []));
}

/**
 * Without a resource type the refusal names none (seen for GetSecurityConfiguration: prowler issue 988). That of
 * Organizations names "*" (seen in CloudTrail's records of ListAccounts).
 */
function denial({ service, identity }: Denied, { action, resource }: Ask, reason: string): ServiceError {
  const [code, status] = errorNames[service].denied;
  const where = resource === '*' && service !== 'organizations' ? '' : ` on resource: ${resource}`;
  return new ServiceError(
    code,
    `User: ${identity.arn} is not authorized to perform: ${action}${where} ${reason}`,
    status,
  );
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
