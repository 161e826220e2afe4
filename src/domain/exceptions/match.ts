import { type Acceptance, type Finding, type FindingIdentity, findingKey } from '../model.ts';
import { covers, type Judged } from './coverage.ts';
import { type ExceptionScope, isExact, type RiskException, type SharedScope } from './exception.ts';
import { fitsPattern } from './glob.ts';
import { hasTags } from './has-tags.ts';

/** What the exceptions say of one finding. */
export interface Standing {
  /** Absent: it is accepted by none. */
  readonly accepted?: Acceptance;
  /** The id of one that reaches it now and does not cover it, because it is worse than what was accepted. */
  readonly outgrown?: string;
}

function isListed<T>(list: readonly T[] | undefined, value: T): boolean {
  return list === undefined || list.includes(value);
}

/** What a scope tells findings apart by. */
export type Reached = FindingIdentity & Pick<Finding, 'tags'>;

function isShared({ accounts, regions, name, kinds, tag }: SharedScope, finding: Reached): boolean {
  return (
    isListed(accounts, finding.account) &&
    isListed(regions, finding.region) &&
    isListed(kinds, finding.kind) &&
    (name === undefined || fitsPattern(name, finding.name)) &&
    (tag === undefined || hasTags(finding.tags, tag))
  );
}

/** Whether the finding is one of those that the scope is about, whatever the time and its exposure. */
export function reaches(scope: ExceptionScope, finding: Reached): boolean {
  return isExact(scope) ? findingKey(scope.finding) === findingKey(finding) : isShared(scope, finding);
}

/**
 * Of what covers the same finding one that ended holds for all that were made before its end: the stricter one counts.
 * A file does not say when its entries were made: one that ended holds for the others for as long as it stands there.
 */
function isBound({ from, since = Number.NEGATIVE_INFINITY }: RiskException, ended: readonly RiskException[]): boolean {
  return ended.some((other) => (from === 'file' && other.from === 'file') || since < other.until.at);
}

function strictest(exceptions: readonly RiskException[]): Acceptance | undefined {
  const [first, ...others] = exceptions.toSorted((a, b) => a.until.at - b.until.at || (a.id < b.id ? -1 : 1));
  if (first === undefined) return undefined;
  const { id, reason, owner, until, from } = first;
  const disagrees = others.some((other) => other.until.at !== until.at);
  return {
    id,
    reason,
    owner,
    until: until.day,
    endsAt: until.at,
    from,
    ...(disagrees && { disagrees }),
  };
}

/**
 * Says of each finding whether an exception covers it at an instant. Of several the earliest end holds, also after it: one
 * that was made before another's end lasts no longer than that. An unknown account-region is no finding, and nothing of
 * it can be accepted.
 */
export function judgeBy(exceptions: readonly RiskException[], now: number): (finding: Judged) => Standing {
  const begun = exceptions.filter(({ since }) => since === undefined || since <= now);
  const exact = Map.groupBy(
    begun.filter(({ scope }) => isExact(scope)),
    ({ scope }) => (isExact(scope) ? findingKey(scope.finding) : ''),
  );
  const shared = begun.filter(({ scope }) => !isExact(scope));
  return (finding) => {
    const own = exact.size === 0 ? [] : (exact.get(findingKey(finding)) ?? []);
    const reaching = [...own, ...shared.filter(({ scope }) => reaches(scope, finding))];
    if (reaching.length === 0) return {};
    const covering = reaching.filter((exception) => covers(exception.covers, finding));
    const ended = covering.filter(({ until }) => until.at <= now);
    const live = covering.filter((exception) => exception.until.at > now && !isBound(exception, ended));
    const accepted = strictest(live);
    if (accepted !== undefined) return { accepted };
    const outgrown = reaching.find((exception) => exception.until.at > now && !covering.includes(exception));
    return outgrown === undefined ? {} : { outgrown: outgrown.id };
  };
}
