import {
  type Exposure,
  exposures,
  type Finding,
  type FindingIdentity,
  type FindingKind,
  findingKey,
} from '../model.ts';
import { type Coverage, firstRule, type Limits } from './exception.ts';

/** What is judged of a finding. */
export type Judged = FindingIdentity & Pick<Finding, 'exposure' | 'tags'>;

/** An exception is one row and one line of a list: so many findings may have a limit of their own. */
const mostLower = 500;

/** True for what is more exposed than the limit. */
export function isWorse(exposure: Exposure, limit: Exposure): boolean {
  return exposures.indexOf(exposure) < exposures.indexOf(limit);
}

function worstOf(findings: readonly Judged[]): Map<string, Partial<Record<FindingKind, Exposure>>> {
  const rules = new Map<string, Partial<Record<FindingKind, Exposure>>>([[firstRule, {}]]);
  for (const { rule, kind, exposure } of findings) {
    const kinds = rules.get(rule) ?? {};
    const limit = kinds[kind];
    if (limit === undefined || isWorse(exposure, limit)) kinds[kind] = exposure;
    rules.set(rule, kinds);
  }
  return rules;
}

/**
 * What an exception that is made now covers: these findings as they are, and of their kinds none that is more exposed
 * than the worst of them; of a rule that none of them is of, nothing. Undefined: so many are less exposed than others of
 * their kind that no row would hold it.
 */
export function limitsOf(findings: readonly Judged[]): Limits | undefined {
  const rules = worstOf(findings);
  const lower = findings.filter(({ rule, kind, exposure }) => isWorse(rules.get(rule)?.[kind] ?? exposure, exposure));
  if (lower.length > mostLower) return undefined;
  const { [firstRule]: kinds = {}, ...others } = Object.fromEntries(rules);
  return {
    kinds,
    ...(Object.keys(others).length > 0 && { others }),
    ...(lower.length > 0 && {
      lower: Object.fromEntries(lower.map((finding) => [findingKey(finding), finding.exposure])),
    }),
  };
}

/** The same, whatever they become, because it says so. */
export function allOf(findings: readonly Judged[]): Coverage {
  const rules = [...new Set(findings.map(({ rule }) => rule))];
  return rules.every((rule) => rule === firstRule) ? 'all' : { all: rules };
}

/** True for what covers also what grows worse. */
export function isAll(coverage: Coverage): coverage is Exclude<Coverage, Limits> {
  return coverage === 'all' || 'all' in coverage;
}

/** Whether the finding, as it is now, is not worse than what was accepted. */
export function covers(coverage: Coverage, finding: Judged): boolean {
  const { rule, kind, exposure } = finding;
  if (isAll(coverage)) return coverage === 'all' ? rule === firstRule : coverage.all.includes(rule);
  const kinds = rule === firstRule ? coverage.kinds : coverage.others?.[rule];
  const limit = coverage.lower?.[findingKey(finding)] ?? kinds?.[kind];
  return limit !== undefined && !isWorse(exposure, limit);
}
