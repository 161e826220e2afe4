import type { FindingFilter } from '../messages/finding-messages.ts';

/** A filter as people say it: "exposed, configuration, in data-production, eu-west-1". Empty: no filter. */
export function filterWords(
  filter: FindingFilter,
  accounts: readonly { readonly id: string; readonly name?: string }[],
): string {
  const names = new Map(accounts.map(({ id, name }) => [id, name ?? id]));
  const since = filter.firstSeenSince;
  const what = [
    ...(filter.unwatched ? ['no longer watched'] : []),
    ...(filter.owner ? ['of one owner'] : []),
    ...(filter.exposures ?? []),
    ...(filter.kinds ?? []),
    ...(filter.rules ?? []).map((id) => `rule ${id}`),
    ...(since === undefined ? [] : [`first seen since ${new Date(since).toISOString().slice(0, 10)}`]),
  ];
  const where = [...(filter.accounts ?? []).map((id) => names.get(id) ?? id), ...(filter.regions ?? [])];
  return [...what, ...(where.length > 0 ? [`in ${where.join(', ')}`] : [])].join(', ');
}
