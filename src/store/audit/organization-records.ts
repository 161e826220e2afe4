import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { CallError } from '../../domain/model.ts';
import type { OrganizationListing } from '../../domain/organization/members.ts';
import type { KnownOrganization, OrganizationRecords } from '../../usecases/ports/records/organization-records.ts';
import { parseJson } from '../database/rows.ts';
import type { Session } from '../database/session.ts';

/** No process has these filters any more. */
const unusedMs = 7 * 86_400_000;

const ownerTags = z.object({ channel: z.string().exactOptional(), usergroup: z.string().exactOptional() });
const member = {
  id: z.string(),
  name: z.string(),
  partition: z.string(),
  ownerTags: ownerTags.exactOptional(),
};
const listingSchema: z.ZodType<OrganizationListing> = z.object({
  members: z.array(z.object(member)),
  inactive: z.array(z.object({ ...member, state: z.string() })),
});
const errorSchema: z.ZodType<CallError> = z.object({
  call: z.string(),
  error: z.string(),
  message: z.string().exactOptional(),
});

export function organizationRecords(session: Session): OrganizationRecords {
  return {
    async get(filters): Promise<KnownOrganization> {
      const id = idOf(filters);
      const row = await session.db.selectFrom('organizations').selectAll().where('id', '=', id).executeTakeFirst();
      if (row === undefined) return {};
      // What cannot be read any more is as good as never listed: the next listing writes it again.
      const listing = listingSchema.safeParse(row.listing_json === null ? undefined : parseJson(row.listing_json)).data;
      const error = errorSchema.safeParse(row.error_json === null ? undefined : parseJson(row.error_json)).data;
      const { listed_at: at, failing_since: since, failed_at: failedAt } = row;
      return {
        ...(listing !== undefined && at !== null && { listed: { listing, at } }),
        ...(error !== undefined && since !== null && { failing: { since, at: failedAt ?? since, error } }),
      };
    },

    async save(filters, listing, at) {
      const row = {
        listing_json: JSON.stringify(listing),
        listed_at: at,
        failing_since: null,
        failed_at: null,
        error_json: null,
      };
      await session.db
        .insertInto('organizations')
        .values({ id: idOf(filters), ...row })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .execute();
      await session.db
        .deleteFrom('organizations')
        .where('id', '!=', idOf(filters))
        .where((where) => where.or([where('listed_at', 'is', null), where('listed_at', '<', at - unusedMs)]))
        .where((where) => where.or([where('failed_at', 'is', null), where('failed_at', '<', at - unusedMs)]))
        .execute();
    },

    async fail(filters, error, at, begunAt = at) {
      const failure = { failed_at: at, error_json: JSON.stringify(error) };
      await session.db
        .insertInto('organizations')
        .values({ id: idOf(filters), listing_json: null, listed_at: null, failing_since: at, ...failure })
        .onConflict((conflict) =>
          conflict
            .column('id')
            .doUpdateSet(({ fn, ref, val }) => ({
              ...failure,
              failing_since: fn.coalesce(ref('organizations.failing_since'), val(at)),
            }))
            .where((where) =>
              where.or([
                where('organizations.listed_at', 'is', null),
                where('organizations.listed_at', '<=', begunAt),
                where('organizations.listed_at', '>', at),
              ]),
            ),
        )
        .execute();
    },
  };
}

/** A row of the filters: they may be longer than a key of PostgreSQL can be. */
function idOf(filters: string): string {
  return createHash('sha256').update(filters).digest('hex');
}
