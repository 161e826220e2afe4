import { makeVisible } from '../../../domain/visible.ts';
import { instantWords, isoWords, numberWords } from '../../words/words.ts';

/** A piece of HTML: what was made of texts is escaped already. */
export interface Html {
  readonly html: string;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Most texts are names and numbers, in which nothing is to be escaped or written out. */
const plain = /^[ !#-%(-;=?-~]*$/;

function escaped(text: string): string {
  if (plain.test(text)) return text;
  const seen = makeVisible(text, (codePoint) => `[U+${codePoint}]`);
  return seen.replace(/[&<>"']/g, (sign) => entities[sign] ?? '');
}

export type Piece = string | number | Html | readonly Piece[];

/** Texts are escaped, and what cannot be seen is written out. */
export function toHtml(piece: Piece): string {
  if (typeof piece === 'string') return escaped(piece);
  if (typeof piece === 'number') return numberWords(piece);
  if ('html' in piece) return piece.html;
  return piece.map(toHtml).join('');
}

/** Markup of ours with pieces in it: html`<b>${name}</b>`. */
export function html(words: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return { html: words.map((word, at) => `${word}${at < pieces.length ? toHtml(pieces[at] ?? '') : ''}`).join('') };
}

/** A name of AWS or a person: it cannot turn the text around it. */
export function name(text: string): Html {
  return html`<bdi class="name">${text}</bdi>`;
}

/** An instant, also for machines, and for a reader's own time zone (zone.ts). */
export function at(instant: number): Html {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return html`${instantWords(instant)}`;
  const iso = date.toISOString();
  return { html: `<time datetime="${iso}">${isoWords(iso)}</time>` };
}

/** The day of an instant in UTC. */
export function day(instant: number): string {
  return instantWords(instant).slice(0, 10);
}

/**
 * The beginning of a table, whose head is repeated on each page that is printed.
 * @param kind a class of the style, where columns need their widths
 */
export function tableHead(columns: readonly string[], kind = 'plain'): string {
  const cells = columns.map((column) => `<th scope="col">${escaped(column)}</th>`).join('');
  return `<table class="${kind}"><thead><tr>${cells}</tr></thead><tbody>\n`;
}

export function row(...cells: readonly Piece[]): string {
  return `<tr>${cells.map((cell) => `<td>${toHtml(cell)}</td>`).join('')}</tr>\n`;
}

export const tableEnd = '</tbody></table>\n';

/** The same, which is not broken into lines. */
export function dayOn(instant: number): Html {
  return html`<time>${day(instant)}</time>`;
}

/** Pieces with words between them. */
export function joined(pieces: readonly Piece[], between: string): Piece {
  return pieces.flatMap((piece, index): readonly Piece[] => (index === 0 ? [piece] : [between, piece]));
}
