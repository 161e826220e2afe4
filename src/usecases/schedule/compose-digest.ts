import { goneWhy } from '../../domain/audit/gone.ts';
import type { Schedule } from '../../domain/fleet.ts';
import { type Finding, type Target, targetKey } from '../../domain/model.ts';
import { isRemediable } from '../../domain/rules/index.ts';
import { lastGoodAt, reportNumbers } from '../audit/report.ts';
import { summarizeSeen } from '../audit/views.ts';
import type {
  CancelledScan,
  DigestMessage,
  DigestOwner,
  FindingGroup,
  OrganizationNotice,
  TargetCounts,
  TargetSummary,
  UnwatchedFindings,
} from '../messages/audit-messages.ts';
import type { TargetRow } from '../ports/scan-records.ts';
import type { SeenTarget } from '../running/fleet-result.ts';

export interface DigestInput {
  readonly schedule: Schedule;
  readonly slotAt: number;
  readonly finishedAt: number;
  readonly caughtUp: boolean;
  readonly previousAt: number | null;
  readonly results: readonly SeenTarget[];
  /** Recorded targets of the schedule's scope, after this scan. */
  readonly targets: readonly TargetRow[];
  /** Open findings of those targets, by target; of no interest where everything was scanned. */
  readonly open: readonly TargetCounts[];
  /** Of those, what was first seen since the previous digest, and what was seen before. */
  readonly fresh: FindingGroup;
  readonly older: FindingGroup;
  /** Resolved since the previous digest. */
  readonly resolved: FindingGroup;
  /** What this scan saw where the resolved ones that are named were. */
  readonly seenThere: readonly Finding[];
  readonly queryId: string;
  /** Whether this account's findings can be remediated. */
  readonly canRemediate: (account: string) => boolean;
  /** What it would have scanned, and is not watched any more. */
  readonly unwatched?: UnwatchedFindings;
  /** What is to be said about the AWS organization. */
  readonly organization?: OrganizationNotice;
  /** Somebody ended the scan before it had come to everything. */
  readonly cancelled?: CancelledScan;
  /** Where processes differ in it. */
  readonly configuration?: string;
  /** Of whose accounts it is; absent: of all. */
  readonly owner?: DigestOwner;
}

export function composeDigest(input: DigestInput): DigestMessage {
  const { schedule, previousAt, fresh, older } = input;
  const unknown = unknownTargets(input);
  const remediable = [...fresh.named, ...older.named].flatMap((finding) =>
    finding.id !== undefined && isRemediable(finding) && input.canRemediate(finding.account) ? finding.id : [],
  );
  return {
    kind: 'digest',
    schedule: schedule.name,
    slotAt: input.slotAt,
    finishedAt: input.finishedAt,
    previousAt,
    caughtUp: input.caughtUp,
    fresh,
    open: older,
    resolved: withGone(input),
    openUnverified: countUnverified(input, unknown),
    ...reportNumbers(input.results, unknown),
    queryId: input.queryId,
    ...(input.unwatched && { unwatched: input.unwatched }),
    ...(input.organization && { organization: input.organization }),
    ...(remediable.length > 0 && { remediable }),
    ...(input.cancelled && { cancelled: input.cancelled }),
    ...(input.configuration !== undefined && { configuration: input.configuration }),
    ...(input.owner && { owner: input.owner }),
  };
}

/** The few that are named, each with what became of it as this scan met it. */
function withGone({ resolved: group, results, seenThere }: DigestInput): FindingGroup {
  if (group.named.length === 0) return group;
  const wanted = new Set(group.named.map(targetKey));
  const seen = Map.groupBy(seenThere, targetKey);
  const byTarget = new Map(
    results.flatMap((result) => (wanted.has(targetKey(result)) ? [[targetKey(result), result] as const] : [])),
  );
  const named = group.named.map((finding) => {
    const result = byTarget.get(targetKey(finding));
    const gone = goneWhy(finding, result && { ...result, findings: seen.get(targetKey(finding)) ?? [] });
    return gone === undefined ? finding : { ...finding, gone };
  });
  return { ...group, named };
}

/** Targets that this scan could not look at, each with when it was last read to the end. */
function unknownTargets({ results, targets }: DigestInput): TargetSummary[] {
  const unknown = results.filter((result) => result.outcome === 'unknown');
  if (unknown.length === 0) return [];
  const goodAt = lastGoodAt(targets);
  return unknown.map((result) => summarizeSeen(result, goodAt(result)));
}

/** Open findings of what could not be scanned, without those that were seen all the same. */
function countUnverified({ results, open }: DigestInput, unknown: readonly TargetSummary[]): number {
  if (unknown.length === 0) return 0;
  const targets = new Set(unknown.map(targetKey));
  const accounts = new Set(unknown.flatMap(({ account, region }) => (region === '*' ? account : [])));
  const everything = unknown.some(({ account }) => account === 'unknown');
  const isUnverified = (target: Target) => everything || targets.has(targetKey(target)) || accounts.has(target.account);
  const all = open.filter(isUnverified).reduce((sum, { total }) => sum + total, 0);
  const known = new Set(open.map(targetKey));
  const seen = results.filter((result) => isUnverified(result) && known.has(targetKey(result)));
  return all - seen.reduce((sum, { found }) => sum + found.total, 0);
}
