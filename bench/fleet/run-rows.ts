import type { Target } from '../table.ts';

/** What a bar is held against. */
export type Figure = number | { readonly measured: number; readonly note: string };

/** One row of the table: what is measured, and its bars. Each can be run alone, by its name. */
export interface Row {
  readonly name: string;
  /** As they stand in the table when it is not run. */
  readonly bars: readonly Target[];
  /** Absent: there is nothing yet that measures it. `say` is for what stands behind the figures. */
  readonly run?: (home: string, say: (line: string) => void) => Promise<readonly Figure[]>;
}

/** Runs one row. One that breaks is not run: the others still are, and the reason is said. */
export async function runRow(row: Row, home: string, say: (line: string) => void): Promise<readonly Target[]> {
  if (row.run === undefined) return row.bars;
  say(`${row.name} …`);
  const figures = await row.run(home, (line) => say(`  ${line}`));
  return withFigures(row.bars, figures);
}

/** @throws {RangeError} when there are not as many figures as bars */
export function withFigures(bars: readonly Target[], figures: readonly Figure[]): readonly Target[] {
  if (bars.length !== figures.length) throw new RangeError(`${figures.length} figures for ${bars.length} bars`);
  return bars.map((bar, index) => {
    const figure = figures[index];
    return { ...bar, ...(typeof figure === 'object' ? figure : { measured: figure }) };
  });
}

/** Those whose name has one of the words, all without any. @throws {RangeError} when a word is in no name */
export function chosenRows(rows: readonly Row[], words: readonly string[]): readonly Row[] {
  const has = (name: string, word: string) => name.toLowerCase().includes(word.toLowerCase());
  const unknown = words.find((word) => !rows.some(({ name }) => has(name, word)));
  if (unknown !== undefined) {
    throw new RangeError(`No row has ‘${unknown}’ in its name:\n${rows.map(({ name }) => `  ${name}`).join('\n')}`);
  }
  return words.length === 0 ? rows : rows.filter(({ name }) => words.some((word) => has(name, word)));
}
