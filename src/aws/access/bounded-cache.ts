export interface BoundedCache<T> {
  /** What is kept under the key, else what `make` gives. */
  get(key: string, make: () => T): T;
  /** What is kept, without counting it as used. */
  peek(key: string): T | undefined;
  delete(key: string): void;
  readonly size: number;
}

/** Keeps the `limit` values that were used last. */
export function createBoundedCache<T>(limit: number): BoundedCache<T> {
  const kept = new Map<string, { readonly value: T }>();
  return {
    get(key, make) {
      const entry = kept.get(key) ?? { value: make() };
      kept.delete(key);
      kept.set(key, entry);
      for (const oldest of kept.keys()) {
        if (kept.size <= limit) break;
        kept.delete(oldest);
      }
      return entry.value;
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
