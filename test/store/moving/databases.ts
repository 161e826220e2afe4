import { readFileSync, writeFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { type CopyParts, copyStore } from '../../../src/store/moving/copy-store.ts';
import { lowerFence } from '../../../src/store/moving/fence.ts';
import { pagesOf, type Row } from '../../../src/store/moving/pages.ts';
import { tables } from '../../../src/store/moving/tables.ts';
import { type OpenDatabase, openMigrated } from '../../../src/store/open-database.ts';
import { FakeClock } from '../../support/fakes/fake-clock.ts';
import { countingIds } from '../../support/fakes/kit.ts';
import { loadOldDatabase } from '../../support/processes/upgrade.ts';
import { temporaryUrl } from '../harness.ts';

const clock = new FakeClock();

/** A database as `store copy` opens it. */
export async function opened(databaseUrl: string): Promise<OpenDatabase> {
  const database = await openMigrated({ databaseUrl, waitMs: 2_000 });
  onTestFinished(async () => {
    // A database with the schema is used by the next test.
    await lowerFence(database.db);
    await database.db.destroy();
  });
  return database;
}

/** The URL of the database that 0.1.0 left: rows in nearly every table, all of them sealed by it. */
export function oldUrl(): string {
  const url = temporaryUrl();
  loadOldDatabase(url.slice('sqlite:'.length));
  return url;
}

let migrated: Promise<Uint8Array> | undefined;

async function migrateOld(): Promise<Uint8Array> {
  const url = oldUrl();
  const { db } = await openMigrated({ databaseUrl: url, waitMs: 2_000 });
  await db.destroy();
  return readFileSync(url.slice('sqlite:'.length));
}

/** The same, as this version opens it: brought up to date once for all tests, and copied. */
export async function migratedOldUrl(): Promise<string> {
  migrated ??= migrateOld();
  const url = temporaryUrl();
  writeFileSync(url.slice('sqlite:'.length), await migrated);
  return url;
}

export async function copy(from: OpenDatabase, to: OpenDatabase, changes: Partial<CopyParts> = {}) {
  const assertStopped = async () => {};
  return copyStore({ from, to, clock, newId: countingIds('copy'), assertStopped, onProgress() {}, ...changes });
}

/** Every row of every table. */
export async function everyRow({ db }: OpenDatabase): Promise<Readonly<Record<string, readonly Row[]>>> {
  const rows: Record<string, Row[]> = {};
  for (const table of tables) {
    rows[table.name] = [];
    for await (const page of pagesOf(db, table)) rows[table.name]?.push(...page.map((row) => ({ ...row })));
  }
  return rows;
}
