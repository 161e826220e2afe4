import { type Kysely, sql } from 'kysely';
import type { Database } from '../database/schema.ts';
import type { TableInfo } from './tables.ts';

/** A row as the database has it. */
export type Row = Readonly<Record<string, unknown>>;

/** The values of a primary key, in the order of its columns. */
export type Key = readonly unknown[];

export function keyOf({ key }: Pick<TableInfo, 'key'>, row: Row): Key {
  return key.map((column) => row[column]);
}

/** For people: "findings f1", "slots daily, 1700000000000". */
export function shownRow(table: TableInfo, row: Row): string {
  return `${table.name} ${keyOf(table, row).map(String).join(', ')}`;
}

/** The next rows of a table in the order of its primary key, from the first one where `after` is undefined. */
export async function readPage(
  db: Kysely<Database>,
  table: TableInfo,
  after: Key | undefined,
): Promise<readonly Row[]> {
  const key = sql.join(table.key.map((column) => sql.ref(column)));
  const rest = after === undefined ? sql`` : sql`where (${key}) > (${sql.join(after)})`;
  const page = await sql<Row>`
    select * from ${sql.table(table.name)} ${rest} order by ${key} limit ${sql.lit(table.page)}`.execute(db);
  return page.rows;
}

/** All rows of a table, a page at a time, in the order of its primary key. */
export async function* pagesOf(
  db: Kysely<Database>,
  table: TableInfo,
  from?: Key,
): AsyncGenerator<readonly Row[], void, undefined> {
  for (let after = from; ; ) {
    const rows = await readPage(db, table, after);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    if (rows.length < table.page) return;
    after = keyOf(table, last);
  }
}

/** @param rows of one table, with the same columns */
export async function insertRows(db: Kysely<Database>, table: TableInfo, rows: readonly Row[]): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const columns = Object.keys(first);
  const values = rows.map((row) => sql`(${sql.join(columns.map((column) => row[column]))})`);
  await sql`insert into ${sql.table(table.name)} (${sql.join(columns.map((column) => sql.ref(column)))})
    values ${sql.join(values)}`.execute(db);
}
