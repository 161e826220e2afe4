import type { Clock, Log } from '../ports/runtime.ts';

/** Connections of this app that no process of this database has. `since`: epoch milliseconds. */
export interface OtherConnections {
  readonly counted: number;
  readonly ours: number;
  readonly since: number;
}

export interface ConnectionCountParts {
  readonly clock: Clock;
  readonly log: Log;
  /** How many bot processes the database knows to be alive, this one included. */
  processes(): Promise<number>;
  /** Asks for another hello in so many milliseconds. */
  lookAgain(ms: number): void;
}

/**
 * How many connections each process holds. One that is alone needs a second, to have one while Slack refreshes the other.
 * Several have each other, and an app has 10 in all (docs.slack.dev, Socket Mode): one each leaves room for a rolling
 * update.
 */
export function connectionsEach(processes: number): 1 | 2 {
  return processes > 1 ? 1 : 2;
}

/**
 * Connections of a process that was restarted or killed linger with Slack, and a new process is counted before it has
 * its second one: more than ours must be seen again after this long before it is said.
 */
const HOLDS_MS = 5 * 60_000;
const OVER_MS = 30 * 60_000;

/**
 * Compares what Slack counts with what is ours: `num_connections` of the hello (docs.slack.dev, Socket Mode) is the number
 * of connections of the whole app. Each payload goes to one of them, so another bot with the same tokens takes its share.
 */
export class ConnectionCount {
  readonly #parts: ConnectionCountParts;
  #seen: OtherConnections | undefined;
  #isTold = false;

  constructor(parts: ConnectionCountParts) {
    this.#parts = parts;
  }

  /** Undefined: no more than ours, or not for long enough to be sure. */
  get others(): OtherConnections | undefined {
    return this.#isTold ? this.#seen : undefined;
  }

  /** Takes the count of a hello. `besides`: of this process, opened for the count alone. Never rejects. */
  async hello(counted: number, besides = 0): Promise<void> {
    const { clock, log, processes, lookAgain } = this.#parts;
    let ours: number;
    try {
      const known = await processes();
      ours = connectionsEach(known) * known + besides;
    } catch {
      // Nothing can be compared: the next hello may.
      return;
    }
    if (counted <= ours) {
      if (this.#isTold) log.info({ counted, ours }, 'no other bot with the same tokens is connected any more');
      this.#seen = undefined;
      this.#isTold = false;
      return;
    }
    const now = clock.now();
    this.#seen = { counted, ours, since: this.#seen?.since ?? now };
    if (!this.#isTold && now - this.#seen.since >= HOLDS_MS) {
      this.#isTold = true;
      log.warn({ counted, ours }, 'another bot with the same tokens is connected: it takes some of the commands');
    }
    lookAgain(this.#isTold ? OVER_MS : HOLDS_MS);
  }
}
