import type { ServerResponse } from 'node:http';
import { Collection } from './collection.ts';
import type { Services } from './dispatch.ts';
import { readFaultRule } from './faults/fault-rule.ts';
import { readStory, runJob } from './glue/runs/runs.ts';
import { settleAllRuns } from './glue/runs/settle-runs.ts';
import { accountStates } from './organizations/shapes.ts';
import type { RequestLog } from './requests.ts';
import { fleetOf, optStatuses } from './seed/model.ts';
import { truth } from './seed/truth.ts';
import { changeSettings } from './settings.ts';

/** What another process may look at and change over HTTP. */
export interface Controlled {
  readonly services: Services;
  readonly requests: RequestLog;
  latencyMs: number;
  readonly environment: (accountId?: string, region?: string) => Record<string, string>;
  readonly now: () => number;
}

export const controlPrefix = '/_sandbox/';

interface Asked {
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
}

type Handler = (controlled: Controlled, asked: Asked) => unknown;

class NotThere extends Error {}

function collectionOf(
  { services }: Controlled,
  [account = '', region = '', name = '']: readonly string[],
): Collection<object> {
  if (!services.world.accounts.has(account)) throw new NotThere(`no account ${account}`);
  const found = Object.entries(services.world.region(account, region)).find(([key]) => key === name)?.[1];
  if (!(found instanceof Collection)) throw new NotThere(`no collection ${name}`);
  return found;
}

const putItem: Handler = (controlled, { parts, body }) => {
  collectionOf(controlled, parts).put(parts[3] ?? '', body);
  return {};
};

/** Changes members of an item and keeps the others: a crawler's `State`, for instance. Null takes one away. */
const patchItem: Handler = (controlled, { parts, body }) => {
  const [name = ''] = parts.slice(3);
  const collection = collectionOf(controlled, parts);
  const item = collection.get(name);
  if (!item) throw new NotThere(`no ${name} in ${parts[2]}`);
  const changed = Object.entries({ ...item, ...body }).filter(([, value]) => value !== null);
  collection.put(name, Object.fromEntries(changed));
  return collection.get(name);
};

const deleteItem: Handler = (controlled, { parts }) => ({
  deleted: collectionOf(controlled, parts).delete(parts[3] ?? ''),
});

const readState: Handler = (controlled, { parts }) => {
  const { world } = controlled.services;
  if (parts.length === 0) return world.snapshot();
  if (parts.length > 2) return collectionOf(controlled, parts).list();
  const account = world.snapshot().accounts.find(({ id }) => id === parts[0]);
  const found = parts.length === 1 ? account : account?.regions.find(({ name }) => name === parts[1]);
  if (!found) throw new NotThere(parts.join('/'));
  return found;
};

const readRequests: Handler = ({ requests }) => ({
  counts: requests.counts,
  total: requests.total,
  inFlight: requests.inFlight,
  maxInFlight: requests.maxInFlight,
  list: requests.list,
});

const setLatency: Handler = (controlled, { body }) => {
  if (typeof body.ms !== 'number' || !(body.ms >= 0)) throw new TypeError('ms must be a number of milliseconds');
  controlled.latencyMs = body.ms;
  return { ms: body.ms };
};

const setRegion: Handler = ({ services }, { parts: [account = '', region = ''], body }) => {
  const status = optStatuses.find((name) => name === body.status);
  if (!status) throw new TypeError(`status must be one of ${optStatuses.join(', ')}`);
  if (!services.world.accounts.has(account)) throw new NotThere(`no account ${account}`);
  services.world.account(account).optStatus.set(region, status);
  return { status };
};

const deleteRole: Handler = ({ services }, { parts: [account = '', role = ''] }) => {
  if (!services.world.accounts.has(account)) throw new NotThere(`no account ${account}`);
  return { deleted: services.world.account(account).roles.delete(role) };
};

const putSettings: Handler = ({ services }, { body }) => changeSettings(services.world.settings, body);

/** A run of a job now: what `run` of the sandbox does. */
const postRun: Handler = ({ services, now }, { parts: [account = '', region = '', job = ''], body }) => {
  if (!services.world.accounts.has(account)) throw new NotThere(`no account ${account}`);
  return runJob(services.world, { account, region, job, now: now(), ...readStory(body) });
};

/** Changes members of a role: `trustedActions`, `policy` and so on. */
const putRole: Handler = ({ services }, { parts: [account = '', name = ''], body }) => {
  if (!services.world.accounts.has(account)) throw new NotThere(`no account ${account}`);
  const { roles } = services.world.account(account);
  const role = roles.get(name);
  if (!role) throw new NotThere(`no role ${name}`);
  roles.set(name, { ...role, ...body, name });
  return roles.get(name);
};

/** The `accounts` or the `units` of the organization. */
function organizationPart({ services }: Controlled, part = ''): Collection<object> {
  const found = Object.entries(services.world.organization ?? {}).find(([key]) => key === part)?.[1];
  if (!(found instanceof Collection)) throw new NotThere(`no ${part} of an organization`);
  return found;
}

/** Members to change of an account or unit; all of them where it is new. */
const putMember: Handler = (controlled, { parts: [part, id = ''], body }) => {
  const collection = organizationPart(controlled, part);
  if (body.state !== undefined && !accountStates.some((state) => state === body.state))
    throw new TypeError(`state must be one of ${accountStates.join(', ')}`);
  collection.put(id, { ...collection.get(id), ...body, id });
  return collection.get(id);
};

const deleteMember: Handler = (controlled, { parts: [part, id = ''] }) => ({
  deleted: organizationPart(controlled, part).delete(id),
});

const readTruth: Handler = ({ services }, { query }) =>
  truth(services.world.snapshot(), { keys: query.get('keys') !== 'false' });

/** By method and first word of the path. README.md of this folder describes each. */
const routes: Readonly<Record<string, Handler>> = {
  'GET health': () => ({ ok: true }),
  'GET environment': ({ environment }, { query }) =>
    environment(query.get('account') ?? undefined, query.get('region') ?? undefined),
  'GET fleet': ({ services }) => fleetOf(services.world.seed),
  'GET truth': readTruth,
  'GET faults': ({ services }) => services.faults.list(),
  'POST faults': ({ services }, { body }) => ({ id: services.faults.add(readFaultRule(body)) }),
  'DELETE faults': ({ services }, { parts }) =>
    parts[0] === undefined ? services.faults.clear() : { removed: services.faults.remove(parts[0]) },
  'GET requests': readRequests,
  'DELETE requests': ({ requests }) => requests.reset(),
  'GET state': readState,
  'PUT state': putItem,
  'PATCH state': patchItem,
  'DELETE state': deleteItem,
  'PUT regions': setRegion,
  'DELETE roles': deleteRole,
  'PUT roles': putRole,
  'PUT organization': putMember,
  'DELETE organization': deleteMember,
  'GET settings': ({ services }) => services.world.settings,
  'PUT settings': putSettings,
  'POST runs': postRun,
  'PUT latency': setLatency,
  'POST expire-sessions': ({ services, now }) => services.identities.expireSessions(now()),
};

function parseBody(body: Buffer): Readonly<Record<string, unknown>> {
  if (body.length === 0) return {};
  const parsed: unknown = JSON.parse(body.toString());
  if (parsed === null || typeof parsed !== 'object') throw new TypeError('the body must be a JSON object');
  return { ...parsed };
}

function respond(response: ServerResponse, status: number, value: unknown): void {
  const body = Buffer.from(JSON.stringify(value ?? {}));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
}

/** Answers `/_sandbox/…`: never signed, never counted, never slowed and never struck by a fault. */
export function answerControl(
  controlled: Controlled,
  method: string,
  url: string,
  body: Buffer,
  response: ServerResponse,
): void {
  const { pathname, searchParams } = new URL(url, 'http://sandbox');
  const [word = '', ...parts] = pathname.slice(controlPrefix.length).split('/').map(decodeURIComponent);
  const handler = routes[`${method} ${word}`];
  if (!handler) {
    respond(response, 404, { error: `no ${method} ${pathname}` });
    return;
  }
  try {
    settleAllRuns(controlled.services.world, controlled.now());
    respond(response, 200, handler(controlled, { parts, query: searchParams, body: parseBody(body) }));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    respond(response, error instanceof NotThere ? 404 : 400, { error: message });
  }
}
