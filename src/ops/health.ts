import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Log } from '../usecases/ports/runtime.ts';
import { limitConnections } from './connection-limit.ts';
import type { Metrics } from './metrics.ts';

/** Limits that make a slow or silent client harmless: it loses its connection, others keep theirs. */
const serverLimits = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 16_384,
};

/** Each may hold its headers, and a file descriptor of the process: 1,024 is a usual limit of those. */
const mostConnections = 512;

/** A part that must work for the bot to be ready. Resolves when it does; rejects, or says `false`, when not. */
interface ReadinessCheck {
  /** "store", "slack": shown to whoever asks. */
  readonly name: string;
  check(): Promise<unknown>;
}

export interface HealthServerOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly checks: readonly ReadinessCheck[];
  /** Takes `POST /slack/events`, in HTTP mode. */
  readonly slackListener?: RequestListener;
  readonly metrics: Pick<Metrics, 'contentType'> & { readonly text: () => Promise<string> };
  readonly log: Log;
  /** How long one readiness check may take. */
  readonly checkTimeoutMs?: number;
  readonly limits?: Partial<typeof serverLimits>;
  readonly mostConnections?: number;
}

export interface HealthServer {
  /** Where it really listens: the port differs from the one asked for when that was 0. */
  readonly host: string;
  readonly port: number;
  /** Takes no new requests; resolves when the running ones have ended, or were cut off after `graceMs`. */
  close(graceMs?: number): Promise<void>;
}

/** The port cannot be listened on. `code` is the system's: EADDRINUSE, EACCES, EADDRNOTAVAIL, … */
export class ListenError extends Error {
  readonly code: string;
  constructor(host: string, port: number, code: string, options?: ErrorOptions) {
    super(listenWords(host, port, code), options);
    this.name = 'ListenError';
    this.code = code;
  }
}

function listenWords(host: string, port: number, code: string): string {
  const where = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  if (code === 'EADDRINUSE')
    return `${where} is already in use: stop the other program (is the bot running twice?), or set PORT to another port`;
  if (code === 'EACCES') return `${where} may not be listened on by this user: set PORT to 1024 or above`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `${host} is no address of this machine: set HOST to 127.0.0.1, 0.0.0.0 or an address it has`;
  return `cannot listen on ${where} (${code}): check HOST and PORT`;
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(`${JSON.stringify(body)}\n`);
}

async function inTime(check: ReadinessCheck, timeoutMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, false);
  });
  // The reasons stay in the log of the part itself: this page may be read by anybody on the network.
  const result = Promise.resolve()
    .then(() => check.check())
    .then(
      (value) => value !== false,
      () => false,
    );
  return Promise.race([result, late]).finally(() => clearTimeout(timer));
}

async function notReady(checks: readonly ReadinessCheck[], timeoutMs: number): Promise<string[]> {
  const results = await Promise.all(
    checks.map(async (check) => ({ name: check.name, ok: await inTime(check, timeoutMs) })),
  );
  return results.flatMap(({ name, ok }) => (ok ? [] : [name]));
}

type Route = (...request: Parameters<RequestListener>) => void | Promise<void>;

function routes(options: HealthServerOptions, lagMs: () => number): ReadonlyMap<string, Route> {
  const { checks, metrics, slackListener, checkTimeoutMs = 2_000 } = options;
  const map = new Map<string, Route>();
  map.set('GET /healthz', (_request, response) => answer(response, 200, { ok: true, lagMs: lagMs() }));
  map.set('GET /readyz', async (_request, response) => {
    const missing = await notReady(checks, checkTimeoutMs);
    answer(response, missing.length === 0 ? 200 : 503, { ready: missing.length === 0, notReady: missing });
  });
  map.set('GET /metrics', async (_request, response) => {
    const text = await metrics.text();
    response.writeHead(200, { 'content-type': metrics.contentType }).end(text);
  });
  if (slackListener) map.set('POST /slack/events', (request, response) => slackListener(request, response));
  return map;
}

function listener(options: HealthServerOptions, lagMs: () => number): RequestListener {
  const table = routes(options, lagMs);
  return (request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const route = table.get(`${method} ${path}`);
    // A body that nobody reads would keep the connection busy.
    if (route === undefined) {
      response.setHeader('connection', 'close');
      return answer(response, 404, { error: 'not found' });
    }
    Promise.resolve()
      .then(() => route(request, response))
      .catch((error: unknown) => {
        options.log.error({ err: error, path }, 'a request could not be answered');
        if (!response.headersSent) answer(response, 500, { error: 'internal' });
        else response.destroy();
      });
  };
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) =>
      reject(new ListenError(host, port, error.code ?? 'unknown', { cause: error }));
    server.once('error', fail);
    server.listen({ host, port }, () => {
      server.off('error', fail);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function closeServer(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), graceMs);
    // A connection that becomes idle later would be kept alive, and the drain with it.
    const sweep = setInterval(() => server.closeIdleConnections(), 20);
    server.close(() => {
      clearTimeout(cut);
      clearInterval(sweep);
      resolve();
    });
  });
}

/** Each sample wakes a bot that does nothing: 50 times a second are half of what wakes it at all. */
const sampleMs = 100;

/**
 * The bot's one HTTP server: `/healthz` (the event loop turns, with its worst recent delay), `/readyz` (503 with what is
 * not ready), `/metrics`, and Slack's requests in HTTP mode. Anything else is 404.
 * @throws {ListenError}
 */
export async function createHealthServer(options: HealthServerOptions): Promise<HealthServer> {
  const delay = monitorEventLoopDelay({ resolution: sampleMs });
  delay.enable();
  const lagMs = () => {
    // A sample is the time from one to the next, so the interval is in it.
    const worst = Math.max(0, Math.round(delay.max / 1e6) - sampleMs);
    delay.reset();
    return worst;
  };
  const server = createServer({ ...serverLimits, ...options.limits }, listener(options, lagMs));
  limitConnections(server, options.mostConnections ?? mostConnections);
  server.on('error', (error) => options.log.error({ err: error }, 'the HTTP server had an error'));
  try {
    const port = await listen(server, options.host, options.port);
    return {
      host: options.host,
      port,
      close: async (graceMs = 10_000) => {
        delay.disable();
        await closeServer(server, graceMs);
      },
    };
  } catch (error) {
    delay.disable();
    throw error;
  }
}
