import { largest } from '../domain/audit/extremes.ts';
import { makeVisible } from '../domain/visible.ts';

/**
 * Text that is safe and well measured in a terminal. Names in AWS are other people's: a control character could move
 * the cursor, and a bidi override or a flood of combining marks could forge or smear lines.
 */

/** More marks on one letter than any language writes. */
const markFlood = /(\p{M}{4})\p{M}+/gu;

/** The text on one line with every unseen character as `<U+001B>`; nothing is lost. Twice changes nothing more. */
export function showUnseen(text: string): string {
  return makeVisible(text, (codePoint) => `<U+${codePoint}>`);
}

/** The same for a terminal, where a flood of marks is cut as well. */
export function visible(text: string): string {
  return showUnseen(text).replace(markFlood, '$1…');
}

/** For sentences from elsewhere: line breaks and tabs become spaces, the rest is made visible. */
export function visibleProse(text: string): string {
  return visible(oneLine(text));
}

/** Every run of white space as one space. */
export function oneLine(text: string): string {
  return text.replace(/[\s\u0085]+/gu, ' ').trim();
}

/** Unicode's EastAsianWidth W and F, emoji aside; neighbouring ranges are joined. */
const wide: readonly (readonly [first: number, last: number])[] = [
  [0x1100, 0x115f],
  [0x2329, 0x232a],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18dff],
  [0x1aff0, 0x1b2ff],
  [0x1d300, 0x1d37f],
  [0x1f200, 0x1f265],
  [0x20000, 0x3fffd],
];

/** Columns of one character: 0 for marks, 2 for East Asian wide ones and emoji. */
function characterWidth(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (/^\p{M}$/u.test(character)) return 0;
  if (/^\p{Emoji_Presentation}$/u.test(character)) return 2;
  return wide.some(([first, last]) => code >= first && code <= last) ? 2 : 1;
}

/** Columns that a visible text takes. */
export function textWidth(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  let total = 0;
  for (const character of text) total += characterWidth(character);
  return total;
}

/** The longest beginning of `text` that takes at most `columns`. */
function head(text: string, columns: number): string {
  let [taken, used] = ['', 0];
  for (const character of text) {
    used += characterWidth(character);
    if (used > columns) break;
    taken += character;
  }
  return taken;
}

function tail(text: string, columns: number): string {
  let [taken, used] = ['', 0];
  for (const character of [...text].reverse()) {
    used += characterWidth(character);
    if (used > columns) break;
    taken = character + taken;
  }
  // A mark without its letter would sit on the ellipsis.
  return taken.replace(/^\p{M}+/u, '');
}

/** Shortened in the middle, because the ends of names tell them apart: "orders-nig…-eu-prod". */
export function shorten(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  if (columns <= 1) return '…'.slice(0, Math.max(0, columns));
  const back = Math.floor((columns - 1) / 2);
  return `${head(text, columns - 1 - back)}…${tail(text, back)}`;
}

/** Filled with spaces up to `columns`; never cut. */
export function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - textWidth(text)));
}

/** Breaks one word that is wider than a whole line: after "/" or ":" where that does not waste half the line. */
function pieces(word: string, columns: number): string[] {
  const all: string[] = [];
  let rest = word;
  while (textWidth(rest) > columns) {
    const most = head(rest, columns) || [...rest].slice(0, 1).join('');
    const neat = most.slice(0, Math.max(most.lastIndexOf('/'), most.lastIndexOf(':')) + 1);
    const piece = neat.length > most.length / 2 ? neat : most;
    all.push(piece);
    rest = rest.slice(piece.length);
  }
  return rest === '' ? all : [...all, rest];
}

/** Lines of at most `columns`, broken at spaces; a longer word is broken inside. At least one line. */
export function wrap(text: string, columns: number): string[] {
  const width = Math.max(1, columns);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((word) => pieces(word, width))) {
    if (line !== '' && textWidth(line) + 1 + textWidth(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** A wrapped paragraph, every line indented; `first` stands in place of the first line's indent. */
export function paragraph(text: string, columns: number, indent: number, first?: string): string[] {
  const margin = ' '.repeat(indent);
  return wrap(text, columns - indent).map(
    (line, index) => (index === 0 && first !== undefined ? pad(first, indent) : margin) + line,
  );
}

/**
 * Entries side by side in as many equal columns as fit, read along the rows. A long entry takes several columns, so
 * that one odd name does not spread out all the others.
 */
export function flow(entries: readonly string[], columns: number, indent: number): string[] {
  const gap = 2;
  const room = Math.max(1, columns - indent);
  const fitted = entries.map((entry) => shorten(entry, room));
  const usual = fitted.map(textWidth).filter((width) => width <= room / 2);
  const cell = largest(usual, 1) + gap;
  const perRow = Math.max(1, Math.floor((room + gap) / cell));
  const rows: string[] = [];
  let [row, taken] = ['', 0];
  for (const entry of fitted) {
    const cells = Math.min(perRow, Math.ceil((textWidth(entry) + gap) / cell));
    if (taken + cells > perRow) {
      rows.push(row);
      [row, taken] = ['', 0];
    }
    row += pad(entry, cells * cell);
    taken += cells;
  }
  return [...rows, row].filter((line) => line !== '').map((line) => ' '.repeat(indent) + line.trimEnd());
}

/** A clause as a sentence of its own. */
export function sentence(clause: string): string {
  if (clause === '') return '';
  const [first = '', ...rest] = clause;
  return `${first.toUpperCase()}${rest.join('')}${/[.!?]$/.test(clause) ? '' : '.'}`;
}
