import { expect, test } from 'vitest';
import { StoreError } from '../../../src/store/database/store-error.ts';
import { writeOnce } from '../../../src/usecases/running/write-once.ts';

const lost = () => new StoreError('outcome-unknown', 'the connection was lost');

/** Writes that end as said, one after the other: kept or not, with an answer or without. */
function writing(...ends: readonly string[]) {
  const kept: number[] = [];
  let writes = 0;
  const write = async (made: (result: number) => void) => {
    const end = ends[writes] ?? 'kept';
    writes += 1;
    if (end === 'busy' || end === 'failed') throw new StoreError(end, end);
    made(writes);
    if (end.startsWith('kept')) kept.push(writes);
    if (end.endsWith('lost')) throw lost();
    return writes;
  };
  return { kept, run: () => writeOnce(write, async () => kept.length > 0) };
}

test.each([
  [['kept'], 1],
  [['kept, lost'], 1],
  [['lost', 'kept'], 2],
  [['busy', 'lost', 'busy', 'kept, lost'], 4],
])('%j is kept once, and what it made is given', async (ends, expected) => {
  const { kept, run } = writing(...ends);
  expect([await run(), kept]).toEqual([expected, [expected]]);
});

test('what failed is not asked for again, nor what is lost each time, for ever', async () => {
  await expect(writing('failed').run()).rejects.toMatchObject({ code: 'failed' });
  await expect(writing('lost', 'lost', 'lost').run()).rejects.toMatchObject({ code: 'outcome-unknown' });
});
