import { Kysely, sql } from 'kysely';
import type { StoreCheck } from '../../usecases/ports/records/store-check.ts';
import { countWords } from '../../usecases/words/words.ts';
import { migrate } from '../database/migrate.ts';
import { openConnections } from '../database/open-connections.ts';
import type { Database } from '../database/schema.ts';
import { migrationTable } from '../database/sqlite-database.ts';
import { NodeSqliteDialect } from '../database/sqlite-dialect.ts';
import { isPostgres } from '../migrations/dialect.ts';
import { migrations } from '../migrations/index.ts';
import { appendOnly, type Parts, partsOfPostgres, partsOfSqlite, type SchemaParts } from './schema-parts.ts';
import { createTally, type Tally } from './tally.ts';

/** What a new database of this version has. */
async function expectedParts(): Promise<SchemaParts> {
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

function compare(tally: Tally, what: string, expected: Parts, found: Parts): void {
  for (const [name, is] of expected)
    if (!found.has(name)) tally.wrong(`${what} ${name}`, 'is missing');
    else if (found.get(name) !== is) tally.wrong(`${what} ${name}`, 'is another one than this version has');
}

async function applied(db: Kysely<Database>): Promise<readonly string[]> {
  const found = await sql<{ name: string }>`select name from ${sql.table(migrationTable)} order by name`.execute(db);
  return found.rows.map(({ name }) => name);
}

/** Holds the changes that were applied, tables, columns, keys, indexes and triggers against those of this version. */
export async function checkSchema(db: Kysely<Database>): Promise<StoreCheck> {
  const tally = createTally('schema');
  const onServer = isPostgres(db);
  const found = await (onServer ? partsOfPostgres(db) : partsOfSqlite(db));
  const known = Object.keys(migrations);
  const isOurs = found.columns.has(`${migrationTable}.name`);
  const done = isOurs ? await applied(db) : [];
  for (const name of known) if (!done.includes(name)) tally.wrong(`change ${name}`, 'is missing');
  for (const name of done)
    if (!known.includes(name)) tally.wrong(`change ${name}`, 'is of a newer version: check with that one');
  const said = `${countWords(done.length, 'change')}, the latest ${done.at(-1) ?? 'none'}`;
  const ended = tally.end(said);
  if (ended.outcome === 'failed') return ended;
  const expected = await expectedParts();
  compare(tally, 'column', expected.columns, found.columns);
  compare(tally, 'key', expected.keys, found.keys);
  compare(tally, 'index', expected.indexes, found.indexes);
  compare(tally, 'trigger', onServer ? appendOnly : expected.triggers, found.triggers);
  return tally.end(said);
}
