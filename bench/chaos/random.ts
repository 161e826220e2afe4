import { setTimeout as sleep } from 'node:timers/promises';
import { randomFrom } from '../../sandbox/aws/seed/random.ts';

/** Choices that are the same for the same seed, and do not depend on what anybody else chose. */
export class Dice {
  readonly #next: () => number;

  constructor(seed: number, who: string) {
    this.#next = randomFrom(`chaos ${seed} ${who}`);
  }

  chance(probability: number): boolean {
    return this.#next() < probability;
  }

  between(least: number, most: number): number {
    return Math.round(least + this.#next() * (most - least));
  }

  pick<const T>(from: readonly [T, ...T[]]): T {
    return from[Math.floor(this.#next() * from.length)] ?? from[0];
  }
}

/** Does one thing after another, with pauses, until the signal. What one of them throws is told and goes no further. */
export async function keepDoing(
  signal: AbortSignal,
  pauseMs: () => number,
  act: () => Promise<void>,
  onError: (error: unknown) => void,
): Promise<void> {
  while (!signal.aborted) {
    await sleep(pauseMs(), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    await act().catch(onError);
  }
}
