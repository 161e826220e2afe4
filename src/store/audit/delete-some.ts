import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Database } from '../database/schema.ts';

/** Deletes the first rows that a condition admits, by their instant, so that no statement is long. Returns how many. */
export async function deleteSome(
  db: Kysely<Database>,
  {
    table,
    key,
    by,
    where,
    limit,
  }: Readonly<Record<'table' | 'key' | 'by', string>> & {
    readonly where: RawBuilder<unknown>;
    readonly limit: number;
  },
): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from ${sql.table(table)} where ${sql.ref(key)} in (
      select ${sql.ref(key)} from ${sql.table(table)} where ${where} order by ${sql.ref(by)} limit ${limit})`.execute(
    db,
  );
  return Number(numAffectedRows ?? 0n);
}
