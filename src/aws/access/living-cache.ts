import type { BoundedCache } from './bounded-cache.ts';

/** Below this nothing is looked through: so many cost nothing. */
const leastLooked = 1_024;

/**
 * Keeps every value for as long as it is worth something: its size follows what is in use, so that a fleet of any size
 * is kept whole, and what is no longer asked for goes. It is looked through when it has doubled: a set costs no more
 * than a few steps, however many there are.
 */
export function createLivingCache<T>(isSpent: (value: T) => boolean): BoundedCache<T> {
  const kept = new Map<string, { readonly value: T }>();
  let lookAt = leastLooked;

  function sweep(): void {
    for (const [key, { value }] of kept) if (isSpent(value)) kept.delete(key);
    lookAt = Math.max(leastLooked, 2 * kept.size);
  }

  return {
    get(key, make) {
      const found = kept.get(key);
      if (found !== undefined) return found.value;
      if (kept.size >= lookAt) sweep();
      const value = make();
      kept.set(key, { value });
      return value;
    },
    peek: (key) => kept.get(key)?.value,
    delete: (key) => {
      kept.delete(key);
    },
    get size() {
      return kept.size;
    },
  };
}
