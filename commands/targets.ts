import { GluewardenError } from '../src/domain/errors.ts';
import { type Account, accountWords, findAccount, regionWords, requireRegion } from '../src/domain/fleet.ts';
import { nearest } from '../src/domain/nearest.ts';
import type { Located, Location } from '../src/usecases/audit/locate-name.ts';
import { quoteWord } from './words.ts';

/** Choices that a person still reads. */
const mostPlaces = 8;

export interface CommandTargets {
  readonly account?: Account;
  readonly region?: string;
}

/**
 * Reads an account and a region, each at most once, in any order.
 * @throws {GluewardenError} `usage` with the word and the nearest of `others`, accounts and regions
 */
export function readTargets(
  words: readonly string[],
  accounts: readonly Account[],
  others: readonly string[] = [],
): CommandTargets {
  let targets: CommandTargets = {};
  for (const word of words) {
    const account = targets.account === undefined ? findAccount(accounts, word) : undefined;
    if (account) targets = { ...targets, account };
    else if (targets.region === undefined && regionWords(accounts).includes(word.toLowerCase()))
      targets = { ...targets, region: requireRegion(accounts, word) };
    else throw secondTarget(word, accounts) ?? unknownWord(word, accounts, others);
  }
  return targets;
}

/** A place that is known, after another of its kind. */
function secondTarget(word: string, accounts: readonly Account[]): GluewardenError | undefined {
  const isRegion = regionWords(accounts).includes(word.toLowerCase());
  if (!isRegion && findAccount(accounts, word) === undefined) return undefined;
  const kind = isRegion ? 'region' : 'account';
  return new GluewardenError('usage', `"${word}" is a second ${kind}: name one ${kind} at a time`);
}

/** A word that means nothing here: said as what it was most likely meant to be. */
function unknownWord(word: string, accounts: readonly Account[], others: readonly string[]): GluewardenError {
  const regions = regionWords(accounts);
  const names = accountWords(accounts);
  const suggestions = nearest(word, [...others, ...names, ...regions]);
  if (/^[a-z]{2}(-[a-z]+)+-?\d*$/i.test(word) && !suggestions.some((suggestion) => others.includes(suggestion)))
    return new GluewardenError('unknown-region', word, nearest(word, regions));
  if (/^\d{6,}$/.test(word)) return new GluewardenError('unknown-account', word, nearest(word, names));
  const also = others.length > 0 ? ', nor a word that this command knows' : '';
  return new GluewardenError('usage', `"${word}" is no account and no region${also}`, suggestions, word);
}

/**
 * The account of a command that names none: the only one.
 * @throws {GluewardenError} `account-needed`, with the command as it could be typed for some of them
 */
export function onlyAccount(accounts: readonly Account[], before: readonly string[], region?: string): Account {
  const [only] = accounts;
  if (only && accounts.length === 1) return only;
  const names = accounts.flatMap((account) => account.name ?? account.id ?? []);
  const whole = names
    .slice(0, 3)
    .map((name) => [...before, name, ...(region === undefined ? [] : [region])].map(quoteWord).join(' '));
  throw new GluewardenError('account-needed', names.join(', '), whole);
}

/**
 * The one place of a name that was given without its account or region; undefined: nothing like it is in the records.
 * `before`: the words that stand before the name.
 * @throws {GluewardenError} `ambiguous-name` or `unknown-name`, with the commands as they could be typed
 */
export function onlyPlace(location: Location, name: string, before: readonly string[] = []): Located | undefined {
  if ('found' in location) return location.found;
  const [code, places] =
    'several' in location
      ? (['ambiguous-name', location.several] as const)
      : (['unknown-name', location.none] as const);
  if (places.length === 0) return undefined;
  const whole = places
    .slice(0, mostPlaces)
    .map((place) =>
      [...before, place.name, place.account.name ?? place.account.id ?? '', place.region].map(quoteWord).join(' '),
    );
  throw new GluewardenError(code, name, whole, '');
}

/** An account for an example, as it must be typed: one that is configured, where one is. */
export function exampleAccount(accounts: readonly Account[]): string {
  const [first] = accounts;
  return quoteWord(first?.name ?? first?.id ?? '111122223333');
}
