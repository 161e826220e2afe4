import type { Exposure } from '../../domain/model.ts';
import type { Counts, DigestMessage, FindingView } from './audit-messages.ts';

/** True where a digest says something that is new or worse; without it three lines are enough. */
export function hasNews(message: DigestMessage): boolean {
  const { previousAt, fresh, open, unknown, stillUnknown, overdue, cancelled, scanned } = message;
  if (cancelled !== undefined || overdue !== undefined || unknown.length > 0) return true;
  // The schedule reaches nothing.
  if (scanned === 0 && stillUnknown === undefined) return true;
  return isAny(fresh) || (previousAt === null && isAny(open));
}

/** Beside what is fixed or accepted. */
function isAny({ exposed, latent, unused, fixed = 0 }: Counts): boolean {
  return exposed + latent + unused > fixed;
}

/** What joined the organization since is scanned by nobody. */
function isNewlyStale({ previousAt, organization }: DigestMessage): boolean {
  const stale = organization?.stale;
  return stale !== undefined && previousAt !== null && stale.since > previousAt;
}

/** True where anything is not as the digest before said, for better too. */
export function hasChanged(message: DigestMessage): boolean {
  if (isNewlyStale(message) || message.unwatched?.since !== undefined) return true;
  return hasNews(message) || message.resolved.total > 0 || (message.seenAgain ?? 0) > 0;
}

/** Findings that a digest names with a button each, by id, and how exposed it says that they are. */
export function namedIn({ fresh, overdue }: DigestMessage): ReadonlyMap<string, Exposure> {
  const named = [...fresh.named, ...(overdue?.named ?? [])];
  return new Map(named.flatMap(({ id, exposure }) => (id === undefined ? [] : [[id, exposure] as const])));
}

/** Findings that share a row of a digest: bare jobs of one place, since 300 of them are one problem. */
export function rowKey({ id, rule, account, region, kind, name, exposure, owner }: FindingView): string {
  const whose = owner === undefined ? [] : [owner.channel ?? '', owner.usergroup ?? ''];
  return JSON.stringify(
    kind === 'unprotected-job' ? [rule, account, region, exposure, ...whose] : [id, rule, account, region, kind, name],
  );
}

/** What a digest names, row by row. */
export function digestRows(named: readonly FindingView[]): readonly (readonly FindingView[])[] {
  return [...Map.groupBy(named, rowKey).values()];
}
