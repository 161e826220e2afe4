import { type Kysely, sql } from 'kysely';
import type { StoreCheck } from '../../usecases/ports/records/store-check.ts';
import type { Database } from '../database/schema.ts';
import { isPostgres } from '../migrations/dialect.ts';
import { createTally, type Tally } from './tally.ts';

/** Rows of one statement; what is more is counted as one. */
const most = 20;

async function ofSqlite(db: Kysely<Database>, tally: Tally): Promise<string> {
  const found = await sql<{ said: string }>`
    select integrity_check as said from pragma_integrity_check limit ${sql.lit(most)}`.execute(db);
  for (const { said } of found.rows) if (said !== 'ok') tally.wrong('the file', said);
  const orphans = await sql<{ table: string; rowid: number; parent: string }>`
    select "table", rowid, parent from pragma_foreign_key_check`.execute(db);
  for (const { table, rowid, parent } of orphans.rows)
    tally.wrong(`${table} (row ${rowid} of the file)`, `names a row of ${parent} that does not exist`);
  return 'integrity_check and foreign_key_check';
}

interface Unique {
  readonly name: string;
  readonly table: string;
  /** As SQL: quoted names, joined by commas. */
  readonly columns: string;
  readonly condition: string | null;
}

/**
 * What an index that was damaged, for instance by another version of the operating system's sort order, hides: each unique
 * one is held against the rows themselves.
 */
async function assertUnique(db: Kysely<Database>, tally: Tally): Promise<number> {
  const { rows } = await sql<Unique>`
    select index.relname as name, owner.relname as "table", pg_get_expr(indpred, indrelid) as condition,
      (select string_agg(quote_ident(attname), ', ') from pg_attribute where attrelid = indrelid and attnum = any(indkey))
        as columns
    from pg_index join pg_class as index on index.oid = indexrelid join pg_class as owner on owner.oid = indrelid
    where indisunique and indexprs is null and owner.relnamespace = current_schema()::regnamespace order by 1`.execute(
    db,
  );
  for (const { name, table, columns, condition } of rows) {
    const isGiven = columns.split(', ').map((column) => `${column} is not null`);
    const where = [...isGiven, ...(condition === null ? [] : [condition])].join(' and ');
    const twice = await sql<{ count: number }>`
      select count(*) as count from (select 1 from ${sql.table(table)} where ${sql.raw(where)}
        group by ${sql.raw(columns)} having count(*) > 1) as twice`.execute(db);
    const count = twice.rows[0]?.count ?? 0;
    if (count === 0) continue;
    tally.wrong(`index ${name} of ${table}`, `does not hold: ${count} of its keys exist more than once`);
  }
  return rows.length;
}

async function ofPostgres(db: Kysely<Database>, tally: Tally): Promise<string> {
  // Else a damaged index would be asked about itself.
  for (const way of ['indexscan', 'indexonlyscan', 'bitmapscan'])
    await sql`set local ${sql.raw(`enable_${way}`)} = off`.execute(db);
  const unique = await assertUnique(db, tally);
  for (const way of ['indexscan', 'indexonlyscan', 'bitmapscan'])
    await sql`set local ${sql.raw(`enable_${way}`)} = on`.execute(db);
  const { rows } = await sql<{ kind: string; name: string }>`
    select 'constraint' as kind, conname as name from pg_constraint
      where connamespace = current_schema()::regnamespace and not convalidated
    union all select 'index', relname from pg_index join pg_class on pg_class.oid = indexrelid
      where relnamespace = current_schema()::regnamespace and not indisvalid order by 1, 2`.execute(db);
  for (const { kind, name } of rows) tally.wrong(`${kind} ${name}`, 'is not valid: it was not built to its end');
  return `${unique} unique indexes against their rows, and every index and constraint valid`;
}

/** Asks the database whether it is sound: of SQLite by its own checks, of PostgreSQL by statements. */
export async function checkDatabase(db: Kysely<Database>): Promise<StoreCheck> {
  const tally = createTally('database');
  return tally.end(await (isPostgres(db) ? ofPostgres(db, tally) : ofSqlite(db, tally)));
}
