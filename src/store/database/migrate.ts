import { type Kysely, sql } from 'kysely';
import { type MigrationResultSet, Migrator } from 'kysely/migration';
import { migrations } from '../migrations/index.ts';
import type { Database } from './schema.ts';
import { migrationTable } from './sqlite-database.ts';
import { StoreError, type StoreErrorCode } from './store-error.ts';

/** Kysely's own table of what was applied. */
type Applied = { kysely_migration: { name: string } };

/** The migration that brings the table `properties`. */
const saysOfItself = '0018-properties';

/** Tables of this schema alone, and none that an extension brought; of SQLite every one. */
async function tablesOf(db: Kysely<Database>, schema: string | undefined): Promise<readonly string[]> {
  if (schema === undefined)
    return (await db.introspection.getTables({ withInternalKyselyTables: true })).map(({ name }) => name);
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class where relnamespace = ${schema}::regnamespace and relkind in ('r', 'p')
      and not exists (select 1 from pg_depend where objid = pg_class.oid and deptype = 'e') order by relname`.execute(
    db,
  );
  return rows.map(({ name }) => name);
}

async function assertOurs(db: Kysely<Database>, { where, schema, assertUsable }: Place): Promise<void> {
  const tables = await tablesOf(db, schema);
  if (!tables.includes(migrationTable)) {
    if (schema === undefined || tables.length === 0) return;
    throw new StoreError(
      'foreign',
      `${where} belongs to another program (its schema "${schema}" has a table "${tables[0]}"). Give Gluewarden a database, or a schema, of its own.`,
    );
  }
  const applied = await db.withTables<Applied>().selectFrom(migrationTable).select('name').orderBy('name').execute();
  const newer = applied.find((row) => !Object.hasOwn(migrations, row.name));
  if (newer !== undefined)
    throw new StoreError(
      'newer-schema',
      `${where} was written by a newer version of Gluewarden (it has the change "${newer.name}"). Start that version or a later one, or restore the backup from before the upgrade.`,
    );
  if (applied.some((row) => row.name === saysOfItself)) await assertUsable?.(db, where);
}

/** The disk, the lock or the file are to blame, and the error says what to do: not the migration. */
const ofTheSurroundings: readonly StoreErrorCode[] = [
  'busy',
  'not-writable',
  'cannot-open',
  'disk-full',
  'corrupt',
  'unavailable',
  'moved',
  'half-copied',
];

/** Which database it is. */
export interface Place {
  /** In words, to begin a sentence. */
  readonly where: string;
  /** Of PostgreSQL, in which the tables are. */
  readonly schema?: string;
  /** Asked before anything is changed: throws for one that may not be worked on. */
  readonly assertUsable?: (db: Kysely<Database>, where: string) => Promise<void>;
}

function toLatest(db: Kysely<Database>, { schema }: Place): Promise<MigrationResultSet> {
  const provider = { getMigrations: async () => migrations };
  return new Migrator({
    db,
    provider,
    ...(schema !== undefined && { migrationTableSchema: schema }),
  }).migrateToLatest();
}

/**
 * In one transaction with what is checked before. A change of a table waits for whoever reads it, and whoever comes then
 * waits behind it: so it gives up soon, and may be asked for again.
 */
function inOneTransaction(db: Kysely<Database>, place: Place): Promise<MigrationResultSet> {
  return db.transaction().execute(async (transaction) => {
    await assertOurs(transaction, place);
    await sql`set local lock_timeout = '2s'`.execute(transaction);
    const result = await toLatest(transaction, place);
    if (result.error !== undefined) throw result.error;
    return result;
  });
}

async function migrated(db: Kysely<Database>, place: Place): Promise<MigrationResultSet> {
  if (place.schema === undefined) {
    await assertOurs(db, place);
    return toLatest(db, place);
  }
  try {
    return await inOneTransaction(db, place);
  } catch (error) {
    if (error instanceof StoreError && (error.code === 'foreign' || error.code === 'newer-schema')) throw error;
    return { error };
  }
}

/**
 * Brings the schema up to this version, in one transaction; several processes may do so at once.
 * Returns the names of what was applied now.
 * @throws {StoreError} `foreign`, `newer-schema`, `migration-failed`, or what the database said
 */
export async function migrate(db: Kysely<Database>, place: Place): Promise<readonly string[]> {
  const { error, results } = await migrated(db, place);
  if (error instanceof StoreError && ofTheSurroundings.includes(error.code)) throw error;
  if (error !== undefined) {
    throw new StoreError(
      'migration-failed',
      `The schema of ${place.where} could not be brought up to date, and nothing of it was changed. Was it edited by hand? Restore a backup, or report this as a bug.`,
      {
        cause: error,
      },
    );
  }
  return (results ?? []).filter((result) => result.status === 'Success').map((result) => result.migrationName);
}
