/** Told once when its turn has come; resolves when that is done, and never rejects. */
export type Asker = (region: string) => Promise<void>;

export interface RegionQueue {
  /** Whoever waits for the same key in the same region has the same turn; what is begun already is joined at once. */
  add(region: string, key: string, asker: Asker): void;
  /** Takes back what has not had its turn. Returns how many times it had been added. */
  remove(region: string, key: string, asker: Asker): number;
}

interface Region {
  /** How many askers of each key are not done. */
  readonly begun: Map<string, number>;
  readonly waiting: Map<string, readonly Asker[]>;
}

/**
 * What waits to be begun, region by region in the order in which it was added; of each region at most `most` are begun and
 * not done. A fleet has tens of thousands of targets: one that was begun is promises, signals and closures of 4 kB, and
 * one that waits here an entry in a map.
 */
export function createRegionQueue(most: number): RegionQueue {
  const regions = new Map<string, Region>();

  function pump(name: string, region: Region): void {
    while (region.begun.size < most) {
      const [next] = region.waiting;
      if (next === undefined) break;
      const [key, askers] = next;
      region.waiting.delete(key);
      begin(name, region, key, askers);
    }
    if (region.begun.size === 0 && region.waiting.size === 0) regions.delete(name);
  }

  function begin(name: string, region: Region, key: string, askers: readonly Asker[]): void {
    const { begun } = region;
    begun.set(key, (begun.get(key) ?? 0) + 1);
    void Promise.all(askers.map((asker) => asker(name))).then(() => {
      const left = (begun.get(key) ?? 1) - 1;
      if (left > 0) begun.set(key, left);
      else begun.delete(key);
      pump(name, region);
    });
  }

  return {
    add(name, key, asker) {
      const region: Region = regions.get(name) ?? { begun: new Map(), waiting: new Map() };
      regions.set(name, region);
      if (region.begun.has(key)) begin(name, region, key, [asker]);
      else region.waiting.set(key, [...(region.waiting.get(key) ?? []), asker]);
      pump(name, region);
    },
    remove(name, key, asker) {
      const waiting = regions.get(name)?.waiting;
      const askers = waiting?.get(key) ?? [];
      const left = askers.filter((each) => each !== asker);
      if (left.length > 0) waiting?.set(key, left);
      else waiting?.delete(key);
      return askers.length - left.length;
    },
  };
}
