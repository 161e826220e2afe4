import { countWords, numberWords } from '../../usecases/words/words.ts';

const mostShown = 20;

/** Values that stand in the copy in another way. */
interface Replaced {
  readonly row: string;
  readonly column: string;
}

/** One line each time that a page was copied or a table verified; undefined: nothing that is worth a line. */
export function copyLine(
  what:
    | { readonly kind: 'resumed' | 'copying'; readonly table: string; readonly rows: number }
    | { readonly kind: 'verified'; readonly table: string; readonly rows: number; readonly hash: string },
): string | undefined {
  const { table, rows } = what;
  switch (what.kind) {
    case 'resumed':
      return `Going on with what was copied before, at ${table === '' ? 'the beginning' : `${table}, row ${numberWords(rows)}`}.`;
    case 'copying':
      return rows % 10_000 === 0 ? `${table}: ${countWords(rows, 'row')} copied` : undefined;
    case 'verified':
      return `${table}: ${countWords(rows, 'row')}, the same in both (SHA-256 ${what.hash.slice(0, 16)})`;
  }
}

/** How a copy ended, and what to do next: a paragraph each. */
export function copyEnd(copied: {
  readonly rows: number;
  readonly replaced: readonly Replaced[];
  readonly from: string;
  readonly to: string;
  /** Absent: GLUEWARDEN_KEY is set already. */
  readonly keyFile?: string;
}): readonly string[] {
  const { rows, replaced, from, to, keyFile } = copied;
  const key = keyFile === undefined ? 'GLUEWARDEN_KEY as it is' : `GLUEWARDEN_KEY set to what ${keyFile} holds`;
  return [
    `Copied ${countWords(rows, 'row')} to ${to}, and held each against its copy.`,
    ...(replaced.length > 0 ? [replacedWords(replaced)] : []),
    `Next: start the bot with DATABASE_URL naming that database and ${key}; node src/launch.mjs store check proves it beforehand, and /glue-audit status shows it. Until then keep ${from}: no bot works on it any more. To go back instead: node src/launch.mjs store reopen`,
  ];
}

function replacedWords(replaced: readonly Replaced[]): string {
  const shown = replaced.slice(0, mostShown).map(({ row, column }) => `${row} (${column})`);
  const more = replaced.length > mostShown ? ` and ${numberWords(replaced.length - mostShown)} more` : '';
  return `PostgreSQL cannot hold the character U+0000: U+FFFD stands in its place in ${shown.join(', ')}${more}. A request or decision among them is refused as tampered with: ask again for what is still needed.`;
}
