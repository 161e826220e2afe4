import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Store } from '../../../src/usecases/ports/store.ts';
import { openAt } from '../../store/harness.ts';
import { migratedUrl } from './databases.ts';

/** Under READ COMMITTED alone nearly every try of each of these goes wrong: docs/adr/0011. */
const tries = 20;
export const newId = () => randomUUID();

export type Pair = readonly [Store, Store];

/** As two processes have them. */
export async function twoStores(): Promise<Pair> {
  const url = await migratedUrl();
  const pair = [await openAt(url), await openAt(url)] as const;
  // Both are connected: what follows begins at the same instant.
  await Promise.all(pair.map((store) => store.ping()));
  return pair;
}

/** Both at once, as often as it takes. What was wrong is told by the round. */
export async function race<T>(
  prepare: (n: number, store: Store) => Promise<readonly [(store: Store) => Promise<T>, (store: Store) => Promise<T>]>,
  judge: (outcomes: readonly [T, T], n: number, store: Store) => unknown,
  expected: unknown,
): Promise<void> {
  const [one, other] = await twoStores();
  const seen: unknown[] = [];
  for (let n = 0; n < tries; n += 1) {
    const [first, second] = await prepare(n, one);
    const outcomes = await Promise.all([first(one), second(other)]);
    seen.push(await judge(outcomes, n, one));
  }
  expect(seen).toEqual(Array.from({ length: tries }, () => expected));
}

export const same = <T>(work: (store: Store) => Promise<T>) => [work, work] as const;
const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : String(error));
/** What it gave, or the code of what went wrong. */
export const tried = <T>(work: Promise<T>): Promise<T | string> => work.catch(codeOf);
