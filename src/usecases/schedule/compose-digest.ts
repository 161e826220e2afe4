import { smallest } from '../../domain/audit/extremes.ts';
import { goneWhy } from '../../domain/audit/gone.ts';
import { isUnknownNews } from '../../domain/audit/unknown-news.ts';
import { type Schedule, unknownAccount } from '../../domain/fleet.ts';
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
  Overdue,
  StillUnknown,
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
  /** Open findings of those targets that this scan did not see, by target; of no interest where everything was scanned. */
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
  /** Whether their risk can be accepted. Absent: none can. */
  readonly canAccept?: (account: string) => boolean;
  /** See the message. */
  readonly rowQueries?: Readonly<Record<string, string>>;
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
  /** Exposed findings that are open for long and were never raised. */
  readonly overdue?: Overdue;
  /** See the message. */
  readonly trend?: DigestMessage['trend'];
  /** The channel that owns an account; absent: none is to be said. */
  readonly ownerOf?: (account: string) => string | undefined;
}

export function composeDigest(input: DigestInput): DigestMessage {
  const { schedule, previousAt, fresh, older, overdue } = input;
  const unknown = unknownTargets(input);
  const { news = [], known = [] } = Object.groupBy(unknown, ({ since }) =>
    isUnknownNews(since, previousAt, input.finishedAt) ? 'news' : 'known',
  );
  const named = [...fresh.named, ...(overdue?.named ?? [])];
  const remediable = named.flatMap((finding) =>
    finding.id !== undefined && isRemediable(finding) && input.canRemediate(finding.account) ? finding.id : [],
  );
  const acceptable = named.flatMap((finding) => (isOnlyAcceptable(input, finding) ? (finding.id ?? []) : []));
  const owners = ownersOf(named, input);
  const seenAgain = countSeenAgain(input);
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
    ...reportNumbers(
      input.results,
      news.map(({ target }) => target),
    ),
    ...stillUnknownOf(known),
    ...(seenAgain > 0 && { seenAgain }),
    queryId: input.queryId,
    ...(input.unwatched && { unwatched: input.unwatched }),
    ...(input.organization && { organization: input.organization }),
    ...(remediable.length > 0 && { remediable }),
    ...(acceptable.length > 0 && { acceptable }),
    ...(input.rowQueries && Object.keys(input.rowQueries).length > 0 && { rowQueries: input.rowQueries }),
    ...(input.cancelled && { cancelled: input.cancelled }),
    ...(input.configuration !== undefined && { configuration: input.configuration }),
    ...(input.owner && { owner: input.owner }),
    ...(overdue && { overdue }),
    ...(input.trend && { trend: input.trend }),
    ...(Object.keys(owners).length > 0 && { owners }),
  };
}

/** Where an account can be changed, nobody is offered to leave a finding as it is before it was shown. */
function isOnlyAcceptable({ canRemediate, canAccept }: DigestInput, { account, accepted }: Finding): boolean {
  return accepted === undefined && !canRemediate(account) && canAccept?.(account) === true;
}

function ownersOf(named: readonly Finding[], { ownerOf }: DigestInput): Record<string, string> {
  const accounts = new Set(named.map(({ account }) => account));
  return Object.fromEntries(
    [...accounts].flatMap((account) => {
      const channel = ownerOf?.(account);
      return channel === undefined ? [] : [[account, channel]];
    }),
  );
}

function countSeenAgain({ targets, previousAt }: DigestInput): number {
  if (previousAt === null) return 0;
  return targets.filter(({ outcome, seenAgainAt = 0 }) => outcome === 'scanned' && seenAgainAt > previousAt).length;
}

interface UnknownSince {
  readonly target: TargetSummary;
  readonly since: number;
}

/** What an earlier digest named is a number with an age. */
function stillUnknownOf(known: readonly UnknownSince[]): { readonly stillUnknown?: StillUnknown } {
  if (known.length === 0) return {};
  return { stillUnknown: { targets: known.length, oldestSince: smallest(known.map(({ since }) => since)) } };
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

/** Targets that this scan could not read, each with when it was last read to the end, and since when it cannot be. */
function unknownTargets({ results, targets, finishedAt }: DigestInput): UnknownSince[] {
  const unknown = results.filter((result) => result.outcome === 'unknown');
  if (unknown.length === 0) return [];
  // Of a fleet these few are all that is asked for; what is of no known account is compared with everything.
  const accounts = new Set(unknown.map(({ account }) => account));
  const rows = accounts.has(unknownAccount) ? targets : targets.filter(({ account }) => accounts.has(account));
  const goodAt = lastGoodAt(rows);
  const since = new Map(rows.map((row) => [targetKey(row), row.unknownSince]));
  return unknown.map((result) => {
    return { target: summarizeSeen(result, goodAt(result)), since: since.get(targetKey(result)) ?? finishedAt };
  });
}

/** Open findings of what could not be scanned, which this scan did not see there all the same. */
function countUnverified({ open }: DigestInput, all: readonly UnknownSince[]): number {
  if (all.length === 0) return 0;
  const unknown = all.map(({ target }) => target);
  const targets = new Set(unknown.map(targetKey));
  const accounts = new Set(unknown.flatMap(({ account, region }) => (region === '*' ? account : [])));
  const everything = unknown.some(({ account }) => account === unknownAccount);
  const isUnverified = (target: Target) => everything || targets.has(targetKey(target)) || accounts.has(target.account);
  return open.filter(isUnverified).reduce((sum, { total }) => sum + total, 0);
}
