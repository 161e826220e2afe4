import { expect, test } from 'vitest';
import { createLivingCache } from '../../../src/aws/access/living-cache.ts';

test('keeps whatever is worth something, and drops the rest once it has doubled', () => {
  const spent = new Set<number>();
  let looks = 0;
  const cache = createLivingCache<number>((value) => {
    looks += 1;
    return spent.has(value);
  });
  const fill = (from: number, to: number) => {
    for (let index = from; index < to; index++) cache.get(String(index), () => index);
  };
  fill(0, 5_000);
  fill(0, 5_000);
  expect(cache.size).toBe(5_000);
  expect(looks).toBeLessThan(2 * 5_000);
  for (let index = 0; index < 5_000; index++) spent.add(index);
  fill(5_000, 10_000);
  expect(cache.size).toBeLessThanOrEqual(5_000);
  expect(cache.peek('9999')).toBe(9_999);
  cache.delete('9999');
  expect(cache.peek('9999')).toBeUndefined();
});
