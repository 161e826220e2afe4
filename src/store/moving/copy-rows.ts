import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Database } from '../database/schema.ts';
import { StoreError } from '../database/store-error.ts';
import { isPostgres } from '../migrations/dialect.ts';
import { type CopiedMark, writeMark } from './marks.ts';
import { insertRows, type Key, keyOf, pagesOf, type Row, readPage, shownRow } from './pages.ts';
import type { TableInfo } from './tables.ts';

/** Why rows are not copied, or not the same. The message is for the operator. */
export class CopyError extends Error {
  readonly code: 'not-empty' | 'same-database' | 'moved-already' | 'row-refused' | 'differs';

  constructor(code: CopyError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CopyError';
    this.code = code;
  }
}

export interface Ends {
  readonly from: Kysely<Database>;
  readonly to: Kysely<Database>;
}

/** A value that the other database holds in another way: PostgreSQL has no text with U+0000. */
export interface Replaced {
  readonly row: string;
  readonly column: string;
}

const nul = '\0';
const inItsPlace = '\uFFFD';

function holdsNul(value: unknown): value is string {
  return typeof value === 'string' && value.includes(nul);
}

/** PostgreSQL's columns of numbers are whole; versions before wrote an instant with a fraction here and there. */
function isFraction(value: unknown): value is number {
  return typeof value === 'number' && !Number.isInteger(value);
}

function whole(row: Row): Row {
  if (!Object.values(row).some(isFraction)) return row;
  const entries = Object.entries(row).map(([column, value]) => [column, isFraction(value) ? Math.round(value) : value]);
  return Object.fromEntries(entries);
}

/** A row as `to` will hold it. @throws {CopyError} for a key that would become another */
export function asHeld(
  to: Kysely<Database>,
  table: TableInfo,
  given: Row,
): { row: Row; replaced: readonly Replaced[] } {
  const row = isPostgres(to) ? whole(given) : given;
  if (!isPostgres(to) || !Object.values(row).some(holdsNul)) return { row, replaced: [] };
  const columns = Object.keys(row).filter((column) => holdsNul(row[column]));
  const key = columns.find((column) => table.key.includes(column));
  const shown = shownRow(table, row).replaceAll(nul, inItsPlace);
  if (key !== undefined)
    throw new CopyError(
      'row-refused',
      `The row ${shown} has the character U+0000 in its key (${key}), which PostgreSQL cannot hold. Nothing of ours writes such a key: remove the row by hand, after a backup, and copy again.`,
    );
  const held = Object.entries(row).map(([column, value]) => [
    column,
    holdsNul(value) ? value.replaceAll(nul, inItsPlace) : value,
  ]);
  return { row: Object.fromEntries(held), replaced: columns.map((column) => ({ row: shown, column })) };
}

export interface CopyTable extends Ends {
  readonly table: TableInfo;
  readonly mark: Omit<CopiedMark, 'last'>;
  /** What an earlier try has copied of it. */
  readonly done: { readonly after: Key | undefined; readonly rows: number };
  now(): number;
  onProgress(rows: number): void;
}

/** Copies what is left of a table, each page in one transaction with how far it is. Resolves with all of its rows. */
export async function copyTable({ from, to, table, mark, done, now, onProgress }: CopyTable): Promise<number> {
  let rows = done.rows;
  for await (const page of pagesOf(from, table, done.after)) {
    const held = page.map((row) => asHeld(to, table, row).row);
    const keep = async (some: readonly Row[]) => {
      await to.transaction().execute(async (transaction) => {
        await insertRows(transaction, table, some);
        await writeMark(transaction, 'copied', { ...mark, last: lastOf(table, some, rows + some.length) }, now());
      });
      rows += some.length;
    };
    await keep(held).catch((error: unknown) => oneByOne(table, held, keep, error));
    onProgress(rows);
  }
  return rows;
}

/** Says which row the database does not take. Anything else than a refused row is no reason to go on. */
async function oneByOne(
  table: TableInfo,
  rows: readonly Row[],
  keep: (rows: readonly Row[]) => Promise<void>,
  error: unknown,
): Promise<void> {
  if (!(error instanceof StoreError) || (error.code !== 'failed' && error.code !== 'conflict')) throw error;
  for (const row of rows)
    await keep([row]).catch((cause: unknown) => {
      const why = cause instanceof Error ? cause.message : '';
      throw new CopyError(
        'row-refused',
        `The row ${shownRow(table, row)} was not taken: ${why} Was it edited by hand? Mend or remove it in the database that is copied, after a backup, and copy again: it goes on from here.`,
        { cause },
      );
    });
}

function lastOf(table: TableInfo, page: readonly Row[], rows: number): CopiedMark['last'] {
  const last = page.at(-1);
  const key = last === undefined ? [] : keyOf(table, last);
  return { table: table.name, key: key.map((part) => (typeof part === 'number' ? part : String(part))), rows };
}

export interface Verified {
  readonly rows: number;
  /** SHA-256 of all rows in the order of their key, hex. */
  readonly hash: string;
  readonly replaced: readonly Replaced[];
}

function rowText(row: Row): string {
  return JSON.stringify(Object.entries(row).sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** Holds each row against its copy. @throws {CopyError} `differs`, naming the first row that does */
export async function verifyTable({ from, to }: Ends, table: TableInfo): Promise<Verified> {
  const hash = createHash('sha256');
  const replaced: Replaced[] = [];
  let rows = 0;
  let after: Key | undefined;
  for (;;) {
    const [source, copy] = [await readPage(from, table, after), await readPage(to, table, after)];
    for (const [at, row] of source.entries()) {
      const held = asHeld(to, table, row);
      replaced.push(...held.replaced);
      const text = rowText(held.row);
      const other = copy[at];
      if (other === undefined || rowText(other) !== text) throw differs(table, row);
      hash.update(`${text}\n`);
    }
    const extra = copy[source.length];
    if (extra !== undefined) throw differs(table, extra);
    rows += source.length;
    const last = source.at(-1);
    if (last === undefined) return { rows, hash: hash.digest('hex'), replaced };
    after = keyOf(table, last);
  }
}

function differs(table: TableInfo, row: Row): CopyError {
  return new CopyError(
    'differs',
    `The copy is not the same: the row ${shownRow(table, row)} differs, or is in one of the two only. Was something written to it meanwhile? Empty the database that it was copied to, and copy again.`,
  );
}
