import type { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { migrations } from './migrations/index.ts';
import type { Database } from './schema.ts';
import { StoreError } from './store-error.ts';

/** Kysely's own table of what was applied. */
type Applied = { kysely_migration: { name: string } };

async function assertOurs(db: Kysely<Database>, file: string): Promise<void> {
  const tables = (await db.introspection.getTables({ withInternalKyselyTables: true })).map((table) => table.name);
  if (tables.length > 0 && !tables.includes('kysely_migration')) {
    throw new StoreError(
      'foreign',
      `${file} is a database of another program (it has a table "${tables[0]}"). Let DATABASE_URL name a file of Gluewarden's own.`,
    );
  }
  if (tables.length === 0) return;
  const applied = await db
    .withTables<Applied>()
    .selectFrom('kysely_migration')
    .select('name')
    .orderBy('name')
    .execute();
  const newer = applied.find((row) => !Object.hasOwn(migrations, row.name));
  if (newer === undefined) return;
  throw new StoreError(
    'newer-schema',
    `${file} was written by a newer version of Gluewarden (it has the change "${newer.name}"). Start that version or a later one, or restore the backup from before the upgrade.`,
  );
}

/**
 * Brings the schema up to this version, in one transaction; several processes may do so at once.
 * Returns the names of what was applied now.
 * @throws {StoreError} `foreign`, `newer-schema`, `migration-failed`, or what SQLite said
 */
export async function migrate(db: Kysely<Database>, file: string): Promise<readonly string[]> {
  await assertOurs(db, file);
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error, results } = await migrator.migrateToLatest();
  if (error instanceof StoreError) throw error;
  if (error !== undefined) {
    throw new StoreError(
      'migration-failed',
      `The schema of ${file} could not be brought up to date. Nothing was changed.`,
      {
        cause: error,
      },
    );
  }
  return (results ?? []).filter((result) => result.status === 'Success').map((result) => result.migrationName);
}
