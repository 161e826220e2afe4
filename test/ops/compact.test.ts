import { afterEach, expect, test, vi } from 'vitest';
import { compactAfterStart } from '../../src/ops/compact.ts';

afterEach(() => void vi.useRealTimers());

test('what nobody holds any more is gone once the start is over, and not before', () => {
  vi.useFakeTimers();
  let held: object[] | undefined = Array.from({ length: 400_000 }, (_, n) => ({ n, list: [n] }));
  expect(held).toHaveLength(400_000);
  compactAfterStart();
  held = undefined;
  vi.advanceTimersByTime(5_000);
  const before = process.memoryUsage().heapUsed;
  vi.advanceTimersByTime(1_000);
  expect(process.memoryUsage().heapUsed).toBeLessThan(before - 10_000_000);
});
