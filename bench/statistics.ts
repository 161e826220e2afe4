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

/** The value that so many per cent of the values do not exceed. @throws {RangeError} of none */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const found = sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
  if (found === undefined) throw new RangeError('No percentile of nothing');
  return found;
}
