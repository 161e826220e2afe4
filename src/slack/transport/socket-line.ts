import { type App, SocketModeReceiver } from '@slack/bolt';
import { ChatError } from '../../domain/errors.ts';
import { networkFaultOf } from '../../domain/network-fault.ts';
import type { ProxySettings } from '../../domain/proxy.ts';
import type { Clock, Log } from '../../usecases/ports/runtime.ts';
import { toChatError } from './chat-error.ts';
import { connectOptions } from './client.ts';
import { slackLogger } from './logger.ts';
import { createFetch, createSocketWay } from './network.ts';

type SocketClient = SocketModeReceiver['client'];

export interface LineParts {
  readonly appToken: string;
  readonly apiUrl?: string | undefined;
  readonly proxy?: ProxySettings | undefined;
  readonly clock: Clock;
  readonly log: Log;
  onUp(): void;
  onDown(): void;
  /** Told how many connections the whole app has, with each new one. */
  onHello(counted: number): void;
  /** The token is no longer good: there is no use in trying again. */
  onRefused(error: ChatError): void;
}

/** How long one attempt to connect may take, from the first request to Slack's hello. */
const CONNECT_MAX_MS = 20_000;
const CLOSE_MAX_MS = 2_000;
/** A connection that ends sooner counts as a failed attempt, so that a flapping one backs off. */
const STEADY_MS = 10_000;
/** [inferred] How long Slack may still count a connection that was closed in order. */
const LINGERS_MS = 10_000;
const BACKOFF_FIRST_MS = 250;
const BACKOFF_MAX_MS = 15_000;
const TOO_MANY = 'too_many_websockets';
export const crowdedOut = 'Slack has 10 connections of this app, as many as it takes';

/**
 * Keeps one Socket Mode connection open. Every attempt has a client of its own that does not reconnect by
 * itself: socket-mode 3.1.0 waits five seconds before each reconnect, more after every failure without a cap,
 * and turns a refused token into an unhandled rejection. Here a refresh is followed by the next connection at
 * once, failures back off up to 15 s, and a refused token is reported.
 */
export class SocketLine {
  readonly #parts: LineParts;
  readonly #stopping = new AbortController();
  #app: App | undefined;
  #attempt: Attempt | undefined;
  #restMs = 0;
  #isCrowdedOut = false;
  readonly #fetch: ReturnType<typeof createFetch>;

  constructor(parts: LineParts) {
    this.#parts = parts;
    this.#fetch = createFetch(parts.proxy);
  }

  init(app: App): void {
    this.#app = app;
  }

  /** Slack had as many connections of this app as it takes when this one last tried. */
  get isCrowdedOut(): boolean {
    return this.#isCrowdedOut;
  }

  /** Connects, and stays connected until `stop`. Rejects only when the first connection fails. @throws {ChatError} */
  async start(): Promise<void> {
    const connection = await this.#connect();
    void this.#keep(connection);
  }

  /** Connects now or later, and stays connected until `stop`. */
  startLater(): void {
    void this.#keep(undefined);
  }

  /** Closes the connection, waiting a moment for Slack to agree. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    if (this.#attempt !== undefined) await this.#close(this.#attempt);
  }

  /** Connects anew, for another hello: this connection is closed, and away for a while. */
  async renew(): Promise<void> {
    if (this.#attempt === undefined || this.#stopped) return;
    this.#restMs = LINGERS_MS;
    await this.#close(this.#attempt);
  }

  async #keep(first: Connection | undefined): Promise<void> {
    let connection = first;
    let failures = 0;
    while (!this.#stopped) {
      try {
        connection ??= await this.#connect();
        await connection.gone;
        this.#parts.onDown();
        failures = this.#parts.clock.now() - connection.since < STEADY_MS ? failures + 1 : 0;
        await this.#pause(Math.max(this.#restMs, failures === 0 ? 0 : backoff(failures)));
        this.#restMs = 0;
      } catch (caught) {
        const error = toChatError(caught);
        if (this.#stopped) return;
        if (error.code === 'not-authorised') {
          this.#parts.onRefused(error);
          return;
        }
        failures += 1;
        this.#parts.log.warn({ slackCode: error.slackCode, failures }, 'no connection to Slack yet');
        await this.#pause(Math.max(backoff(failures), error.retryAfterMs ?? 0));
      }
      connection = undefined;
    }
  }

  async #connect(): Promise<Connection> {
    const attempt = this.#newAttempt();
    this.#attempt = attempt;
    const { client } = attempt;
    const gone = new Promise<void>((resolve) => client.once('disconnected', () => resolve())).then(attempt.cut);
    const hello = client.start().catch((error: unknown) => {
      throw error === undefined ? closedBefore(attempt.failure()) : toChatError(error);
    });
    const timer = new AbortController();
    const signal = AbortSignal.any([timer.signal, this.#stopping.signal]);
    const late = this.#parts.clock.sleep(CONNECT_MAX_MS, signal).then(() => {
      throw new ChatError('unavailable', 'no_hello');
    });
    try {
      await Promise.race([hello, late]);
      this.#isCrowdedOut = false;
    } catch (error) {
      this.#isCrowdedOut = isCrowdedOut(error);
      // A client that gets its address late would connect all the same: close it then.
      void hello.then(() => this.#close(attempt)).catch(() => {});
      void this.#close(attempt);
      throw error;
    } finally {
      timer.abort();
      late.catch(() => {});
    }
    this.#parts.onUp();
    return { gone, since: this.#parts.clock.now() };
  }

  #newAttempt(): Attempt {
    const { appToken, apiUrl, proxy, clock, log } = this.#parts;
    const way = proxy && createSocketWay(proxy);
    const receiver = new SocketModeReceiver({
      appToken,
      autoReconnectEnabled: false,
      logger: slackLogger(log),
      ...(way && { dispatcher: way.dispatcher }),
      installerOptions: { clientOptions: connectOptions(apiUrl, this.#fetch) },
      customPropertiesExtractor: ({ envelope_id: envelopeId }) => ({ receivedAt: clock.now(), envelopeId }),
    });
    let refusal: ChatError | undefined;
    receiver.client.on('ws_message', (data: unknown) => {
      const said = helloOrRefusal(data);
      if (said === TOO_MANY) refusal = new ChatError('unavailable', TOO_MANY);
      else if (said !== undefined) this.#parts.onHello(said);
    });
    if (this.#app !== undefined) receiver.init(this.#app);
    return { client: receiver.client, failure: () => refusal ?? way?.failure, cut: () => way?.cut() };
  }

  async #close({ client, cut }: Attempt): Promise<void> {
    const waiting = new AbortController();
    // Bolt 5.1 waits 30 s for the answer to its close frame; nothing is lost by leaving sooner.
    const leaving = this.#parts.clock.sleep(CLOSE_MAX_MS, waiting.signal).catch(() => {});
    const closed = client.disconnect().catch(() => {});
    await Promise.race([closed, leaving]);
    waiting.abort();
    cut();
  }

  get #stopped(): boolean {
    return this.#stopping.signal.aborted;
  }

  async #pause(ms: number): Promise<void> {
    if (ms > 0) await this.#parts.clock.sleep(ms, this.#stopping.signal).catch(() => {});
  }
}

interface Attempt {
  readonly client: SocketClient;
  /** Why it could not connect, where that is known. */
  failure(): unknown;
  /** Ends whatever connection it still has, where the package does not do so itself. */
  cut(): void;
}

/** Why a socket closed before it said hello: what Slack or the network did, if it said so. */
function closedBefore(failure: unknown): ChatError {
  const error = toChatError(failure);
  if (isCrowdedOut(error)) return error;
  return networkFaultOf(error.slackCode) === undefined ? new ChatError('unavailable', 'socket_closed') : error;
}

interface Connection {
  /** Resolves when the connection has ended. */
  readonly gone: Promise<void>;
  readonly since: number;
}

function backoff(failures: number): number {
  return Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** Math.min(failures - 1, 10));
}

/** Slack has as many connections of this app as it takes. It passes when one of them ends. */
export function isCrowdedOut(error: unknown): boolean {
  return error instanceof ChatError && error.slackCode === TOO_MANY;
}

/**
 * The count in Slack's first message on a connection, or that there are too many: then this one is said farewell to
 * before any hello (slackapi/bolt-js#2238, node-slack-sdk#1654). Undefined for every other message.
 */
export function helloOrRefusal(data: unknown): number | typeof TOO_MANY | undefined {
  try {
    const message: unknown = JSON.parse(typeof data === 'string' ? data : String(data));
    if (typeof message !== 'object' || message === null || !('type' in message)) return;
    if (message.type === 'disconnect') return 'reason' in message && message.reason === TOO_MANY ? TOO_MANY : undefined;
    if (message.type !== 'hello') return;
    return 'num_connections' in message && typeof message.num_connections === 'number'
      ? message.num_connections
      : undefined;
  } catch {
    return undefined;
  }
}
