import { expect, test } from 'vitest';
import { noCounts } from '../../../src/usecases/audit/views.ts';
import type { TargetSummary } from '../../../src/usecases/messages/audit-messages.ts';
import { causeOf, fewOfEachCause } from '../../../src/usecases/words/unknown-causes.ts';

function unknown(index: number, reason: string, message?: string): TargetSummary {
  const target = { account: String(100_000_000_000 + index), region: 'eu-west-1', outcome: 'unknown' } as const;
  const read = { configurations: 0, jobs: 0, findings: noCounts, lastGoodAt: null };
  return { ...target, ...read, reason, call: 'AssumeRole', ...(message !== undefined && { message }) };
}

const many = (count: number, reason: string) => Array.from({ length: count }, (_, index) => unknown(index, reason));
const counted = (targets: readonly TargetSummary[]) => targets.reduce((sum, { more = 0 }) => sum + 1 + more, 0);

test('few are all kept, as they are', () => {
  const few = [...many(3, 'AccessDenied'), ...many(2, 'ThrottlingException')];
  expect(fewOfEachCause(few)).toEqual(few);
  expect(fewOfEachCause([])).toEqual([]);
});

test('17,000 of one cause are a few, and how many more', () => {
  const few = fewOfEachCause([...many(17_000, 'AccessDenied'), ...many(1, 'DeadlineExceeded')]);
  expect(counted(few)).toBe(17_001);
  expect(JSON.stringify(few).length).toBeLessThan(2_500);
  expect(few[0]).toMatchObject({ reason: 'AccessDenied', more: 16_994 });
});

test('thousands of causes are bounded too', () => {
  const all = Array.from({ length: 5_000 }, (_, index) => unknown(index, `Error${index}`));
  expect(counted(fewOfEachCause(all))).toBe(5_000);
  expect(fewOfEachCause(all)).toHaveLength(51);
});

test('a sentence that differs within a cause is kept, so that the first is not quoted for all', () => {
  const all = [...many(20, 'AccessDenied'), unknown(99, 'AccessDenied', 'denied')];
  const same = all.map((each) => ({
    ...each,
    message: each.account.endsWith('99') ? 'is denied to b' : 'is denied to a',
  }));
  expect(new Set(same.map(causeOf)).size).toBe(1);
  const few = fewOfEachCause(same);
  expect(counted(few)).toBe(21);
  expect(new Set(few.map(({ message }) => message)).size).toBe(2);
});
