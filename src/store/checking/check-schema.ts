import { Kysely, type RawBuilder, sql } from 'kysely';
import type { StoreCheck } from '../../usecases/ports/records/store-check.ts';
import { countWords } from '../../usecases/words/words.ts';
import { migrate } from '../database/migrate.ts';
import { openConnections } from '../database/open-connections.ts';
import type { Database } from '../database/schema.ts';
import { migrationTable } from '../database/sqlite-database.ts';
import { NodeSqliteDialect } from '../database/sqlite-dialect.ts';
import { isPostgres } from '../migrations/dialect.ts';
import { migrations } from '../migrations/index.ts';
import { createTally, type Tally } from './tally.ts';

interface Named {
  readonly name: string;
}

interface Parts {
  /** "table.column" */
  readonly columns: readonly string[];
  readonly indexes: readonly string[];
  readonly triggers: readonly string[];
}

async function names(db: Kysely<Database>, query: RawBuilder<Named>): Promise<readonly string[]> {
  return (await query.execute(db)).rows.map(({ name }) => name);
}

async function partsOfSqlite(db: Kysely<Database>): Promise<Parts> {
  const named = (type: string) =>
    names(db, sql<Named>`select name from sqlite_schema where type = ${type} and sql is not null order by name`);
  const columns = sql<Named>`select each.name || '.' || part.name as name
    from sqlite_schema as each join pragma_table_info(each.name) as part where each.type = 'table' order by 1`;
  return { columns: await names(db, columns), indexes: await named('index'), triggers: await named('trigger') };
}

/** An index that is not valid and a trigger that is switched off count for nothing. */
async function partsOfPostgres(db: Kysely<Database>): Promise<Parts> {
  const ours = sql`relnamespace = current_schema()::regnamespace`;
  const columns = sql<Named>`select relname || '.' || attname as name from pg_attribute
    join pg_class on pg_class.oid = attrelid where ${ours} and relkind in ('r', 'p') and attnum > 0 and not attisdropped`;
  const indexes = sql<Named>`select relname as name from pg_index join pg_class on pg_class.oid = indexrelid
    where ${ours} and indisvalid`;
  const triggers = sql<Named>`select tgname as name from pg_trigger join pg_class on pg_class.oid = tgrelid
    where ${ours} and not tgisinternal and tgenabled <> 'D'`;
  return {
    columns: await names(db, columns),
    indexes: await names(db, indexes),
    triggers: await names(db, triggers),
  };
}

/** The triggers that PostgreSQL has in place of SQLite's. */
const appendOnly = ['audit_no_change', 'audit_no_truncate'];

/** What a new database of this version has. */
async function expectedParts(): Promise<Parts> {
  const open = await openConnections({ kind: 'memory' });
  const dialect = new NodeSqliteDialect({ open, deadline: () => new AbortController().signal });
  const db = new Kysely<Database>({ dialect });
  try {
    await migrate(db, { where: ':memory:' });
    return await partsOfSqlite(db);
  } finally {
    await db.destroy();
  }
}

function compare(tally: Tally, what: string, expected: readonly string[], found: readonly string[]): void {
  const there = new Set(found);
  for (const name of expected) if (!there.has(name)) tally.wrong(`${what} ${name}`, 'is missing');
}

async function applied(db: Kysely<Database>): Promise<readonly string[]> {
  const rows = sql<Named>`select name from ${sql.table(migrationTable)} order by name`;
  return names(db, rows);
}

/** Holds the changes that were applied, tables, columns, indexes and triggers against those of this version. */
export async function checkSchema(db: Kysely<Database>): Promise<StoreCheck> {
  const tally = createTally('schema');
  const onServer = isPostgres(db);
  const found = await (onServer ? partsOfPostgres(db) : partsOfSqlite(db));
  const known = Object.keys(migrations);
  const isOurs = found.columns.includes(`${migrationTable}.name`);
  const done = isOurs ? await applied(db) : [];
  compare(tally, 'change', known, done);
  for (const name of done)
    if (!known.includes(name)) tally.wrong(`change ${name}`, 'is of a newer version: check with that one');
  const said = `${countWords(done.length, 'change')}, the latest ${done.at(-1) ?? 'none'}`;
  const ended = tally.end(said);
  if (ended.outcome === 'failed') return ended;
  const expected = await expectedParts();
  compare(tally, 'column', expected.columns, found.columns);
  compare(tally, 'index', expected.indexes, found.indexes);
  compare(tally, 'trigger', onServer ? appendOnly : expected.triggers, found.triggers);
  return tally.end(said);
}
