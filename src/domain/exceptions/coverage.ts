import {
  type Exposure,
  exposures,
  type Finding,
  type FindingIdentity,
  type FindingKind,
  findingKey,
} from '../model.ts';
import type { Coverage, Limits } from './exception.ts';

/** What is judged of a finding. */
export type Judged = FindingIdentity & Pick<Finding, 'exposure'>;

/** An exception is one row and one line of a list: so many findings may have a limit of their own. */
const mostLower = 500;

/** True for what is more exposed than the limit. */
export function isWorse(exposure: Exposure, limit: Exposure): boolean {
  return exposures.indexOf(exposure) < exposures.indexOf(limit);
}

function worstOf(findings: readonly Judged[]): Limits['kinds'] {
  const kinds: Partial<Record<FindingKind, Exposure>> = {};
  for (const { kind, exposure } of findings) {
    const limit = kinds[kind];
    if (limit === undefined || isWorse(exposure, limit)) kinds[kind] = exposure;
  }
  return kinds;
}

/**
 * What an exception that is made now covers: these findings as they are, and of their kinds none that is more exposed
 * than the worst of them. Undefined: so many are less exposed than others of their kind that no row would hold it.
 */
export function limitsOf(findings: readonly Judged[]): Limits | undefined {
  const kinds = worstOf(findings);
  const lower = findings.filter(({ kind, exposure }) => isWorse(kinds[kind] ?? exposure, exposure));
  if (lower.length > mostLower) return undefined;
  if (lower.length === 0) return { kinds };
  return { kinds, lower: Object.fromEntries(lower.map((finding) => [findingKey(finding), finding.exposure])) };
}

/** Whether the finding, as it is now, is not worse than what was accepted. */
export function covers(coverage: Coverage, finding: Judged): boolean {
  if (coverage === 'all') return true;
  const limit = coverage.lower?.[findingKey(finding)] ?? coverage.kinds[finding.kind];
  return limit !== undefined && !isWorse(finding.exposure, limit);
}
