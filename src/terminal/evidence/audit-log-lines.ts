import { stringify } from 'csv-stringify/sync';
import type { LinkedEntry } from '../../domain/evidence/audit-entry.ts';
import { pad, showUnseen, textWidth, visible, wrap } from '../text.ts';
import type { LogFormat } from './audit-log-args.ts';

/** Writes the entries of a format page by page, so that it holds none of them longer. */
export interface LogWriter {
  begin(): string;
  page(entries: readonly LinkedEntry[]): string;
  /** @param count how many there were */
  end(count: number): string;
}

const columns = ['place', 'at', 'actor', 'action', 'subject', 'detail', 'aws_request_ids', 'id', 'previous', 'hash'];

const iso = (at: number) => new Date(at).toISOString();

function valueWords(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** "step s1, reason throttled". */
export function detailWords({ detail }: Pick<LinkedEntry, 'detail'>): string {
  return Object.entries(detail)
    .map(([key, value]) => `${key} ${valueWords(value)}`)
    .join(', ');
}

function csvRow(entry: LinkedEntry): readonly string[] {
  const { place, at, actor, action, subject, awsRequestIds, id, previous, hash } = entry;
  const texts = [actor, action, subject, detailWords(entry), awsRequestIds.join(' '), id].map(showUnseen);
  return [String(place), iso(at), ...texts, previous ?? '', hash ?? ''];
}

/** A cell that a spreadsheet could run as a formula gets an apostrophe in front. */
const csv: LogWriter = {
  begin: () => stringify([columns]),
  page: (entries) => stringify(entries.map(csvRow), { escape_formulas: true }),
  end: () => '',
};

function createJson(): LogWriter {
  let isFirst = true;
  return {
    begin: () => '[',
    page: (entries) =>
      entries
        .map(({ at, ...entry }) => {
          const text = `${isFirst ? '\n' : ',\n'}  ${JSON.stringify({ ...entry, at: iso(at) })}`;
          isFirst = false;
          return text;
        })
        .join(''),
    end: () => `${isFirst ? '' : '\n'}]\n`,
  };
}

const column = { place: 7, at: 21, action: 22 };

/** Two lines an entry, or more: when and what and who, and below it about what. */
function tableLines(entry: LinkedEntry, width: number): readonly string[] {
  const { place, at, actor, action, subject, awsRequestIds } = entry;
  const when = iso(at).slice(0, 19).replace('T', ' ');
  const first = `${pad(String(place), column.place)}${pad(when, column.at)}${pad(visible(action), column.action)} ${visible(actor)}`;
  const about = [
    visible(subject),
    visible(detailWords(entry)),
    awsRequestIds.length > 0 ? `AWS ${visible(awsRequestIds.join(' '))}` : '',
  ];
  const indent = column.place;
  const rest = about.filter((text) => text !== '').flatMap((text) => wrap(text, Math.max(20, width - indent)));
  return [first.trimEnd(), ...rest.map((line) => `${' '.repeat(indent)}${line}`)];
}

function createTable(width: number): LogWriter {
  const head = `${pad('Entry', column.place)}${pad('When (UTC)', column.at)}${pad('What', column.action)} Who`;
  return {
    begin: () => `${head}\n${'-'.repeat(Math.min(width, textWidth(head) + 12))}\n`,
    page: (entries) => `${entries.flatMap((entry) => tableLines(entry, width)).join('\n')}\n`,
    end: (count) => (count === 0 ? 'There is no such entry.\n' : ''),
  };
}

/** @param width columns of the terminal, for the table */
export function createLogWriter(format: LogFormat, width: number): LogWriter {
  if (format === 'csv') return csv;
  return format === 'json' ? createJson() : createTable(width);
}
