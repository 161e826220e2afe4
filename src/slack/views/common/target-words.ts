import { targetKey } from '../../../domain/model.ts';
import type { Counts, FindingGroup } from '../../../usecases/messages/audit-messages.ts';
import { numberWords } from '../../../usecases/words/explain.ts';
import { shortenMiddle } from './display-name.ts';

export interface NamedTarget {
  readonly account: string;
  readonly accountName?: string;
  readonly region: string;
}

/** Names a place within one message. */
export type TargetNamer = (target: NamedTarget) => string;

/** A place in full: "data-production (111122223333), eu-west-1". */
export function targetWords(target: NamedTarget): string {
  return `${accountWords(target)}, ${regionWords(target)}`;
}

/** Names places by account name and region; the id is said where there is no name, or several accounts share it. */
export function targetNamer(all: readonly NamedTarget[]): TargetNamer {
  const nameOf = accountNamer(all);
  return (target) => `${nameOf(target)}, ${regionWords(target)}`;
}

/** The same for the account alone. */
export function accountNamer(all: readonly NamedTarget[]): TargetNamer {
  const ids = Map.groupBy(all, ({ accountName }) => accountName);
  const shared = new Set(
    [...ids].flatMap(([name, some]) => (some.some(({ account }) => account !== some[0]?.account) ? [name] : [])),
  );
  return (target) => {
    const { accountName } = target;
    if (accountName === undefined || accountName.trim() === '') return idWords(target);
    return shared.has(accountName) ? accountWords(target) : shortenMiddle(accountName, 60);
  };
}

function accountWords(target: NamedTarget): string {
  const id = idWords(target);
  return target.accountName === undefined ? id : `${shortenMiddle(target.accountName, 60)} (${id})`;
}

function idWords({ account }: NamedTarget): string {
  return account === 'unknown' ? 'unknown account' : account;
}

export function regionWords({ region }: NamedTarget): string {
  return region === '*' ? 'all regions' : region;
}

const mostTargets = 6;

/**
 * Where those are that a list does not name: "180 in data-production eu-west-1, 80 in …, 40 elsewhere". Counts the
 * exposed ones, or all where none is exposed. Undefined where nothing more is known.
 */
export function whereWords(group: FindingGroup): string | undefined {
  const { places = [], named } = group;
  const countOf = (counts: Counts) => (group.exposed > 0 ? counts.exposed : counts.total - (counts.accepted ?? 0));
  const said = new Set(named.map(targetKey));
  const others = places.filter((target) => countOf(target) > 0 && !said.has(targetKey(target)));
  const shown = others.slice(0, mostTargets);
  if (shown.length === 0) return undefined;
  const nameOf = accountNamer([...places, ...named]);
  const known = places.filter((target) => said.has(targetKey(target)) || shown.includes(target));
  const left = countOf(group) - known.reduce((sum, target) => sum + countOf(target), 0);
  return [
    ...shown.map((target) => `${numberWords(countOf(target))} in ${nameOf(target)} ${regionWords(target)}`),
    ...(left > 0 ? [`${numberWords(left)} elsewhere`] : []),
  ].join(', ');
}
