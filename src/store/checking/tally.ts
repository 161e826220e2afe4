import type { StoreCheck, StoreCheckName, WrongRow } from '../../usecases/ports/records/store-check.ts';

const mostNamed = 5;

/** Counts what is wrong, and keeps the first ones. */
export interface Tally {
  wrong(row: string, what: string): void;
  /** More of a kind of which some were named. */
  more(count: number): void;
  /** @param said what was checked, in words */
  end(said: string): StoreCheck;
}

export function createTally(name: StoreCheckName): Tally {
  const first: WrongRow[] = [];
  let wrong = 0;
  return {
    wrong(row, what) {
      wrong += 1;
      if (first.length < mostNamed) first.push({ row, what });
    },
    more(count) {
      wrong += count;
    },
    end: (said) => ({ name, outcome: wrong > 0 ? 'failed' : 'ok', said, wrong, first }),
  };
}

export function notChecked(name: StoreCheckName, why: string): StoreCheck {
  return { name, outcome: 'not-checked', said: why, wrong: 0, first: [] };
}
