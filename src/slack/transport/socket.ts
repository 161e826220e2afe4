import type { App, Receiver } from '@slack/bolt';
import type { ProxySettings } from '../../domain/proxy.ts';
import type { Clock, Log } from '../../usecases/ports/runtime.ts';
import { ConnectionHealth, type Health } from './connection-health.ts';
import { SocketLine } from './socket-line.ts';

export interface SocketOptions {
  readonly appToken: string;
  readonly apiUrl?: string | undefined;
  readonly proxy?: ProxySettings | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** Nothing comes from Slack any more and nothing here can fix it. */
  onFatal(reason: string): void;
  /** How long after the first connection the second is opened. */
  readonly secondAfterMs?: number | undefined;
}

/**
 * Slack closes a connection at about the same age, so the second one is opened later: then one of them is
 * always there while the other is being refreshed. Each payload goes to one connection only.
 */
const SECOND_AFTER_MS = 30_000;
const LOST_AFTER_MS = 90_000;

/** Receives over two Socket Mode connections, as one receiver for Bolt. */
export class SocketReceiver implements Receiver {
  readonly #options: SocketOptions;
  readonly #health: ConnectionHealth;
  readonly #lines: readonly [SocketLine, SocketLine];
  readonly #stopping = new AbortController();

  constructor(options: SocketOptions) {
    this.#options = options;
    this.#health = new ConnectionHealth({
      clock: options.clock,
      afterMs: LOST_AFTER_MS,
      onLost: () => options.onFatal(`no connection to Slack for ${LOST_AFTER_MS / 1000} s`),
    });
    this.#lines = [this.#line(), this.#line()];
  }

  get health(): Health {
    return this.#health.health;
  }

  init(app: App): void {
    for (const line of this.#lines) line.init(app);
  }

  /** Resolves with the first connection. @throws {ChatError} */
  async start(): Promise<void> {
    const { clock, secondAfterMs = SECOND_AFTER_MS } = this.#options;
    const [first, second] = this.#lines;
    await first.start();
    void clock.sleep(secondAfterMs, this.#stopping.signal).then(
      () => second.startLater(),
      () => {},
    );
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#health.stop();
    await Promise.all(this.#lines.map((line) => line.stop()));
  }

  #line(): SocketLine {
    const { appToken, apiUrl, proxy, clock, log, onFatal } = this.#options;
    return new SocketLine({
      appToken,
      apiUrl,
      proxy,
      clock,
      log,
      onUp: () => this.#health.up(),
      onDown: () => this.#health.down(),
      onRefused: (error) => onFatal(`Slack refused the app token (${error.slackCode})`),
    });
  }
}
