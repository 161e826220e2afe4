import { isNewWeek, isPosted, quietEnd } from '../../domain/audit/posting.ts';
import { openEachDay } from '../../domain/audit/trend.ts';
import { idOf, type Schedule, type Scope } from '../../domain/fleet.ts';
import type { Target } from '../../domain/model.ts';
import type { Organization } from '../../domain/organization/organization.ts';
import { dayMs, dayOf } from '../../domain/retention.ts';
import type { Fleet } from '../../domain/watch.ts';
import { leftOf, readWatched } from '../audit/read-watched.ts';
import type { RecordedScan } from '../audit/record-scan.ts';
import type { DigestMessage, DigestOwner, OrganizationNotice } from '../messages/audit-messages.ts';
import { hasChanged, namedIn } from '../messages/digest-news.ts';
import type { FindingFilter } from '../messages/finding-messages.ts';
import { readOrganizationNotice } from '../organization/organization-notice.ts';
import type { NewOutboxMessage } from '../ports/outbox-records.ts';
import type { Log, NewId } from '../ports/runtime.ts';
import type { Records } from '../ports/store.ts';
import { composeDigest } from './compose-digest.ts';
import type { Owned } from './digest-owners.ts';
import { countAll, type Groups, openIn, overdueMs, type Part, readParts } from './digest-parts.ts';
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
  const counted = await countAll(context, previousAt);
  const watched = await readWatched(records, { accounts, schedules }, openIn(counted));
  const parts = await readParts(context, { watched, counted, previousAt });
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
  const queries = posted.flatMap(({ part, message }) => {
    const filter = filterOf(part, scope);
    return [{ id: message.queryId ?? '', filter }, ...rowFilters(message, filter.owner)];
  });
  await records.queries.saveAll(queries, at);
  const raised = posted.flatMap(({ part }) => part.overdueIn);
  await records.digests.raise(raised, at - overdueMs, at);
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

function filterOf({ owned, targets }: Part, { regions }: Scope): FindingFilter {
  const isDivided = owned?.divided === true;
  const accounts = owned && !isDivided ? [...owned.ids] : [...new Set(targets.map((row) => row.account))];
  return {
    ...(isDivided && { owner: { channel: owned.channel, accounts: [...owned.ids] } }),
    ...(accounts.length > 0 && { accounts }),
    ...(regions && { regions }),
  };
}

/** For the schedule's channel: whose an account is. */
function ownersOf({ accounts }: Scope): (account: string) => string | undefined {
  const channels = new Map(accounts.map((account) => [idOf(account), account.owner?.channel]));
  return (account) => channels.get(account);
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
    ...(owned && { owner: ownerOfDigest(owned, schedule) }),
  });
}

function ownerOfDigest({ channel, ids, divided }: Owned, { channel: otherwise }: Schedule): DigestOwner {
  return { channel, accounts: ids.size, otherwise, ...(divided && { divided }) };
}
