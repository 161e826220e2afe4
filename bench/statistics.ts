/** The middle value; of an even number of values, the mean of the two in the middle. @throws {RangeError} of none */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]];
  if (low === undefined || high === undefined) throw new RangeError('No median of nothing');
  return (low + high) / 2;
}

/** Requests by operation, sorted. All runs must agree. @throws {Error} when they differ: that is shown, never averaged */
export function sameCounts(runs: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
  const [first = {}, ...others] = runs.map((counts) =>
    Object.fromEntries(Object.entries(counts).toSorted(([a], [b]) => (a < b ? -1 : 1))),
  );
  const odd = others.find((counts) => JSON.stringify(counts) !== JSON.stringify(first));
  if (odd) throw new Error(`Runs differ in their requests: ${JSON.stringify(first)} and ${JSON.stringify(odd)}`);
  return first;
}
