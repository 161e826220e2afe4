/** The longest name of a database (Glue API: NameString). */
const longestName = 255;

/** Names of databases as a person lists them, separated by commas: each once, in their order. */
export function readDatabaseNames(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  return [...new Set(names.filter((name) => name !== ''))];
}

/** What is wrong with the names, as a sentence; undefined: nothing. */
export function databaseNamesProblem(names: readonly string[]): string | undefined {
  const long = names.find((name) => name.length > longestName);
  if (long !== undefined) return `The name of a database has at most ${longestName} characters: ${long.slice(0, 40)}…`;
  return undefined;
}
