/** Gives way to the next one. */
export type EndTurn = () => void;

/** One at a time, in the order of asking. */
export interface Turns {
  /** Resolves with undefined when the turn did not come before the signal. */
  take(signal: AbortSignal): Promise<EndTurn | undefined>;
}

export function createTurns(): Turns {
  const queue: (() => void)[] = [];
  let taken = false;

  const turn = (): EndTurn => {
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      const next = queue.shift();
      if (next) next();
      else taken = false;
    };
  };

  return {
    take(signal) {
      if (!taken) {
        taken = true;
        return Promise.resolve(turn());
      }
      return new Promise((resolve) => {
        const leave = () => {
          queue.splice(queue.indexOf(come), 1);
          resolve(undefined);
        };
        const come = () => {
          signal.removeEventListener('abort', leave);
          resolve(turn());
        };
        queue.push(come);
        if (signal.aborted) leave();
        else signal.addEventListener('abort', leave, { once: true });
      });
    },
  };
}

/** Who is inside, so that a door is closed behind the last one. */
export interface Presence<T> {
  enter(one: T): T;
  leave(one: T): void;
  /** Resolves when nobody is inside any more. */
  empty(): Promise<void>;
}

export function createPresence<T>(): Presence<T> {
  const inside = new Set<T>();
  let left: (() => void) | undefined;
  return {
    enter(one) {
      inside.add(one);
      return one;
    },
    leave(one) {
      inside.delete(one);
      if (inside.size === 0) left?.();
    },
    async empty() {
      if (inside.size > 0) await new Promise<void>((resolve) => (left = resolve));
    },
  };
}
