import { authorise, pretendedDenial } from './access/access.ts';
import { authenticate, scopeOf } from './access/authenticate.ts';
import type { Identities, Identity } from './access/identity.ts';
import { type Reference, readReference } from './access/reference.ts';
import { parseRoleArn } from './access/role-arn.ts';
import type { SignedRequest } from './access/signature.ts';
import { accountOperations } from './account/index.ts';
import { errorNames, ServiceError, type ServiceName } from './errors.ts';
import { type Effect, type Faults, pagingEffects, type Subject } from './faults/faults.ts';
import { glueOperations } from './glue/index.ts';
import { settleRuns } from './glue/runs/settle-runs.ts';
import { iamOperations } from './iam/index.ts';
import { kmsOperations } from './kms/index.ts';
import type { Input, Operations } from './operation.ts';
import { organizationsOperations } from './organizations/index.ts';
import { pageOf } from './paging.ts';
import { encodeAnswer, encodeError, findOperation, operationName, readInput, type Wire } from './protocol.ts';
import { isEnabled } from './seed/model.ts';
import { stsOperations } from './sts/index.ts';
import { taggingOperations } from './tagging/index.ts';
import type { World } from './world.ts';

const tables: Readonly<Record<ServiceName, Operations>> = {
  glue: glueOperations,
  sts: stsOperations,
  kms: kmsOperations,
  account: accountOperations,
  iam: iamOperations,
  organizations: organizationsOperations,
  tag: taggingOperations,
};

/** What the authorization reference says of every operation of the local AWS. */
export function readReferenceOfAll(): Promise<Reference> {
  const named = Object.entries(tables).map(([service, operations]) => [service, Object.keys(operations)]);
  return readReference(Object.fromEntries(named));
}

export interface Services {
  readonly reference: Reference;
  readonly world: World;
  readonly identities: Identities;
  readonly faults: Faults;
}

/** What becomes of one request. */
export interface Outcome {
  readonly service: ServiceName;
  readonly operation: string;
  readonly account: string;
  readonly region: string;
  readonly page: number;
  readonly name?: string;
  readonly identity?: Identity;
  readonly input?: Input;
  readonly carriedOut: boolean;
  /** Milliseconds to wait besides the general latency. */
  readonly delayMs: number;
  readonly end:
    | { readonly kind: 'answer'; readonly wire: Wire }
    | { readonly kind: 'hang' }
    | { readonly kind: 'reset' };
}

interface Arrival {
  readonly service: ServiceName;
  readonly operation: string;
  readonly region: string;
  readonly request: SignedRequest;
  readonly identity: Identity;
  readonly input: Input;
}

/** Organizations has one endpoint in the partition (seen: joshlarsen/aws-recon issue 13). */
function checkHome(region: string): void {
  if (region === 'us-east-1') return;
  const [code, status] = errorNames.organizations.signature;
  throw new ServiceError(code, `Credential should be scoped to a valid region, not '${region}'.`, status);
}

/** Opt-in Regions know nobody from an account that has not enabled them. The Account service and IAM are global. */
function checkRegion(world: World, { service, region, identity }: Arrival): void {
  if (service === 'account' || service === 'iam') return;
  if (service === 'organizations') {
    checkHome(region);
    return;
  }
  const status = world.account(identity.account).optStatus.get(region);
  if (status && isEnabled(status)) return;
  const [code, httpStatus] = errorNames[service].unknownToken;
  throw new ServiceError(code, 'The security token included in the request is invalid.', httpStatus);
}

function checkFaults({ world, reference }: Services, arrival: Arrival, effects: readonly Effect[]): void {
  const [code, status, message] = errorNames[arrival.service].throttled;
  for (const effect of effects) {
    if (effect.kind === 'throttle' || effect.kind === 'rate-limit') throw new ServiceError(code, message, status);
    if (effect.kind === 'error') {
      throw new ServiceError(effect.code, effect.message ?? 'The sandbox was told to fail', effect.status ?? 400);
    }
    if (effect.kind === 'deny') throw pretendedDenial({ ...arrival, world, reference });
  }
}

function perform(
  services: Services,
  arrival: Arrival,
  effects: readonly Effect[],
  now: number,
  requestId: string,
): Wire {
  const { service, operation, identity, region, input } = arrival;
  const handler = findOperation(service, tables[service], operation);
  const { world, identities, reference } = services;
  checkRegion(world, arrival);
  checkFaults(services, arrival, effects);
  authorise({ ...arrival, world, reference });
  if (service === 'glue') settleRuns(world, identity.account, region, now);
  const paging = pagingEffects(effects);
  const stale = effects.some((effect) => effect.kind === 'stale');
  const answer = handler({ service, operation, input, identity, region, world, identities, now, paging, stale });
  return encodeAnswer(service, operation, answer, requestId);
}

/** AssumeRole counts for the account of the role: that is the account whose scan it stops. */
function subjectAccount({ service, operation, input, identity }: Arrival): string {
  if (service !== 'sts' || operation !== 'AssumeRole') return identity.account;
  return parseRoleArn(input.RoleArn)?.account ?? identity.account;
}

function guarded(service: ServiceName, requestId: string, make: () => Wire): Wire {
  try {
    return make();
  } catch (error) {
    if (error instanceof ServiceError) return encodeError(service, error, requestId);
    throw error;
  }
}

type Ending = Pick<Outcome, 'end' | 'carriedOut'>;

function internalError(service: ServiceName): ServiceError {
  const code = service === 'glue' ? 'InternalServiceException' : 'InternalFailure';
  return new ServiceError(code, 'The sandbox was told to lose the answer', 500);
}

function endOf(service: ServiceName, effects: readonly Effect[], requestId: string, make: () => Wire): Ending {
  if (effects.some((effect) => effect.kind === 'hang')) return { end: { kind: 'hang' }, carriedOut: false };
  if (effects.some((effect) => effect.kind === 'reset')) return { end: { kind: 'reset' }, carriedOut: false };
  const wire = make();
  const carriedOut = wire.code === undefined;
  const lost = effects.find((effect) => effect.kind === 'lose-answer');
  if (lost && lost.how !== 'error') return { end: { kind: lost.how }, carriedOut };
  if (lost)
    return { end: { kind: 'answer', wire: encodeError(service, internalError(service), requestId) }, carriedOut };
  if (!effects.some((effect) => effect.kind === 'malformed')) return { end: { kind: 'answer', wire }, carriedOut };
  const body = wire.body.subarray(0, Math.floor(wire.body.length / 2));
  return { end: { kind: 'answer', wire: { ...wire, body } }, carriedOut };
}

const naming = [
  'JobName',
  'Name',
  'TableName',
  'DatabaseName',
  'RoleArn',
  'PolicySourceArn',
  'KeyId',
  'ResourceArn',
  'ParentId',
  'ChildId',
  'ResourceId',
] as const;

/** What a call names, for faults and for the log. */
function nameIn(input: Input): string | undefined {
  const found = naming.map((member) => input[member]).find((value) => typeof value === 'string');
  return typeof found === 'string' ? found : undefined;
}

function subjectOf(arrival: Arrival): Subject {
  const { service, operation, region, input } = arrival;
  const name = nameIn(input);
  const account = subjectAccount(arrival);
  return { service, operation, account, region, page: pageOf(input), ...(name !== undefined && { name }) };
}

/** Judges one request: who, where, faults, permission, operation. It changes the state and sends nothing. */
export function dispatch(services: Services, request: SignedRequest, now: number, requestId: string): Outcome {
  const scope = scopeOf(request);
  const { service, region } = scope;
  const operation = operationName(service, request);
  const unknown = { service, operation, account: 'unknown', region, page: 1, delayMs: 0, carriedOut: false };
  let arrival: Arrival;
  try {
    const identity = authenticate(request, scope, services.identities, now);
    arrival = { service, operation, region, request, identity, input: readInput(service, request.body) };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const identity = services.identities.find(scope.authorization?.accessKeyId ?? '');
    const wire = encodeError(service, error, requestId);
    return { ...unknown, account: identity?.account ?? 'unknown', end: { kind: 'answer', wire } };
  }
  const subject = subjectOf(arrival);
  const effects = services.faults.strike(subject, now);
  const delayMs = effects.reduce((sum, effect) => sum + (effect.kind === 'latency' ? effect.ms : 0), 0);
  const make = () => guarded(service, requestId, () => perform(services, arrival, effects, now, requestId));
  const { identity, input } = arrival;
  return { ...subject, service, identity, input, delayMs, ...endOf(service, effects, requestId, make) };
}
