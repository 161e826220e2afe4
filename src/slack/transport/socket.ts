import type { App, Receiver } from '@slack/bolt';
import type { ProxySettings } from '../../domain/proxy.ts';
import { ConnectionCount, connectionsEach, type OtherConnections } from '../../usecases/bot/connection-count.ts';
import type { Clock, Log } from '../../usecases/ports/runtime.ts';
import { ConnectionHealth, type Health } from './connection-health.ts';
import { crowdedOut, SocketLine } from './socket-line.ts';

export interface SocketOptions {
  readonly appToken: string;
  readonly apiUrl?: string | undefined;
  readonly proxy?: ProxySettings | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** Nothing comes from Slack any more and nothing here can fix it. */
  onFatal(reason: string): void;
  /** How many bot processes the database knows to be alive. Absent: nobody compares. */
  processes?: (() => Promise<number>) | undefined;
  /** How long after the first connection the second is opened. */
  readonly secondAfterMs?: number | undefined;
}

/**
 * Slack closes a connection at about the same age, so the second one is opened later: then one of them is
 * always there while the other is being refreshed. Each payload goes to one connection only.
 */
const SECOND_AFTER_MS = 30_000;
const LOST_AFTER_MS = 90_000;
/** How soon a second connection follows the coming and going of other processes. */
const LOOK_MS = 15_000;

/** Receives over two Socket Mode connections, or one where there are several processes, as one receiver for Bolt. */
export class SocketReceiver implements Receiver {
  readonly #options: SocketOptions;
  readonly #health: ConnectionHealth;
  readonly #count: ConnectionCount | undefined;
  readonly #first: SocketLine;
  #second: SocketLine | undefined;
  #app: App | undefined;
  readonly #stopping = new AbortController();
  #waiting: AbortController | undefined;

  constructor(options: SocketOptions) {
    this.#options = options;
    const { clock, log, processes } = options;
    this.#health = new ConnectionHealth({ clock, afterMs: LOST_AFTER_MS, onLost: () => this.#onLost() });
    const lookAgain = (ms: number) => void this.#lookAgain(ms);
    this.#count = processes && new ConnectionCount({ clock, log, processes, lookAgain });
    this.#first = this.#line();
  }

  get health(): Health {
    return this.#health.health;
  }

  /** Connections of another bot with the same tokens. */
  get others(): OtherConnections | undefined {
    return this.#count?.others;
  }

  init(app: App): void {
    this.#app = app;
    this.#first.init(app);
  }

  /** Resolves with the first connection. @throws {ChatError} */
  async start(): Promise<void> {
    await this.#first.start();
    void this.#keepSecond();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#health.stop();
    await Promise.all([this.#first.stop(), this.#second?.stop()]);
  }

  #onLost(): 'wait' | 'lost' {
    const { log, onFatal } = this.#options;
    if (this.#first.isCrowdedOut) {
      // A process that ends for it comes back and asks again; this one can still scan, deliver and carry out.
      log.warn({}, `${crowdedOut}: this process gets no commands and presses until one of them ends`);
      return 'wait';
    }
    onFatal(`no connection to Slack for ${LOST_AFTER_MS / 1000} s`);
    return 'lost';
  }

  /** Opens and closes the second connection as other processes end and come. */
  async #keepSecond(): Promise<void> {
    const { clock, secondAfterMs = SECOND_AFTER_MS } = this.#options;
    try {
      await clock.sleep(secondAfterMs, this.#stopping.signal);
      for (;;) {
        await this.#arrange();
        await clock.sleep(LOOK_MS, this.#stopping.signal);
      }
    } catch {
      // The stop: it closes both.
    }
  }

  async #arrange(): Promise<void> {
    const each = await this.#each();
    if (each === undefined || this.#stopping.signal.aborted) return;
    if (each === 2 && this.#second === undefined) {
      this.#second = this.#line();
      this.#second.startLater();
    } else if (each === 1 && this.#second !== undefined) {
      const second = this.#second;
      this.#second = undefined;
      await second.stop();
    }
  }

  /** Undefined: the database does not say how many processes there are. */
  async #each(): Promise<1 | 2 | undefined> {
    try {
      return connectionsEach((await this.#options.processes?.()) ?? 1);
    } catch {
      return undefined;
    }
  }

  /** Another hello, later: over a connection that is not the only one of this process. */
  async #lookAgain(ms: number): Promise<void> {
    this.#waiting?.abort();
    const waiting = new AbortController();
    this.#waiting = waiting;
    try {
      await this.#options.clock.sleep(ms, AbortSignal.any([waiting.signal, this.#stopping.signal]));
    } catch {
      return;
    }
    if (this.#second === undefined) await this.#askAside(ms);
    else if (this.#health.open === 2) await this.#second.renew();
    else await this.#lookAgain(ms);
  }

  /** A connection for the hello alone. */
  async #askAside(ms: number): Promise<void> {
    const line = this.#line(1);
    try {
      await line.start();
    } catch {
      await this.#lookAgain(ms);
    } finally {
      await line.stop();
    }
  }

  #line(besides = 0): SocketLine {
    const { appToken, apiUrl, proxy, clock, log, onFatal } = this.#options;
    const line = new SocketLine({
      appToken,
      apiUrl,
      proxy,
      clock,
      log,
      onUp: () => this.#health.up(),
      onDown: () => this.#health.down(),
      onHello: (counted) => void this.#count?.hello(counted, besides),
      onRefused: (error) => onFatal(`Slack refused the app token (${error.slackCode})`),
    });
    if (this.#app !== undefined) line.init(this.#app);
    return line;
  }
}
