import type { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { migrations } from '../migrations/index.ts';
import type { Database } from './schema.ts';
import { migrationTable } from './sqlite-database.ts';
import { StoreError, type StoreErrorCode } from './store-error.ts';

/** Kysely's own table of what was applied. */
type Applied = { kysely_migration: { name: string } };

async function assertNotNewer(db: Kysely<Database>, file: string): Promise<void> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === migrationTable)) return;
  const applied = await db.withTables<Applied>().selectFrom(migrationTable).select('name').orderBy('name').execute();
  const newer = applied.find((row) => !Object.hasOwn(migrations, row.name));
  if (newer === undefined) return;
  throw new StoreError(
    'newer-schema',
    `${file} was written by a newer version of Gluewarden (it has the change "${newer.name}"). Start that version or a later one, or restore the backup from before the upgrade.`,
  );
}

/** The disk, the lock or the file are to blame, and the error says what to do: not the migration. */
const ofTheSurroundings: readonly StoreErrorCode[] = ['busy', 'not-writable', 'cannot-open', 'disk-full', 'corrupt'];

/**
 * Brings the schema up to this version, in one transaction; several processes may do so at once.
 * Returns the names of what was applied now.
 * @throws {StoreError} `newer-schema`, `migration-failed`, or what SQLite said
 */
export async function migrate(db: Kysely<Database>, file: string): Promise<readonly string[]> {
  await assertNotNewer(db, file);
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error, results } = await migrator.migrateToLatest();
  if (error instanceof StoreError && ofTheSurroundings.includes(error.code)) throw error;
  if (error !== undefined) {
    throw new StoreError(
      'migration-failed',
      `The schema of ${file} could not be brought up to date, and nothing of it was changed. Was it edited by hand? Restore a backup, or report this as a bug.`,
      {
        cause: error,
      },
    );
  }
  return (results ?? []).filter((result) => result.status === 'Success').map((result) => result.migrationName);
}
