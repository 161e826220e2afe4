import { isNewWeek, isPosted, quietEnd } from '../../domain/audit/posting.ts';
import { openEachDay } from '../../domain/audit/trend.ts';
import type { Schedule, Scope } from '../../domain/fleet.ts';
import type { Target } from '../../domain/model.ts';
import type { Organization } from '../../domain/organization/organization.ts';
import { dayMs, dayOf } from '../../domain/retention.ts';
import { inScope } from '../../domain/scope.ts';
import type { Fleet } from '../../domain/watch.ts';
import { emptyGroup, readFindingGroups } from '../audit/read-finding-group.ts';
import { leftOf, readWatched, type Watched } from '../audit/read-watched.ts';
import type { RecordedScan } from '../audit/record-scan.ts';
import { mostNamed } from '../audit/report.ts';
import type {
  DigestMessage,
  FindingGroup,
  OrganizationNotice,
  Overdue,
  TargetCounts,
} from '../messages/audit-messages.ts';
import { hasChanged, namedIn } from '../messages/digest-news.ts';
import type { FindingFilter } from '../messages/finding-messages.ts';
import { readOrganizationNotice } from '../organization/organization-notice.ts';
import type { FindingRow, FindingSpan } from '../ports/finding-records.ts';
import type { NewOutboxMessage } from '../ports/outbox-records.ts';
import type { Log, NewId } from '../ports/runtime.ts';
import type { Records } from '../ports/store.ts';
import { composeDigest } from './compose-digest.ts';
import { divideByOwner, type Owned, ownersIn, ownersOf } from './divide-by-owner.ts';
import { leftSince, withLeftSince } from './left-since.ts';
import { makeRowQueries, rowFilters } from './row-queries.ts';

export interface Slot {
  readonly dueAt: number;
  readonly caughtUp: boolean;
}

export interface WriteDigestDependencies {
  readonly newId: NewId;
  readonly log: Log;
  readonly processId: string;
  readonly schedules: readonly Schedule[];
  /** Absent: all accounts are listed by hand. */
  readonly organization?: Organization;
  /** Whether this account's findings can be remediated now. */
  readonly canRemediate: (account: string) => boolean;
  /** Whether their risk can be accepted. Absent: none can. */
  readonly canAccept?: (account: string) => boolean;
}

/** True for what a schedule could have scanned while it was watched: of accounts that left, if it takes all accounts. */
function wasScanned({ accounts, regions }: Schedule, scope: Scope): (target: Target) => boolean {
  const ids = new Set(scope.accounts.map(({ id }) => id));
  return (target) =>
    (accounts === undefined || ids.has(target.account)) && (regions === undefined || regions.includes(target.region));
}

export interface DigestContext {
  readonly records: Records;
  readonly schedule: Schedule;
  readonly slot: Slot;
  readonly scope: Scope;
  /** As the scan began: what joins or leaves meanwhile is the next one's. */
  readonly accounts: Fleet['accounts'];
  readonly recorded: RecordedScan;
  readonly configuration?: string;
}

/** Ends the slot, and writes the digest of all accounts and one for each channel that owns some. */
export async function writeDigests(
  dependencies: WriteDigestDependencies,
  context: DigestContext,
): Promise<readonly NewOutboxMessage[]> {
  const { newId, schedules, processId, log, organization } = dependencies;
  const { records, schedule, slot, scope, accounts, recorded } = context;
  const { at } = recorded;
  // Given away while this process was suspended: whoever has it now posts the digest. What was scanned is true all the same.
  if (!(await records.schedules.finish(schedule.name, slot.dueAt, processId, at))) {
    log.warn({ schedule: schedule.name }, 'another process took this slot over: no digest from here');
    return [];
  }
  const held = await records.digests.held(schedule.name);
  // What waits for the end of quiet hours was told to nobody: it is told again, with what came since.
  await records.digests.drop(held.map(({ id }) => id));
  const lastAt = (await records.schedules.get(schedule.name))?.lastDigestAt ?? null;
  const previousAt = held[0] === undefined ? lastAt : held[0].message.previousAt;
  const notice = organization && (await readOrganizationNotice(records, organization, accounts));
  const watched = await readWatched(records, { accounts, schedules });
  const parts = await readParts(context, watched, previousAt);
  const isNewlyLeft = await leftSince(records, watched, { previousAt, at });
  const trend = await readTrend(context, parts[0], previousAt);
  const digests = parts.map((part): WrittenDigest => {
    const queryId = newId();
    const told = {
      part,
      queryId,
      previousAt,
      isNewlyLeft,
      ...(notice && { notice }),
      ...(trend && !part.owned && { trend }),
    };
    const message = digestOf(dependencies, context, told);
    return { id: newId(), channel: part.owned?.channel ?? schedule.channel, message, part };
  });
  const posted = digests.filter(({ message }) => isWanted(schedule, message, at));
  const queries = posted.flatMap(({ part, message }) => [
    { id: message.queryId ?? '', filter: filterOf(part, scope) },
    ...rowFilters(message),
  ]);
  await records.queries.saveAll(queries, at);
  await records.digests.raise(
    posted.flatMap(({ part }) => part.overdueIn),
    at - overdueMs,
    at,
  );
  await records.schedules.setLastDigest(schedule.name, at);
  return postOrHold(records, schedule, posted, at);
}

interface WrittenDigest {
  readonly id: string;
  readonly channel: string;
  readonly message: DigestMessage;
  readonly part: Part;
}

function isWanted({ post, timezone }: Schedule, message: DigestMessage, at: number): boolean {
  const { previousAt } = message;
  return isPosted({ posting: post, changed: hasChanged(message), previousAt, at, timezone });
}

/** In quiet hours they wait for the end of those, where the next scan finds and replaces them. */
async function postOrHold(
  { digests }: Records,
  { name: schedule, quietHours }: Schedule,
  posted: readonly WrittenDigest[],
  at: number,
): Promise<readonly NewOutboxMessage[]> {
  const until = quietHours && quietEnd(at, quietHours);
  const rows = posted.map(({ id, channel, message }) => ({ id, channel, message, createdAt: at }));
  if (until !== undefined) {
    await digests.hold(rows.map((row) => ({ ...row, schedule, until })));
    return [];
  }
  await digests.name(
    rows.map(({ id, message }) => ({ id, named: namedIn(message) })),
    at,
  );
  return rows;
}

/** What one digest says. */
interface Part extends Groups {
  /** Whose accounts it is of; absent: of all. */
  readonly owned?: Owned;
  readonly results: RecordedScan['results'];
  readonly targets: Watched['rows'];
  readonly left: Watched['left'];
  /** Open findings of its targets, if something was not scanned. */
  readonly open: readonly TargetCounts[];
  /** What this scan saw where the resolved ones that are named were. */
  readonly seenThere: readonly FindingRow[];
  readonly overdue?: Overdue;
  /** Where those are. */
  readonly overdueIn: readonly Target[];
}

interface Groups {
  readonly fresh: FindingGroup;
  readonly older: FindingGroup;
  readonly resolved: FindingGroup;
}

/** The whole first, then each owner's. Everything is read once and divided: others wait for this transaction. */
async function readParts(
  context: DigestContext,
  watched: Watched,
  previousAt: number | null,
): Promise<readonly Part[]> {
  const { records, schedule, scope, recorded } = context;
  const owners = ownersIn(scope, schedule);
  const dividing = divideByOwner(owners);
  const isInScope = inScope(scope);
  const wasThere = wasScanned(schedule, scope);
  const count = async (span: FindingSpan) =>
    dividing((await records.findings.countByTarget(span)).filter((each) => isInScope(each) && watched.isScanned(each)));
  const groups = await readGroups(records, count, previousAt);
  const named = groups.flatMap(({ resolved }) => resolved.named);
  // What stays open though this scan did not see it is none, nor what only the records know to be reverted.
  const seen = (await records.findings.openIn(named)).filter((each) => {
    return each.lastSeenAt === recorded.at && each.kind !== 'reverted';
  });
  const isWhole = recorded.results.every(({ outcome }) => outcome === 'scanned');
  // Only what was not scanned has open findings that nobody saw: of a fleet they are many to count.
  const open = isWhole ? dividing<TargetCounts>([]) : await count({ state: 'open' });
  const results = dividing(recorded.results);
  const targets = dividing(watched.rows.filter(isInScope));
  const left = dividing(watched.left.filter(wasThere));
  const seenThere = dividing(seen);
  const overdue = await readOverdue(records, count, owners, recorded.at);
  return groups.map((group, index) => {
    const owned = owners[index - 1];
    return {
      ...group,
      ...(owned && { owned }),
      results: results[index] ?? [],
      targets: targets[index] ?? [],
      left: left[index] ?? [],
      open: open[index] ?? [],
      seenThere: seenThere[index] ?? [],
      overdueIn: [],
      ...overdue[index],
    };
  });
}

/** As many as a chart shows, and no more than people compare. */
const trendDays = 14;

/** Once a week, and of everything: the numbers of days are not told apart by schedule. */
async function readTrend(
  { records, schedule, recorded: { at } }: DigestContext,
  whole: Groups | undefined,
  previousAt: number | null,
): Promise<DigestMessage['trend']> {
  if (whole === undefined || previousAt === null || schedule.accounts || schedule.regions) return undefined;
  if (!isNewWeek(previousAt, at, schedule.timezone)) return undefined;
  const today = dayOf(at);
  const first = today - (trendDays - 1) * dayMs;
  return openEachDay(whole.fresh.total + whole.older.total, await records.digests.changes(first, today), first, today);
}

/** So long an exposed finding is open until it is raised. */
const overdueMs = 30 * dayMs;
const mostOverdue = 5;

/** To each owner theirs, and the rest to the schedule's channel: each is told once, to whom it concerns. */
async function readOverdue(
  { findings }: Records,
  count: Count,
  owners: readonly Owned[],
  at: number,
): Promise<readonly Pick<Part, 'overdue' | 'overdueIn'>[]> {
  const span = { state: 'open', before: at - overdueMs, unraised: true } as const;
  const owned = new Set(owners.flatMap(({ ids }) => [...ids]));
  const parts = (await count(span)).map((counts, index) => {
    const exposed = counts.filter((each) => each.exposed > 0 && (index > 0 || !owned.has(each.account)));
    return { counts: exposed, most: mostOverdue };
  });
  const groups = await readFindingGroups(findings, { span, named: ['exposed'] }, parts);
  return groups.map(({ exposed: total, named }, index) => {
    const overdueIn = parts[index]?.counts ?? [];
    return { overdueIn, ...(total > 0 && { overdue: { total, days: overdueMs / dayMs, named } }) };
  });
}

type Count = (span: FindingSpan) => Promise<readonly (readonly TargetCounts[])[]>;

async function readGroups(
  { findings }: Pick<Records, 'findings'>,
  count: Count,
  previousAt: number | null,
): Promise<readonly Groups[]> {
  const read = async (span: FindingSpan, most: () => number) => {
    const parts = (await count(span)).map((counts) => ({ counts, most: most() }));
    return readFindingGroups(findings, { span }, parts);
  };
  const all = () => mostNamed;
  const none = () => 0;
  if (previousAt === null) {
    const only = await read({ state: 'open' }, all);
    return only.map((fresh) => ({ fresh, older: emptyGroup, resolved: emptyGroup }));
  }
  const at = previousAt + 1;
  const fresh = await read({ state: 'open', since: at }, all);
  // What was told before is a number: the list has them.
  const older = await read({ state: 'open', before: at }, none);
  const resolved = await read({ state: 'resolved', since: at }, all);
  return fresh.map((group, index) => {
    return { fresh: group, older: older[index] ?? emptyGroup, resolved: resolved[index] ?? emptyGroup };
  });
}

function filterOf({ owned, targets }: Part, { regions }: Scope): FindingFilter {
  const accounts = owned ? [...owned.ids] : [...new Set(targets.map((row) => row.account))];
  return { ...(accounts.length > 0 && { accounts }), ...(regions && { regions }) };
}

interface Known {
  readonly part: Part;
  readonly queryId: string;
  readonly previousAt: number | null;
  readonly isNewlyLeft: (target: Target) => boolean;
  /** Owners of single accounts can do nothing about it. */
  readonly notice?: OrganizationNotice;
  readonly trend?: NonNullable<DigestMessage['trend']>;
}

function digestOf(
  { canRemediate, canAccept, newId }: WriteDigestDependencies,
  { schedule, slot, scope, recorded, configuration }: DigestContext,
  { part, queryId, previousAt, isNewlyLeft, notice, trend }: Known,
): DigestMessage {
  const { at, cancelled } = recorded;
  const { owned, left, overdueIn: _where, ...groups } = part;
  const unwatched = withLeftSince(
    leftOf(left, () => true),
    left,
    isNewlyLeft,
  );
  return composeDigest({
    ...groups,
    schedule,
    slotAt: slot.dueAt,
    finishedAt: at,
    caughtUp: slot.caughtUp,
    previousAt,
    queryId,
    rowQueries: makeRowQueries(part, newId),
    canRemediate,
    ...(canAccept && { canAccept }),
    ...(unwatched && { unwatched }),
    ...(notice && !owned && { organization: notice }),
    ...(trend && { trend }),
    ...(cancelled && { cancelled }),
    ...(configuration !== undefined && { configuration }),
    ...(!owned && { ownerOf: ownersOf(scope) }),
    ...(owned && { owner: { channel: owned.channel, accounts: owned.ids.size, otherwise: schedule.channel } }),
  });
}
