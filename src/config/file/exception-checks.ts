import { isDay } from '../../domain/exceptions/end-day.ts';
import { endProblem, latestDay } from '../../domain/exceptions/judge-exception.ts';
import { type Draft, entries, type Fields, type Finding, fields } from '../draft.ts';
import { accountId, didYouMean, durationMs, isTimezone, shown } from '../values.ts';

type Path = readonly PropertyKey[];

const scopeKeys = ['accounts', 'regions', 'name', 'kinds', 'tag'] as const;

function scopeCheck(entry: Fields, path: Path): Finding[] {
  if (['accounts', 'regions', 'name', 'tag'].some((key) => entry[key] !== undefined)) return [];
  return [{ path, message: 'would accept everything everywhere: name accounts, regions, a name or a tag' }];
}

/** Nobody remembers what a file was written about, so it says itself what would be worse. */
function limitCheck(entry: Fields, path: Path): Finding[] {
  if (entry.evenIfWorse === true) {
    if (entry.exposure === undefined) return [];
    return [{ path: [...path, 'exposure'], message: 'says nothing beside evenIfWorse: true: remove one of the two' }];
  }
  const missing = (key: string, what: string) =>
    entry[key] === undefined ? [{ path: [...path, key], message: `is missing: write ${what}` }] : [];
  const otherwise = 'or evenIfWorse: true, to accept also what grows worse';
  return [
    ...missing('kinds', `the kinds that are accepted, like [configuration], ${otherwise}`),
    ...missing('exposure', `the worst that is accepted (exposed, latent or unused), ${otherwise}`),
  ];
}

/** Why an account that is named here by its id or name is none; undefined: it may be one. */
function accountProblem(word: unknown, { accounts, organization }: Draft): string | undefined {
  const read = typeof word === 'number' ? accountId(word) : undefined;
  const text = read && 'id' in read ? read.id : word;
  if (typeof text !== 'string') return undefined;
  const listed = accounts.find(({ id, name }) => id === text || name?.toLowerCase() === text.toLowerCase());
  if (listed !== undefined && listed.id === undefined)
    return `${shown(text)} is an account without an id: write its id in "accounts", so that what is accepted there can be told`;
  if (listed !== undefined || (organization !== undefined && /^\d{12}$/.test(text))) return undefined;
  const isOwn = accounts.length === 0 || accounts.some(({ id }) => id === undefined);
  if (organization === undefined && isOwn && /^\d{12}$/.test(text)) return undefined;
  const words = accounts.flatMap(({ id, name }) => [name, id].filter((each) => each !== undefined));
  return `${shown(text)} is the id or name of no account that is listed.${didYouMean(text, words)}`;
}

/** Of an entry that names accounts. */
export function accountChecks(entry: Fields, path: Path, file: Draft): Finding[] {
  return (entries(entry.accounts) ?? []).flatMap((word, position) => {
    const message = accountProblem(word, file);
    return message === undefined ? [] : [{ path: [...path, 'accounts', position], message }];
  });
}

/** Of an entry that names tags of jobs: what no scan reads is known of nothing. */
export function tagChecks(entry: Fields, path: Path, { tags }: Draft): Finding[] {
  return Object.keys(fields(entry.tag) ?? {}).flatMap((key) => {
    if (tags.includes(key)) return [];
    const message = `is no key that is read: add ${shown(key)} to the list "tags".${didYouMean(key, tags)}`;
    return [{ path: [...path, 'tag', key], message }];
  });
}

/** What lies in the past is no problem: it accepts nothing any more, which is said elsewhere. */
function endCheck(entry: Fields, path: Path, section: Fields, now: number | undefined): Finding[] {
  const { until } = entry;
  if (now === undefined || typeof until !== 'string' || !isDay(until)) return [];
  const maximum = section.maximum === undefined ? 180 * 86_400_000 : durationMs(String(section.maximum));
  const timezone = section.timezone ?? 'UTC';
  if (maximum === undefined || typeof timezone !== 'string' || isTimezone(timezone) !== undefined) return [];
  const rules = { maximum, timezone };
  if (endProblem(until, rules, now) !== 'end-too-late') return [];
  const message = `is further ahead than exceptions.maximum allows: ${latestDay(rules, now)} at the latest, as of today`;
  return [{ path: [...path, 'until'], message }];
}

function sameScope(entry: Fields): string {
  return JSON.stringify(scopeKeys.map((key) => entry[key] ?? null));
}

/** What is accepted in the file, together with the rest of it. `now`: epoch milliseconds; absent: ends are not checked. */
export function exceptionChecks(file: Draft, now: number | undefined): Finding[] {
  const section = file.exceptions;
  const accepted = entries(section?.accepted);
  if (section === undefined || accepted === undefined) return [];
  const first = new Map<string, number>();
  return accepted.flatMap((each, index) => {
    const entry = fields(each);
    if (entry === undefined) return [];
    const path = ['exceptions', 'accepted', index];
    const before = first.get(sameScope(entry));
    if (before === undefined) first.set(sameScope(entry), index);
    const message = `is about the same as accepted[${before}]: keep one, and change its end in place`;
    return [
      ...scopeCheck(entry, path),
      ...limitCheck(entry, path),
      ...accountChecks(entry, path, file),
      ...tagChecks(entry, path, file),
      ...endCheck(entry, path, section, now),
      ...(before === undefined ? [] : [{ path, message }]),
    ];
  });
}
