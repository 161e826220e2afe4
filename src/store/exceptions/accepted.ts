import { type RawBuilder, type SqlBool, sql } from 'kysely';

/** Whether an open finding is an accepted risk at this instant. An end that passed accepts nothing, written down or not. */
export function isAccepted(now: number): RawBuilder<SqlBool> {
  return sql<SqlBool>`(accepted_until is not null and accepted_until > ${now})`;
}

export function isNotAccepted(now: number): RawBuilder<SqlBool> {
  return sql<SqlBool>`(accepted_until is null or accepted_until <= ${now})`;
}

/** When it was news last: first seen, grown worse, or back from being accepted. */
export const newsAt: RawBuilder<number> = sql<number>`coalesce(news_at, first_seen_at)`;

/** The same for the channel that owns it. */
export const newsToOwner: RawBuilder<number> = sql<number>`case when owned_at > ${newsAt} then owned_at else ${newsAt} end`;

/** 0 is the worst. */
export function exposureRank(column: string): RawBuilder<number> {
  return sql<number>`case ${sql.ref(column)} when 'exposed' then 0 when 'latent' then 1 else 2 end`;
}
