import type { Clock } from '../../usecases/ports/runtime.ts';

/** Work that goes on after its acknowledgement, so that stopping can wait for it. */
export class Runs {
  readonly #running = new Set<Promise<void>>();
  readonly #stop = new AbortController();

  /** Aborted as soon as `drain` is called. */
  get stopping(): AbortSignal {
    return this.#stop.signal;
  }

  get count(): number {
    return this.#running.size;
  }

  /** Takes over the work. It must not reject. */
  add(work: Promise<void>): void {
    const entry = work.finally(() => this.#running.delete(entry));
    this.#running.add(entry);
  }

  /** From now on `stopping`; resolves when all work has ended, or after `maxMs`. True when all has ended. */
  async drain(clock: Clock, maxMs: number): Promise<boolean> {
    this.#stop.abort();
    const waiting = new AbortController();
    const timeout = clock.sleep(maxMs, waiting.signal).catch(() => {});
    const ended = this.#allEnded().then(() => waiting.abort());
    await Promise.race([ended, timeout]);
    return this.#running.size === 0;
  }

  async #allEnded(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }
}
