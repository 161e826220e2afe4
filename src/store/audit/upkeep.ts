import type { Kysely } from 'kysely';
import type { SummaryRecords, Upkeep } from '../../usecases/ports/summary-records.ts';
import type { Database } from '../database/schema.ts';

/** The only row. */
const id = 'retention';

/** An instant that is still to come is a clock's error: a claim of then holds nobody up. */
export async function claimUpkeep(
  db: Kysely<Database>,
  { processId, now, until, gapMs, behindMs }: Parameters<SummaryRecords['claim']>[0],
): Promise<Upkeep | undefined> {
  const row = await db.selectFrom('upkeep').selectAll().where('id', '=', id).executeTakeFirst();
  const claimedAt = row?.claimed_at ?? now;
  const isHeld = row?.claimed_by != null && claimedAt <= now && now < (row.claimed_until ?? now);
  if (isHeld && row.claimed_by !== processId) return undefined;
  const ranAt = row?.ran_at ?? null;
  const isSteady = ranAt !== null && ranAt - now <= behindMs && now - ranAt <= gapMs;
  const steadySince = (isSteady ? row?.steady_since : undefined) ?? now;
  const claim = {
    claimed_by: processId,
    claimed_at: now,
    claimed_until: until,
    ran_at: now,
    steady_since: steadySince,
  };
  await db
    .insertInto('upkeep')
    .values({ id, summarised_day: null, ...claim })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(claim))
    .execute();
  return { summarisedDay: row?.summarised_day ?? null, steadySince };
}
