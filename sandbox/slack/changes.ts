/** What just changed; enough for a page or a waiting test to know where to look. */
export type Change =
  | { type: 'message'; action: 'posted' | 'edited' | 'deleted'; channel: string; ts: string; visibleTo?: string }
  | { type: 'view'; user: string }
  | { type: 'home'; user: string }
  | { type: 'state'; user: string }
  | { type: 'call'; method: string; ok: boolean }
  | { type: 'problem'; kind: string; message: string }
  | { type: 'connections'; open: number };

type Listener = (change: Change) => void;

/** Tells listeners about every change, and lets tests wait for one without polling. */
export class Changes {
  readonly #listeners = new Set<Listener>();

  /** Calls the listener at every change; the answer stops that. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  announce(change: Change): void {
    for (const listener of [...this.#listeners]) listener(change);
  }

  /**
   * Resolves with the probe's first truthy answer; it is asked now and after every change.
   * @throws an Error that names what was awaited, after `timeoutMs`
   */
  waitFor<T>(probe: () => T | undefined | null | false, timeoutMs: number, what: () => string): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const attempt = (): void => {
      try {
        const answer = probe();
        if (answer !== undefined && answer !== null && answer !== false) finish(() => resolve(answer));
      } catch (error) {
        finish(() => reject(error));
      }
    };
    const stop = this.subscribe(attempt);
    const timer = setTimeout(() => {
      finish(() => reject(new Error(`The local Slack waited ${timeoutMs} ms in vain. ${what()}`)));
    }, timeoutMs);
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      stop();
      settle();
    };
    attempt();
    return promise;
  }
}
