/** What was switched on, and from when to when it can be the cause of a lost acknowledgement. Epoch milliseconds. */
export interface Trouble {
  /** `process` and `slack` stand between a person and an acknowledgement; nothing of the others does. */
  readonly side: 'process' | 'slack' | 'aws' | 'database' | 'people';
  readonly what: string;
  readonly from: number;
  /** Infinity while it goes on. */
  readonly to: number;
}

/** An acknowledgement that comes while a socket is opened again is late or lost without anybody's fault. */
const afterMs = 5_000;
const beforeMs = 1_000;
const tickMs = 100;
const stallMs = 500;

export class Troubles {
  readonly #all: Trouble[] = [];

  get all(): readonly Trouble[] {
    return this.#all;
  }

  /** Begins one; the answer ends it. */
  begin(side: Trouble['side'], what: string): () => void {
    const index = this.#all.push({ side, what, from: Date.now(), to: Number.POSITIVE_INFINITY }) - 1;
    return () => {
      const begun = this.#all[index];
      if (begun !== undefined) this.#all[index] = { ...begun, to: Date.now() };
    };
  }

  /** Notes every standstill of this process itself, in which the local services answer nobody, until the signal. */
  watchOwnStalls(signal: AbortSignal): void {
    let last = Date.now();
    const timer = setInterval(() => {
      const now = Date.now();
      const lateMs = now - last - tickMs;
      if (lateMs > stallMs) this.#all.push({ side: 'slack', what: 'the run itself stood still', from: last, to: now });
      last = now;
    }, tickMs);
    signal.addEventListener('abort', () => clearInterval(timer));
  }

  /** What may have cost an acknowledgement that was due between these instants. */
  near(from: number, to: number): readonly Trouble[] {
    const stands = ({ side }: Trouble) => side === 'process' || side === 'slack';
    return this.#all.filter((one) => stands(one) && one.from - beforeMs <= to && one.to + afterMs >= from);
  }
}
