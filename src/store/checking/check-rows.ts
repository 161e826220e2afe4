import type { Kysely } from 'kysely';
import type { StoreCheck } from '../../usecases/ports/records/store-check.ts';
import { countWords } from '../../usecases/words/words.ts';
import { parseJson } from '../database/rows.ts';
import type { Database } from '../database/schema.ts';
import { pagesOf, type Row, shownRow } from '../moving/pages.ts';
import { type TableInfo, tables } from '../moving/tables.ts';
import { createTally, type Tally } from './tally.ts';

function checkRow(table: TableInfo, row: Row, tally: Tally): void {
  for (const [column, value] of Object.entries(row)) {
    if (!column.endsWith('_json') || value === null) continue;
    if (typeof value !== 'string' || parseJson(value) === undefined)
      tally.wrong(shownRow(table, row), `has no JSON in ${column}`);
  }
}

/** Reads every row of every table, in pages. */
export async function checkRows(db: Kysely<Database>): Promise<StoreCheck> {
  const tally = createTally('rows');
  let count = 0;
  for (const table of tables)
    for await (const page of pagesOf(db, table)) {
      count += page.length;
      for (const row of page) checkRow(table, row, tally);
    }
  return tally.end(`${countWords(count, 'row')} of ${tables.length} tables read`);
}
