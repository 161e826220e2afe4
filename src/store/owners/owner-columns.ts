import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { z } from 'zod';
import type { Owner } from '../../domain/model.ts';
import type { FindingFilter } from '../../usecases/messages/finding-messages.ts';
import { parseJson } from '../database/rows.ts';

/** As they stand in a column of `findings`. */
export const tagsColumn = z.string().transform(parseJson).pipe(z.record(z.string(), z.string())).nullable();

/** The channel that owns a finding by name or tag; `-`: its owner has none; empty: it is its account's. */
export const ownerKey: RawBuilder<string> = sql<string>`case when owner_channel is not null then owner_channel
  when owner_usergroup is not null then '-' else '' end`;

/** See `FindingFilter.owner`. */
export function isOwnedBy({ channel, accounts }: NonNullable<FindingFilter['owner']>): RawBuilder<SqlBool> {
  const theirs = accounts.length === 0 ? sql`1 = 0` : sql`${ownerKey} = '' and account in (${sql.join(accounts)})`;
  return sql<SqlBool>`(owner_channel = ${channel} or (${theirs}))`;
}

/** Null: its account's. */
export function toOwner(channel: string | null, usergroup: string | null): Owner | null {
  if (channel === null && usergroup === null) return null;
  return { ...(channel !== null && { channel }), ...(usergroup !== null && { usergroup }) };
}
