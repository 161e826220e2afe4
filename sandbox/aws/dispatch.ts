import { accountOperations } from './account/index.ts';
import { authenticate, scopeOf } from './authenticate.ts';
import { errorNames, ServiceError, type ServiceName } from './errors.ts';
import { type Effect, type Faults, pagingEffects } from './faults.ts';
import { glueOperations } from './glue/index.ts';
import type { Identities, Identity } from './identity.ts';
import { kmsOperations } from './kms/index.ts';
import type { Input, Operations } from './operation.ts';
import { pageOf } from './paging.ts';
import { decide } from './policy.ts';
import { encodeAnswer, encodeError, findOperation, operationName, readInput, type Wire } from './protocol.ts';
import { isEnabled } from './seed/model.ts';
import type { SignedRequest } from './signature.ts';
import { parseRoleArn } from './sts/assume-role.ts';
import { stsOperations } from './sts/index.ts';
import type { World } from './world.ts';

const tables: Readonly<Record<ServiceName, Operations>> = {
  glue: glueOperations,
  sts: stsOperations,
  kms: kmsOperations,
  account: accountOperations,
};

export interface Services {
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

/** Opt-in Regions know nobody from an account that has not enabled them. The Account service is global. */
function checkRegion(world: World, { service, region, identity }: Arrival): void {
  if (service === 'account') return;
  const status = world.account(identity.account).optStatus.get(region);
  if (status && isEnabled(status)) return;
  const [code, httpStatus] = errorNames[service].unknownToken;
  throw new ServiceError(code, 'The security token included in the request is invalid.', httpStatus);
}

function resourceOf({ service, operation, region, identity }: Arrival): string {
  if (service === 'account') return `arn:aws:account::${identity.account}:account`;
  const resources: Readonly<Record<string, string>> = {
    GetJobs: 'job/*',
    GetTriggers: 'trigger/*',
    GetCrawlers: 'crawler/*',
    GetDevEndpoints: 'devEndpoint/*',
  };
  return service === 'glue' ? `arn:aws:glue:${region}:${identity.account}:${resources[operation] ?? 'catalog'}` : '*';
}

function denial(arrival: Arrival, reason: string): ServiceError {
  const { service, operation, identity } = arrival;
  const [code, status] = errorNames[service].denied;
  const action = `${service}:${operation}`;
  const who = `User: ${identity.arn} is not authorized to perform: ${action} on resource: ${resourceOf(arrival)}`;
  return new ServiceError(code, `${who} ${reason}`, status);
}

/** GetCallerIdentity needs no permission; AssumeRole judges the caller's policy together with the role's trust. */
function authorise(arrival: Arrival): void {
  if (arrival.service === 'sts') return;
  const action = `${arrival.service}:${arrival.operation}`;
  const decision = decide(arrival.identity.policy, action, arrival.region);
  if (decision === 'explicit-deny') throw denial(arrival, 'with an explicit deny in an identity-based policy');
  if (decision === 'no-allow') throw denial(arrival, `because no identity-based policy allows the ${action} action`);
}

function checkFaults(arrival: Arrival, effects: readonly Effect[]): void {
  const [code, status, message] = errorNames[arrival.service].throttled;
  for (const effect of effects) {
    if (effect.kind === 'throttle' || effect.kind === 'rate-limit') throw new ServiceError(code, message, status);
    if (effect.kind === 'error') {
      throw new ServiceError(effect.code, effect.message ?? 'The sandbox was told to fail', effect.status ?? 400);
    }
    if (effect.kind === 'deny') {
      throw denial(
        arrival,
        `because no identity-based policy allows the ${arrival.service}:${arrival.operation} action`,
      );
    }
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
  checkRegion(services.world, arrival);
  checkFaults(arrival, effects);
  authorise(arrival);
  const { world, identities } = services;
  const paging = pagingEffects(effects);
  const answer = handler({ service, operation, input, identity, region, world, identities, now, paging });
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

function endOf(effects: readonly Effect[], make: () => Wire): Outcome['end'] {
  if (effects.some((effect) => effect.kind === 'hang')) return { kind: 'hang' };
  if (effects.some((effect) => effect.kind === 'reset')) return { kind: 'reset' };
  const wire = make();
  if (!effects.some((effect) => effect.kind === 'malformed')) return { kind: 'answer', wire };
  return { kind: 'answer', wire: { ...wire, body: wire.body.subarray(0, Math.floor(wire.body.length / 2)) } };
}

/** Judges one request: who, where, faults, permission, operation. It changes the state and sends nothing. */
export function dispatch(services: Services, request: SignedRequest, now: number, requestId: string): Outcome {
  const scope = scopeOf(request);
  const { service, region } = scope;
  const operation = operationName(service, request);
  const unknown = { service, operation, account: 'unknown', region, page: 1, delayMs: 0 };
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
  const subject = { service, operation, account: subjectAccount(arrival), region, page: pageOf(arrival.input) };
  const effects = services.faults.strike(subject, now);
  const delayMs = effects.reduce((sum, effect) => sum + (effect.kind === 'latency' ? effect.ms : 0), 0);
  const make = () => guarded(service, requestId, () => perform(services, arrival, effects, now, requestId));
  return { ...subject, service, delayMs, end: endOf(effects, make) };
}
