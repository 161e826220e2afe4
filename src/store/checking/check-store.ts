import { type Kysely, sql } from 'kysely';
import type { Moved, StoreCheck } from '../../usecases/ports/records/store-check.ts';
import type { Vault } from '../../usecases/ports/vault.ts';
import type { Database } from '../database/schema.ts';
import { isPostgres } from '../migrations/dialect.ts';
import { copiedMark, movedMark } from '../moving/marks.ts';
import { checkChain } from './check-chain.ts';
import { checkCounts } from './check-counts.ts';
import { checkDatabase } from './check-database.ts';
import { checkReferences } from './check-references.ts';
import { checkRisks } from './check-risks.ts';
import { checkRows } from './check-rows.ts';
import { checkSchema } from './check-schema.ts';
import { checkSeals } from './check-seals.ts';
import { notChecked } from './tally.ts';

export interface CheckedStore {
  readonly checks: readonly StoreCheck[];
  /** Where its rows went to, in words, or are going to. Absent: a bot may work on it. */
  readonly moved?: Moved;
}

export interface ToCheck {
  readonly db: Kysely<Database>;
  /** That of all who work on it, in epoch milliseconds. */
  readonly clock: (db: Kysely<Database>) => Promise<number>;
}

/**
 * Holds a database against itself, in one snapshot: it writes nothing, and a bot may work meanwhile.
 * @param vault or why there is none, in words
 * @throws {StoreError} when it cannot be read
 */
export function checkStore({ db: kysely, clock }: ToCheck, vault: Vault | string): Promise<CheckedStore> {
  const snapshot = kysely.transaction().setIsolationLevel('repeatable read').setAccessMode('read only');
  return snapshot.execute(async (db) => {
    // Where nothing is known of how many rows there are, it would look for each row of one table through all of another.
    if (isPostgres(db)) await sql`set local enable_nestloop = off`.execute(db);
    const [database, schema] = [await checkDatabase(db), await checkSchema(db)];
    if (schema.outcome === 'failed') {
      const why = 'the schema is not that of this version';
      const others = (['rows', 'references', 'key', 'seals', 'audit-log', 'counts', 'accepted-risks'] as const).map(
        (name) => notChecked(name, why),
      );
      return { checks: [database, schema, ...others] };
    }
    const [rows, references] = [await checkCopy(db, await checkRows(db)), await checkReferences(db)];
    const seals = await checkSeals(db, vault, await clock(db));
    const [chain, counts] = [await checkChain(db), await checkCounts(db)];
    const checks = [database, schema, rows, references, ...seals, chain, counts, await checkRisks(db)];
    const moved = await movedMark(db);
    return { checks, ...(moved !== undefined && { moved: { to: moved.to, state: moved.state } }) };
  });
}

/** Half a copy has half of the rows, whatever else is right with it. */
async function checkCopy(db: Kysely<Database>, rows: StoreCheck): Promise<StoreCheck> {
  const copied = await copiedMark(db);
  if (copied?.state !== 'copying') return rows;
  const half = { row: 'properties copied-from', what: `says that it is being copied from ${copied.from}: finish that` };
  return { ...rows, outcome: 'failed', wrong: rows.wrong + 1, first: [half, ...rows.first] };
}
