import type { DigestMessage, FindingView } from '../messages/audit-messages.ts';
import { digestRows, rowKey } from '../messages/digest-news.ts';
import type { FindingFilter } from '../messages/finding-messages.ts';
import type { NewId } from '../ports/runtime.ts';

/** An id for each row of a digest that stands for several findings: the list behind it has them all, with filters. */
export function makeRowQueries({ fresh, overdue }: Pick<DigestMessage, 'fresh' | 'overdue'>, newId: NewId) {
  const rows = [fresh.named, overdue?.named ?? []].flatMap(digestRows);
  const keys = new Set(rows.flatMap(([first, ...others]) => (first && others.length > 0 ? rowKey(first) : [])));
  return Object.fromEntries([...keys].map((key) => [key, newId()]));
}

/** What those ids mean, to be stored with the digest. `owner`: of whose findings alone it tells. */
export function rowFilters(
  { fresh, overdue, rowQueries = {} }: DigestMessage,
  owner?: FindingFilter['owner'],
): readonly { readonly id: string; readonly filter: FindingFilter }[] {
  const named = new Map([...fresh.named, ...(overdue?.named ?? [])].map((finding) => [rowKey(finding), finding]));
  return Object.entries(rowQueries).flatMap(([key, id]) => {
    const finding = named.get(key);
    return finding === undefined ? [] : { id, filter: { ...alike(finding), ...(owner && { owner }) } };
  });
}

function alike({ rule, account, region, kind, exposure }: FindingView): FindingFilter {
  return { rules: [rule], accounts: [account], regions: [region], kinds: [kind], exposures: [exposure] };
}
