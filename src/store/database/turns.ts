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
