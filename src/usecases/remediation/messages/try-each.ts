import type { Clock } from '../../ports/runtime.ts';

/** Why something is left alone for a while. */
export interface Wait {
  /** Milliseconds. */
  readonly ms: number;
  /** The next one would meet it as well: all wait. */
  readonly isGeneral: boolean;
}

/** A clock that was put back keeps nothing waiting. */
interface Pause {
  readonly from: number;
  readonly until: number;
}

const isOn = (pause: Pause | undefined, now: number) => pause && pause.from <= now && now < pause.until;

interface TryEach<T> {
  readonly clock: Pick<Clock, 'now'>;
  /** `waiting`: how many have to wait now. Whoever lists only some lists so many more, or those keep others waiting. */
  readonly list: (waiting: number) => Promise<readonly T[]>;
  readonly idOf: (each: T) => string;
  /** Never rejects. Undefined: it is as it should be. */
  readonly tryOne: (each: T) => Promise<Wait | undefined>;
}

/**
 * Each look tries what is listed, one after the other. What has to wait keeps no other waiting, unless Slack itself is away
 * or asks to slow down: then nothing is tried until that is over.
 */
export function createTryEach<T>({ clock, list, idOf, tryOne }: TryEach<T>): () => Promise<void> {
  const pauses = new Map<string, Pause>();
  let rest: Pause | undefined;
  return async () => {
    if (isOn(rest, clock.now())) return;
    const listed = await list(pauses.size);
    const ids = new Set(listed.map(idOf));
    for (const id of pauses.keys()) if (!ids.has(id)) pauses.delete(id);
    // What was tried last comes last: it may be the message and not Slack.
    const triedAt = (each: T) => pauses.get(idOf(each))?.from ?? 0;
    for (const each of listed.toSorted((a, b) => triedAt(a) - triedAt(b))) {
      const id = idOf(each);
      if (isOn(pauses.get(id), clock.now())) continue;
      const wait = await tryOne(each);
      const from = clock.now();
      if (wait === undefined) {
        pauses.delete(id);
        continue;
      }
      const pause = { from, until: from + wait.ms };
      pauses.set(id, pause);
      if (!wait.isGeneral) continue;
      rest = pause;
      return;
    }
  };
}
