import { targetKey } from '../../../domain/model.ts';
import type { Counts, FindingGroup } from '../../../usecases/messages/audit-messages.ts';
import { numberWords } from '../../../usecases/words/explain.ts';
import { shortenMiddle } from './display-name.ts';

export interface Place {
  readonly account: string;
  readonly accountName?: string;
  readonly region: string;
}

/** Names a place within one message. */
export type PlaceNamer = (place: Place) => string;

/** A place in full: "data-production (111122223333), eu-west-1". */
export function placeWords(place: Place): string {
  return `${accountWords(place)}, ${regionWords(place)}`;
}

/** Names places by account name and region; the id is said where there is no name, or several accounts share it. */
export function placeNamer(all: readonly Place[]): PlaceNamer {
  const nameOf = accountNamer(all);
  return (place) => `${nameOf(place)}, ${regionWords(place)}`;
}

/** The same for the account alone. */
export function accountNamer(all: readonly Place[]): PlaceNamer {
  const ids = Map.groupBy(all, ({ accountName }) => accountName);
  const shared = new Set(
    [...ids].flatMap(([name, some]) => (some.some(({ account }) => account !== some[0]?.account) ? [name] : [])),
  );
  return (place) => {
    const { accountName } = place;
    if (accountName === undefined || accountName.trim() === '') return idWords(place);
    return shared.has(accountName) ? accountWords(place) : shortenMiddle(accountName, 60);
  };
}

function accountWords(place: Place): string {
  const id = idWords(place);
  return place.accountName === undefined ? id : `${shortenMiddle(place.accountName, 60)} (${id})`;
}

function idWords({ account }: Place): string {
  return account === 'unknown' ? 'unknown account' : account;
}

export function regionWords({ region }: Place): string {
  return region === '*' ? 'all regions' : region;
}

const mostPlaces = 6;

/**
 * Where those are that a list does not name: "180 in data-production eu-west-1, 80 in …, 40 elsewhere". Counts the
 * exposed ones, or all where none is exposed. Undefined where nothing more is known.
 */
export function whereWords(group: FindingGroup): string | undefined {
  const { places = [], named } = group;
  const countOf = (counts: Counts) => (group.exposed > 0 ? counts.exposed : counts.total);
  const said = new Set(named.map(targetKey));
  const others = places.filter((place) => countOf(place) > 0 && !said.has(targetKey(place)));
  const shown = others.slice(0, mostPlaces);
  if (shown.length === 0) return undefined;
  const nameOf = accountNamer([...places, ...named]);
  const known = places.filter((place) => said.has(targetKey(place)) || shown.includes(place));
  const left = countOf(group) - known.reduce((sum, place) => sum + countOf(place), 0);
  return [
    ...shown.map((place) => `${numberWords(countOf(place))} in ${nameOf(place)} ${regionWords(place)}`),
    ...(left > 0 ? [`${numberWords(left)} elsewhere`] : []),
  ].join(', ');
}
