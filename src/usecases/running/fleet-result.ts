import { judgedKinds } from '../../domain/audit/diff.ts';
import { isFixed } from '../../domain/fixed.ts';
import { type Exposure, type Finding, findingKey, type TargetResult } from '../../domain/model.ts';
import type { Counts } from '../messages/audit-messages.ts';

/** What a scan of a fleet says of one target. */
export interface FleetResult extends TargetResult {
  readonly accountName?: string;
  /** When the look began: what is recorded later can be older than what another scan saw. */
  readonly scannedAt?: number;
}

/** What is kept of a result once its findings are staged: a fleet has tens of thousands of them. */
export interface SeenTarget extends Omit<FleetResult, 'findings'> {
  /** Of the findings that were seen, each once. */
  readonly found: Counts;
  /** Those that are judged one by one when the scan is recorded. The others are published as they were staged. */
  readonly judged: readonly Finding[];
}

export function seenTarget({ findings, ...rest }: FleetResult): SeenTarget {
  const judged = findings.filter(
    ({ kind, referencesIncomplete }) => referencesIncomplete !== undefined || judgedKinds.includes(kind),
  );
  const each = new Map(findings.map((finding) => [findingKey(finding), finding]));
  return { ...rest, found: countByExposure([...each.values()]), judged };
}

export const noCounts: Counts = { total: 0, exposed: 0, latent: 0, unused: 0 };

export function countByExposure(
  findings: readonly { readonly exposure: Exposure; readonly fixedAt?: number }[],
): Counts {
  if (findings.length === 0) return noCounts;
  const counts = { total: findings.length, exposed: 0, latent: 0, unused: 0 };
  for (const finding of findings) counts[finding.exposure] += 1;
  const fixed = findings.filter(isFixed).length;
  return fixed > 0 ? { ...counts, fixed } : counts;
}
