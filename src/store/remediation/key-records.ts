import { z } from 'zod';
import type { KeyCheck, KeyRecords } from '../../usecases/ports/vault.ts';
import { parseJson, parseRow } from '../database/rows.ts';
import type { Session } from '../database/session.ts';
import { toSealedPlan } from './remediation-rows.ts';

/** The row of `properties` by which a key is known. */
export const keyCheckId = 'key-check';

const keyRow = z
  .object({
    value_json: z
      .string()
      .transform(parseJson)
      .pipe(z.object({ salt: z.string(), check: z.string() })),
  })
  .transform(({ value_json }): KeyCheck => value_json);

/** @throws {StoreError} `damaged-row` */
export function toKeyCheck(row: unknown): KeyCheck {
  return parseRow('properties', keyRow, row);
}

export function keyRecords(session: Pick<Session, 'db'>): KeyRecords {
  const read: KeyRecords['check'] = async () => {
    const row = await session.db
      .selectFrom('properties')
      .select('value_json')
      .where('id', '=', keyCheckId)
      .executeTakeFirst();
    return row && toKeyCheck(row);
  };
  return {
    check: read,

    async keep(check, at) {
      await session.db
        .insertInto('properties')
        .values({ id: keyCheckId, value_json: JSON.stringify(check), written_at: at })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute();
      return (await read()) ?? check;
    },

    async replace(check, at) {
      const value = { value_json: JSON.stringify(check), written_at: at };
      await session.db
        .insertInto('properties')
        .values({ id: keyCheckId, ...value })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(value))
        .execute();
    },

    async latestPlans(limit) {
      const rows = await session.db
        .selectFrom('plans')
        .innerJoin('requests', 'requests.id', 'plans.request_id')
        .select(['plans.id', 'plans.plan_json', 'plans.seal'])
        .orderBy('requests.created_at', 'desc')
        .orderBy('plans.id')
        .limit(limit)
        .execute();
      return rows.map(toSealedPlan);
    },
  };
}
