import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Identities, type Identity } from './access/identity.ts';
import { answerControl, type Controlled, controlPrefix } from './control.ts';
import { dispatch, type Outcome, readReferenceOfAll } from './dispatch.ts';
import { Faults } from './faults/faults.ts';
import { RateLimits } from './faults/rate-limit.ts';
import type { JobRun } from './glue/runs/run-shapes.ts';
import { type RunStory, runJob } from './glue/runs/runs.ts';
import { type Caller, RequestLog } from './requests.ts';
import { type SeedName, seedNamed } from './seed/index.ts';
import { type FleetAccount, fleetOf, type Seed } from './seed/model.ts';
import type { Settings } from './settings.ts';
import { World } from './world.ts';

export interface StartOptions {
  /** A name, or the contents themselves. */
  readonly seed: SeedName | Seed;
  /** Absent or 0: any free port. */
  readonly port?: number;
  /** How long every answer takes at least; default 0. */
  readonly latencyMs?: number;
  /** The clock, epoch milliseconds; default the real one. Seeds, signatures, sessions and rates go by it. */
  readonly now?: () => number;
}

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The local AWS while it runs. */
export interface AwsSandbox {
  readonly url: string;
  readonly port: number;
  readonly faults: Faults;
  readonly requests: RequestLog;
  readonly state: World;
  /** What may be changed while it runs; each member says what it is. */
  readonly settings: Settings;
  /** The audited accounts, as the bot's configuration would name them. */
  readonly fleet: readonly FleetAccount[];
  /** The first user's keys; default the account that the bot's own credentials belong to. */
  credentials(accountId?: string): Credentials;
  /** What a process needs in its environment to talk to this and nothing else. */
  environment(accountId?: string, region?: string): Record<string, string>;
  /** A run of a job from its start to its end, now, with its bookmark: account and Region as of `environment`. */
  run(job: string, options?: RunOptions): JobRun;
  setLatency(ms: number): void;
  /** Makes all temporary credentials given out so far expire. */
  expireSessions(): void;
  close(): Promise<void>;
}

interface RunOptions extends RunStory {
  readonly account?: string;
  readonly region?: string;
}

const host = '127.0.0.1';

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

function requestIdOf(number: number): string {
  return `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
}

function callerOf({ arn, session }: Identity): Caller {
  return {
    arn,
    ...(session && { sessionName: session.name }),
    ...(session?.sourceIdentity && { sourceIdentity: session.sourceIdentity }),
    ...(session?.policyText && { sessionPolicy: session.policyText }),
  };
}

/** One server on one port: services are told apart by the scope of the signature. */
class Front {
  readonly #controlled: Controlled;
  readonly #now: () => number;
  #requestIds = 0;

  constructor(controlled: Controlled, now: () => number) {
    this.#controlled = controlled;
    this.#now = now;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? '/';
    const arrivedAt = performance.now();
    const body = await readBody(request);
    if (url.startsWith(controlPrefix)) {
      answerControl(this.#controlled, request.method ?? 'GET', url, body, response);
      return;
    }
    const { services, requests } = this.#controlled;
    const over = requests.begin();
    response.once('close', over);
    this.#requestIds += 1;
    const requestId = requestIdOf(this.#requestIds);
    const now = this.#now();
    const signed = { method: request.method ?? 'GET', url, headers: request.headers, body };
    const outcome = dispatch(services, signed, now, requestId);
    this.#log(outcome, now, requestId);
    const waitMs = this.#controlled.latencyMs + outcome.delayMs - (performance.now() - arrivedAt);
    if (waitMs <= 0) this.#finish(outcome, response, requestId);
    else setTimeout(() => this.#finish(outcome, response, requestId), waitMs);
  }

  #log(outcome: Outcome, at: number, requestId: string): void {
    const { service, operation, account, region, page, name, identity, input, carriedOut, end } = outcome;
    const answered = end.kind === 'answer' ? end.wire : { status: 0 };
    const code = 'code' in answered ? answered.code : undefined;
    const { status } = answered;
    this.#controlled.requests.add({
      ...{ service, operation, account, region, page, at, status, requestId, carriedOut },
      ...(code && { code }),
      ...(name !== undefined && { name }),
      ...(identity && { caller: callerOf(identity) }),
      ...(service === 'glue' && input && /^(Create|Update|Delete|Start)/.test(operation) && { input }),
      ...(typeof input?.RoleSessionName === 'string' && { opens: input.RoleSessionName }),
    });
  }

  #finish({ end }: Outcome, response: ServerResponse, requestId: string): void {
    if (end.kind === 'hang') return;
    if (end.kind === 'reset') {
      response.socket?.resetAndDestroy();
      return;
    }
    const { status, headers, body } = end.wire;
    response.writeHead(status, {
      ...headers,
      'content-length': body.length,
      'x-amzn-requestid': requestId,
      // Clients take their idea of AWS's clock from this header.
      date: new Date(this.#now()).toUTCString(),
    });
    response.end(body);
  }
}

/** A mistake of the sandbox itself: said in the answer, so that it cannot pass for AWS's. */
function failLoudly(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) return;
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  response.writeHead(500, { 'content-type': 'application/json', 'x-amzn-errortype': 'SandboxFailure' });
  response.end(JSON.stringify({ __type: 'SandboxFailure', message }));
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

function firstUser(world: World, accountId: string): Credentials {
  const user = world.account(accountId).users[0];
  if (!user) throw new RangeError(`Account ${accountId} of the sandbox has no user`);
  return { accessKeyId: user.accessKeyId, secretAccessKey: user.secretAccessKey };
}

function environmentOf(
  url: string,
  { accessKeyId, secretAccessKey }: Credentials,
  region: string,
): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_REGION: region,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/** Starts a local AWS on 127.0.0.1. Rejects when the port is taken. */
export async function startAws(options: StartOptions): Promise<AwsSandbox> {
  const now = options.now ?? Date.now;
  const seed = typeof options.seed === 'string' ? seedNamed(options.seed, { now: now() }) : options.seed;
  const world = new World(seed);
  const reference = await readReferenceOfAll();
  const services = { reference, world, identities: new Identities(world), faults: new Faults(new RateLimits()) };
  const credentials = (accountId = seed.home) => firstUser(world, accountId);
  let url = '';
  const environment = (accountId = seed.home, region = 'us-east-1') =>
    environmentOf(url, credentials(accountId), region);
  const requests = new RequestLog();
  const controlled: Controlled = { services, requests, latencyMs: options.latencyMs ?? 0, environment, now };
  const front = new Front(controlled, now);
  const server = createServer({ keepAliveTimeout: 120_000, noDelay: true }, (request, response) => {
    front.handle(request, response).catch((error: unknown) => failLoudly(response, error));
  });
  const port = await listen(server, options.port ?? 0);
  url = `http://${host}:${port}`;
  return {
    url,
    port,
    faults: services.faults,
    requests,
    state: world,
    settings: world.settings,
    run: (job, { account = seed.home, region = 'us-east-1', ...story } = {}) =>
      runJob(world, { account, region, job, now: now(), ...story }),
    fleet: fleetOf(seed),
    credentials,
    environment,
    setLatency: (ms) => {
      controlled.latencyMs = ms;
    },
    expireSessions: () => services.identities.expireSessions(now()),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
