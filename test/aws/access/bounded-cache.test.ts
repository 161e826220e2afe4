import { expect, it } from 'vitest';
import { createBoundedCache } from '../../../src/aws/access/bounded-cache.ts';

it('keeps the values that were used last', () => {
  const cache = createBoundedCache<string>(2);
  cache.get('a', () => 'A');
  cache.get('b', () => 'B');
  expect(cache.get('a', () => 'new')).toBe('A');
  cache.get('c', () => 'C');
  expect(cache.size).toBe(2);
  expect([cache.peek('a'), cache.peek('b'), cache.peek('c')]).toEqual(['A', undefined, 'C']);
  cache.delete('a');
  expect(cache.get('a', () => 'again')).toBe('again');
});
