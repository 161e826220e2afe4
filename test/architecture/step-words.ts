/** Words of step kinds that stand in a source, with the line of each; also what would tell kinds apart without them. */
export function stepWordsIn(source: string, types: readonly string[]): string[] {
  const constants = types.map(
    (type) => `${type.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())}\\.type`,
  );
  const word = new RegExp(
    [
      ...types.map((type) => `(?<![\\w-])${type}(?![\\w-])`),
      '[\'"`]repoint-[\'"`$]',
      '\\}-configuration`',
      ...constants,
    ].join('|'),
    'g',
  );
  return source
    .split('\n')
    .flatMap((line, index) =>
      [...line.matchAll(word)].map(
        ([found]) => `${/^(?:import|\}) .*from '/.test(line) ? 'import' : `line ${index + 1}`}: ${found}`,
      ),
    );
}
