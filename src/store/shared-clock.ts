import { type Kysely, sql } from 'kysely';
import type { Database } from './database/schema.ts';

/** Says what time it is by the clock of all who work on a database, in epoch milliseconds. */
export type SharedClock = (db: Kysely<Database>) => Promise<number>;

async function asked(db: Kysely<Database>, milliseconds: ReturnType<typeof sql>): Promise<number> {
  const { rows } = await sql<{ now: number }>`select cast(floor(${milliseconds}) as bigint) as now`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new Error('The database does not know the time');
  return row.now;
}

/** Not `now()`, which is when the transaction began: it may have waited for its turn since. */
export const serverClock: SharedClock = (db) => asked(db, sql`extract(epoch from clock_timestamp()) * 1000`);

/** A file is used by the processes of one machine, whatever containers they are in: they have one clock. */
export function machineClock(now: (() => number) | undefined): SharedClock {
  return now === undefined ? (db) => asked(db, sql`unixepoch('subsec') * 1000`) : async () => now();
}
