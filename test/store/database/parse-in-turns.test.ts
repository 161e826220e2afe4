import { expect, test } from 'vitest';
import { parseInTurns } from '../../../src/store/database/parse-in-turns.ts';

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

test('all rows, in their order', async () => {
  for (const count of [0, 1, 499, 500, 501, 1_750])
    expect(await parseInTurns(numbers(count), (row) => `row ${row}`)).toEqual(numbers(count).map((n) => `row ${n}`));
});

test('others have their turn in between', async () => {
  let [parsed, seen] = [0, -1];
  setImmediate(() => {
    seen = parsed;
  });
  await parseInTurns(numbers(5_000), () => {
    parsed += 1;
  });
  expect(seen).toBeGreaterThan(0);
  expect(seen).toBeLessThan(5_000);
});
