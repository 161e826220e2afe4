import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Store } from '../../../src/usecases/ports/store.ts';
import { openTestStore } from '../harness.ts';
import { finding } from '../samples.ts';

const many = Array.from({ length: 2_500 }, (_, index) => ({ account: String(index), region: 'eu-west-1' }));

/** How often something else had its turn before this ended. */
async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
  let turns = 0;
  let isOver = false;
  const counting = (async () => {
    while (!isOver) {
      await nextTurn();
      turns += 1;
    }
  })();
  await work();
  isOver = true;
  await counting;
  return turns;
}

const reads: readonly (readonly [string, (store: Store) => Promise<unknown>])[] = [
  ['all targets', ({ targets }) => targets.all()],
  ['the targets of a fleet', ({ targets }) => targets.get(many)],
  ['the findings of a fleet', ({ findings }) => findings.openIn(many)],
  ['what is open, by target', ({ findings }) => findings.countByTarget({ state: 'open' })],
];

test('what is read of a fleet is checked in pieces, and others have their turn in between', async () => {
  // In memory: between the statement and its result nobody has a turn but by these pieces.
  const store = await openTestStore('memory');
  await store.targets.save(
    many.map((target) => ({ ...target, outcome: 'scanned' as const, configurations: 1, jobs: 0 })),
    1_000,
  );
  await store.findings.insert(many.map((target) => finding(`f${target.account}`, target)));
  for (const [what, read] of reads) expect(await turnsDuring(() => read(store)), what).toBeGreaterThan(3);
});
