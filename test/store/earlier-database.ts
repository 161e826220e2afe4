import { DatabaseSync } from 'node:sqlite';
import { Migrator } from 'kysely/migration';
import { expect } from 'vitest';
import { migrations } from '../../src/store/migrations/index.ts';
import { databaseAt, temporaryUrl } from './harness.ts';

export const fileOf = (url: string) => url.slice('sqlite:'.length);

/** The URL of a new database as the version with these migrations left it, filled by hand. */
export async function earlierDatabase(names: readonly string[], fill: (hand: DatabaseSync) => void): Promise<string> {
  const url = temporaryUrl();
  const db = await databaseAt(url);
  const before = Object.fromEntries(Object.entries(migrations).filter(([name]) => names.includes(name)));
  const { error } = await new Migrator({ db, provider: { getMigrations: async () => before } }).migrateToLatest();
  expect(error).toBeUndefined();
  await db.destroy();
  const hand = new DatabaseSync(fileOf(url));
  fill(hand);
  hand.close();
  return url;
}

/** Every row of every table of ours, by table. */
export function everyRow(url: string): ReadonlyMap<string, readonly Readonly<Record<string, unknown>>[]> {
  const hand = new DatabaseSync(fileOf(url), { readOnly: true });
  const tables = hand.prepare(`select name from sqlite_schema where type = 'table' and name not like 'kysely%'`).all();
  const rows = tables.map(({ name }) => {
    const all = hand.prepare(`select * from "${name}" order by 1, 2`).all();
    return [String(name), all.map((row) => ({ ...row }))] as const;
  });
  hand.close();
  return new Map(rows);
}
