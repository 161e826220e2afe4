import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Database } from '../database/schema.ts';
import { type Row, shownRow } from '../moving/pages.ts';
import { tables } from '../moving/tables.ts';
import type { Tally } from './tally.ts';

const mostNamed = 5;

export interface WrongRows {
  readonly table: keyof Database;
  /** True of a row of it, which is `child`, that is wrong. */
  readonly where: RawBuilder<unknown>;
  /** As the end of a sentence that begins with the row. */
  readonly what: string;
}

/** Counts the rows that a condition admits, and names the first ones. */
export async function tellWrong(db: Kysely<Database>, tally: Tally, { table, where, what }: WrongRows): Promise<void> {
  const info = tables.find(({ name }) => name === table);
  if (info === undefined) throw new Error(`There is no table ${table}`);
  const key = sql.join(info.key.map((column) => sql.ref(`child.${column}`)));
  const { rows } = await sql<Row & { readonly of_all: number }>`
    select ${key}, count(*) over () as of_all from ${sql.table(table)} as child where ${where}
    order by ${key} limit ${sql.lit(mostNamed)}`.execute(db);
  for (const row of rows) tally.wrong(shownRow(info, row), what);
  tally.more(Number(rows[0]?.of_all ?? 0) - rows.length);
}
