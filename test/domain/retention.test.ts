import { expect, test } from 'vitest';
import { dayMs, dayOf } from '../../src/domain/retention.ts';

test('a day begins at midnight in UTC, also before 1970', () => {
  const start = Date.UTC(2026, 10, 20);
  expect([dayOf(start), dayOf(start + dayMs - 1), dayOf(start + dayMs)]).toEqual([start, start, start + dayMs]);
  expect(dayOf(-1)).toBe(-dayMs);
});
