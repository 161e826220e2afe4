import type { Clock } from '../../usecases/ports/runtime.ts';

export interface Health {
  readonly connected: boolean;
  /** Since when, epoch milliseconds. */
  readonly since: number;
}

export interface WatchOptions {
  readonly clock: Clock;
  /** Called after this long without any connection: once, or as often as it answers `wait`. */
  readonly afterMs: number;
  onLost(): 'wait' | 'lost';
}

/** Counts open connections. Knows nothing of traffic: a quiet bot is a healthy one. */
export class ConnectionHealth {
  readonly #options: WatchOptions;
  #open = 0;
  #since: number;
  #waiting: AbortController | undefined;
  #stopped = false;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#since = options.clock.now();
  }

  get health(): Health {
    return { connected: this.#open > 0, since: this.#since };
  }

  /** How many connections are open. */
  get open(): number {
    return this.#open;
  }

  up(): void {
    this.#open += 1;
    if (this.#open > 1) return;
    this.#since = this.#options.clock.now();
    this.#waiting?.abort();
  }

  down(): void {
    this.#open -= 1;
    if (this.#open > 0) return;
    this.#since = this.#options.clock.now();
    if (!this.#stopped) void this.#watch();
  }

  stop(): void {
    this.#stopped = true;
    this.#waiting?.abort();
  }

  async #watch(): Promise<void> {
    const waiting = new AbortController();
    this.#waiting = waiting;
    try {
      do await this.#options.clock.sleep(this.#options.afterMs, waiting.signal);
      while (this.#options.onLost() === 'wait');
    } catch {
      // There is a connection again, or nobody wants one.
    }
  }
}
