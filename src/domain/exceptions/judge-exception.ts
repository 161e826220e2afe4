import type { Judged } from './coverage.ts';
import { allOf, limitsOf } from './coverage.ts';
import { dayIn, endOfDay } from './end-day.ts';
import type { Coverage, RiskException } from './exception.ts';
import { reaches } from './match.ts';
import { mostSaid } from './said.ts';

/** Why a risk cannot be accepted so. Stable codes; the words are in usecases/exceptions/exception-words.ts. */
export type ExceptionProblem =
  | 'reason-missing'
  /** Longer than what is shown whole to whoever decides. */
  | 'reason-too-long'
  | 'owner-missing'
  | 'owner-too-long'
  | 'end-missing'
  /** It is no day, like 2027-02-30. */
  | 'end-unreadable'
  | 'end-past'
  /** Later than the longest time that the configuration allows. */
  | 'end-too-late'
  /** No open finding is in its scope: the name is misspelt, or there is nothing to accept. */
  | 'reaches-nothing'
  /** Too many findings of different exposure for one exception. */
  | 'too-mixed';

/** How far ahead an end may lie. */
export interface EndRules {
  /** Milliseconds. */
  readonly maximum: number;
  /** IANA name. */
  readonly timezone: string;
}

export interface AskedException {
  readonly reason: string;
  readonly owner: string;
  /** As typed or picked; empty: none. */
  readonly until: string;
  readonly evenIfWorse: boolean;
  /** The open findings in its scope now. */
  readonly reached: readonly Judged[];
}

export interface Acceptable {
  readonly until: NonNullable<ReturnType<typeof endOfDay>>;
  readonly covers: Coverage;
}

/** The last day that an end may be on. */
export function latestDay({ maximum, timezone }: EndRules, now: number): string {
  return dayIn(timezone, now + maximum);
}

/** What is wrong with a last day, or nothing. */
export function endProblem(day: string, rules: EndRules, now: number): ExceptionProblem | undefined {
  if (day.trim() === '') return 'end-missing';
  const end = endOfDay(day, rules.timezone);
  if (end === undefined) return 'end-unreadable';
  if (end.at <= now) return 'end-past';
  return day > latestDay(rules, now) ? 'end-too-late' : undefined;
}

/** Everything that is wrong at once, so that a form can say it at each field; or what it would cover, until when. */
export function judgeException(
  { reason, owner, until, evenIfWorse, reached }: AskedException,
  rules: EndRules,
  now: number,
): { readonly problems: readonly ExceptionProblem[] } | Acceptable {
  const limits = evenIfWorse ? allOf(reached) : limitsOf(reached);
  const end = endOfDay(until, rules.timezone);
  const late = endProblem(until, rules, now);
  const problems: ExceptionProblem[] = [
    ...(reason.trim() === '' ? (['reason-missing'] as const) : []),
    ...(reason.trim().length > mostSaid.reason ? (['reason-too-long'] as const) : []),
    ...(owner.trim() === '' ? (['owner-missing'] as const) : []),
    ...(owner.trim().length > mostSaid.owner ? (['owner-too-long'] as const) : []),
    ...(late === undefined ? [] : [late]),
    ...(reached.length === 0 ? (['reaches-nothing'] as const) : []),
    ...(limits === undefined ? (['too-mixed'] as const) : []),
  ];
  if (problems.length > 0 || end === undefined || limits === undefined) return { problems };
  return { until: end, covers: limits };
}

/** Those that hold now and cover one of these findings already: the earliest end of all will count. */
export function overlapping(
  reached: readonly Judged[],
  exceptions: readonly RiskException[],
  now: number,
): readonly RiskException[] {
  return exceptions.filter(({ scope, until }) => until.at > now && reached.some((finding) => reaches(scope, finding)));
}
