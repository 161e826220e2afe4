/** SQLite allows 32,766 parameters a statement; smaller statements compile faster. */
const parametersPerStatement = 4_000;

/** Slices that fit into one statement when each item takes `parametersPerItem` parameters. */
export function chunks<T>(items: readonly T[], parametersPerItem: number): (readonly T[])[] {
  const size = Math.max(1, Math.floor(parametersPerStatement / parametersPerItem));
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
