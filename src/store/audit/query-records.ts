import { z } from 'zod';
import { exposures, findingKinds } from '../../domain/model.ts';
import type { FindingFilter } from '../../usecases/messages/finding-messages.ts';
import type { QueryRecords } from '../../usecases/ports/finding-records.ts';
import { chunks } from '../database/chunks.ts';
import { parseJson } from '../database/rows.ts';
import type { Session } from '../database/session.ts';

const filterSchema: z.ZodType<FindingFilter> = z.strictObject({
  rules: z.array(z.string()).exactOptional(),
  accounts: z.array(z.string()).exactOptional(),
  regions: z.array(z.string()).exactOptional(),
  exposures: z.array(z.enum(exposures)).exactOptional(),
  kinds: z.array(z.enum(findingKinds)).exactOptional(),
  owner: z.strictObject({ channel: z.string(), accounts: z.array(z.string()) }).exactOptional(),
  firstSeenSince: z.number().exactOptional(),
  unwatched: z.literal(true).exactOptional(),
});

export function queryRecords(session: Session): QueryRecords {
  const saveAll: QueryRecords['saveAll'] = (queries, at) =>
    session.atomic(async (db) => {
      const rows = queries.map(({ id, filter }) => ({ id, filter_json: JSON.stringify(filter), created_at: at }));
      for (const part of chunks(rows, 3))
        await db
          .insertInto('queries')
          .values(part)
          .onConflict((conflict) =>
            conflict.column('id').doUpdateSet(({ ref }) => ({
              filter_json: ref('excluded.filter_json'),
              created_at: ref('excluded.created_at'),
            })),
          )
          .execute();
    });
  return {
    save: (id, filter, at) => saveAll([{ id, filter }], at),
    saveAll,

    async get(id) {
      const row = await session.db.selectFrom('queries').select('filter_json').where('id', '=', id).executeTakeFirst();
      if (row === undefined) return undefined;
      // A filter that this version does not know is like one that was pruned: half a filter would show too much.
      return filterSchema.safeParse(parseJson(row.filter_json)).data;
    },

    async prune(before) {
      const { numDeletedRows } = await session.db
        .deleteFrom('queries')
        .where('created_at', '<', before)
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },
  };
}
