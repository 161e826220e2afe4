import { judgedKinds } from '../../domain/audit/diff.ts';
import { isFixed } from '../../domain/fixed.ts';
import { type Finding, findingKey, type TargetResult } from '../../domain/model.ts';
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

/** What counts of a finding. */
export type Countable = Pick<Finding, 'exposure' | 'accepted'> & { readonly fixedAt?: number };

/** The numbers of findings, for every surface. What is accepted is counted as that alone. */
export function countByExposure(findings: readonly Countable[]): Counts {
  if (findings.length === 0) return noCounts;
  const open = findings.filter(({ accepted }) => accepted === undefined);
  const counts = { total: findings.length, exposed: 0, latent: 0, unused: 0 };
  for (const finding of open) counts[finding.exposure] += 1;
  const [fixed, accepted] = [open.filter(isFixed).length, findings.length - open.length];
  return { ...counts, ...(fixed > 0 && { fixed }), ...(accepted > 0 && { accepted }) };
}

/** The numbers of all of these together. */
export function addCounts(parts: readonly Counts[]): Counts {
  const sum = { total: 0, exposed: 0, latent: 0, unused: 0 };
  let [allFixed, allAccepted] = [0, 0];
  for (const { total, exposed, latent, unused, fixed = 0, accepted = 0 } of parts) {
    sum.total += total;
    sum.exposed += exposed;
    sum.latent += latent;
    sum.unused += unused;
    allFixed += fixed;
    allAccepted += accepted;
  }
  return { ...sum, ...(allFixed > 0 && { fixed: allFixed }), ...(allAccepted > 0 && { accepted: allAccepted }) };
}
