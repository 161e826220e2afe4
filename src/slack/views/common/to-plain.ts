import { instantWords } from '../../../usecases/words/explain.ts';
import { displayName, shortenEnd, visible } from './display-name.ts';
import {
  type Document,
  fitRows,
  type Item,
  type Line,
  moreLine,
  type Part,
  rowRuns,
  stateWords,
  type TableItem,
} from './document.ts';

/** chat.update takes 4,000 characters; a line that says who asked may come above. */
const longestPlain = 3_300;
const longestSummary = 500;
/** The words under a list can name six places. */
const longestMore = 600;
/** A name in a row. */
export const rowName = 60;

/** `& < >` as entities: that is all that stops mentions, links and broadcasts in mrkdwn. */
function escapeMrkdwn(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** How an instant, or only its day, is shown: to each reader in their own time zone, in UTC where nothing can. */
export function dateForm(instant: number, precision: 'minute' | 'day'): { format: string; fallback: string } {
  const words = instantWords(instant);
  return precision === 'minute'
    ? { format: '{date_short_pretty} at {time}', fallback: words }
    : { format: '{date_short_pretty}', fallback: words.slice(0, 10) };
}

/** Slack's date token. */
function dateToken(instant: number, precision: 'minute' | 'day' = 'minute'): string {
  if (!isInstant(instant)) return instantWords(instant);
  const { format, fallback } = dateForm(instant, precision);
  return `<!date^${Math.floor(instant / 1000)}^${format}|${fallback}>`;
}

/** Instants from 1970 to 9999: others have no form that every client reads. */
export function isInstant(instant: number): boolean {
  return Number.isFinite(instant) && instant >= 0 && instant < 253_402_300_800_000;
}

/** Ids that Slack itself gave; anything else would be a way to smuggle a token in. */
export function isSlackId(id: string): boolean {
  return /^[A-Z][A-Z0-9]{1,30}$/.test(id);
}

/** An address as Slack gives it for a message: nothing in it can end a token or name another scheme. */
export function isAddress(link: string): boolean {
  return link.length <= 500 && /^https?:\/\/[^\s<>|"'`\\]+$/.test(link) && URL.canParse(link);
}

/** A line as mrkdwn, every part of it escaped. */
export function lineToMrkdwn(line: Line): string {
  return line.map(partToMrkdwn).join('') || '–';
}

function partToMrkdwn(part: Part): string {
  if (typeof part === 'string') return escapeMrkdwn(visible(part));
  if ('bold' in part) return escapeMrkdwn(visible(part.bold));
  if ('name' in part) return inCode(displayName(part.name, part.whole ? undefined : rowName));
  if ('code' in part) return inCode(visible(part.code));
  if ('at' in part) return dateToken(part.at);
  if ('day' in part) return dateToken(part.day, 'day');
  if ('newLine' in part) return '\n   ';
  if ('usergroup' in part)
    return isSlackId(part.usergroup) ? `<!subteam^${part.usergroup}>` : inCode(displayName(part.usergroup, rowName));
  if ('link' in part)
    return isAddress(part.link)
      ? `<${escapeMrkdwn(part.link)}|${escapeMrkdwn(visible(part.words))}>`
      : escapeMrkdwn(visible(part.words));
  if ('user' in part) return isSlackId(part.user) ? `<@${part.user}>` : inCode(displayName(part.user, rowName));
  return isSlackId(part.channel) ? `<#${part.channel}>` : inCode(displayName(part.channel, rowName));
}

/** As code, where `*` and `_` and `~` mean nothing and nothing becomes a link. A backtick would end it. */
function inCode(text: string): string {
  return `\`${escapeMrkdwn(text).replaceAll('`', '\u02cb')}\``;
}

/** The one sentence of the message. */
export function documentSummary({ summary }: Document): string {
  return shortenMrkdwn(lineToMrkdwn(summary), longestSummary);
}

/** Everything in words, without blocks: for when Slack refuses them. Ends with words where it had to be cut. */
export function documentToPlain({ items }: Document): string {
  const text = fitRows(items, plainItems, (made) => made.length <= longestPlain);
  return text.length <= longestPlain ? text : `${shortenMrkdwn(text, longestPlain)}\nThe rest does not fit here.`;
}

/** Cuts between lines or words, so that no entity, token or code is cut in half. */
function shortenMrkdwn(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most - 1);
  const open = Math.max(cut.lastIndexOf('<') > cut.lastIndexOf('>') ? cut.lastIndexOf('<') : 0, 0);
  const kept = (open > 0 ? cut.slice(0, open) : cut).replace(/&[a-z]*$/, '').replace(/[\ud800-\udbff]$/, '');
  const odd = (kept.match(/`/g) ?? []).length % 2 === 1;
  return odd ? `${kept}…\`` : `${kept}…`;
}

function plainItems(items: readonly Item[]): string {
  return items
    .map(plainItem)
    .filter((text) => text !== '')
    .join('\n\n');
}

function plainItem(item: Item): string {
  switch (item.type) {
    case 'heading':
      return escapeMrkdwn(visible(item.text));
    case 'text':
    case 'note':
      return lineToMrkdwn(item.line);
    case 'row':
      return rowToPlain(item);
    case 'list': {
      const rows = rowRuns(item).flatMap(({ under, rows }) => [
        ...(under === undefined ? [] : [lineToMrkdwn([{ bold: under }])]),
        ...rows.map((row, index) => `${item.ordered ? `${(item.from ?? 0) + index + 1}.` : '•'} ${lineToMrkdwn(row)}`),
      ]);
      return withTitle(item.title, rows, moreLine(item));
    }
    case 'table':
      return withTitle(item.title, item.rows.map(tableRow(item)), moreLine(item));
    case 'stages':
      return withTitle(
        [item.title],
        item.stages.map(({ title, state, detail }) => lineToMrkdwn([`• ${title}: ${stateWords[state]} (${detail})`])),
        undefined,
      );
    case 'code':
      return item.lines.map((line) => inCode(visible(line))).join('\n');
    case 'buttons':
      return lineToMrkdwn([
        `${[...item.buttons, ...(item.select ? [item.select] : [])].map(({ label }) => label).join(', ')}: `,
        { code: item.instead },
      ]);
  }
}

function rowToPlain({ line, button, instead }: Extract<Item, { type: 'row' }>): string {
  const what = `• ${lineToMrkdwn(line)}`;
  // Menus are of modals, which have no plain form.
  return button === undefined || instead === undefined
    ? what
    : `${what}\n   ${lineToMrkdwn([`${button.label}: `, { code: instead }])}`;
}

/** The first cells name the row; the others say what they are. */
function tableRow({ head }: TableItem): (row: readonly Line[]) => string {
  return (row) =>
    `• ${row.map((cell, index) => (index === 0 ? lineToMrkdwn(cell) : `${escapeMrkdwn(head[index] ?? '')}: ${lineToMrkdwn(cell)}`)).join(', ')}`;
}

function withTitle(title: Line | undefined, rows: readonly string[], more: string | undefined): string {
  const first = title === undefined ? [] : [lineToMrkdwn(title)];
  const last = more === undefined ? [] : [escapeMrkdwn(shortenEnd(visible(more), longestMore))];
  return [...first, ...rows, ...last].join('\n');
}
