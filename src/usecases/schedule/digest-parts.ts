import type { Schedule, Scope } from '../../domain/fleet.ts';
import type { Target } from '../../domain/model.ts';
import { dayMs } from '../../domain/retention.ts';
import { inScope } from '../../domain/scope.ts';
import { addByTarget, emptyGroup, type PartCounts, readFindingGroups } from '../audit/read-finding-group.ts';
import type { Watched } from '../audit/read-watched.ts';
import type { RecordedScan } from '../audit/record-scan.ts';
import { mostNamed } from '../audit/report.ts';
import { compare } from '../audit/views.ts';
import type { FindingGroup, Overdue, TargetCounts } from '../messages/audit-messages.ts';
import type { FindingRow, FindingSpan, OwnedCounts, OwnerKey } from '../ports/finding-records.ts';
import type { Records } from '../ports/store.ts';
import { type ChannelOf, channels, divideBy, type Owned, ownersConcerned, ownersIn } from './digest-owners.ts';

export interface Groups {
  readonly fresh: FindingGroup;
  readonly older: FindingGroup;
  readonly resolved: FindingGroup;
}

/** Where findings are that are raised; of one owner alone, where they are told apart. */
export type RaisedIn = Target & { readonly ownedBy?: OwnerKey };

/** What one digest says. */
export interface Part extends Groups {
  /** Whose it is; absent: of all. */
  readonly owned?: Owned;
  readonly results: RecordedScan['results'];
  readonly targets: Watched['rows'];
  readonly left: Watched['left'];
  /** Open findings of its targets that this scan did not see, if something was not scanned. */
  readonly open: readonly TargetCounts[];
  /** What this scan saw where the resolved ones that are named were. */
  readonly seenThere: readonly FindingRow[];
  readonly overdue?: Overdue;
  /** Where those are. */
  readonly overdueIn: readonly RaisedIn[];
}

export interface PartsContext {
  readonly records: Records;
  readonly schedule: Schedule;
  readonly scope: Scope;
  readonly recorded: RecordedScan;
}

/** True for what a schedule could have scanned while it was watched: of accounts that left, if it takes all accounts. */
function wasScanned({ accounts, regions }: Schedule, scope: Scope): (target: Target) => boolean {
  const ids = new Set(scope.accounts.map(({ id }) => id));
  return (target) =>
    (accounts === undefined || ids.has(target.account)) && (regions === undefined || regions.includes(target.region));
}

/** So long an exposed finding is open until it is raised. */
export const overdueMs = 30 * dayMs;
const mostOverdue = 5;

/** What is counted of each span, by target and owner. */
export interface Counted {
  readonly fresh: readonly OwnedCounts[];
  readonly older: readonly OwnedCounts[];
  readonly resolved: readonly OwnedCounts[];
  readonly overdue: readonly OwnedCounts[];
  /** Only what was not scanned has open findings that nobody saw: of a fleet they are many to count. */
  readonly open: readonly OwnedCounts[];
}

/** What was read before, of everything that is recorded. */
export interface Read {
  readonly watched: Watched;
  readonly counted: Counted;
  readonly previousAt: number | null;
}

/** What is news, as each owner knows it: what became its own since is news to it alone. Absent: as to everybody. */
type ToOwners = Pick<Counted, 'fresh' | 'older'>;

type Spans = Readonly<Record<'fresh' | 'older' | 'resolved' | 'overdue' | 'open', FindingSpan>>;

function spansOf(previousAt: number | null, at: number): Omit<Spans, 'older' | 'resolved'> & Partial<Spans> {
  const common = {
    open: { state: 'open', seenBefore: at },
    overdue: { state: 'open', before: at - overdueMs, unraised: true },
  } as const;
  if (previousAt === null) return { ...common, fresh: { state: 'open' } };
  const since = previousAt + 1;
  return {
    ...common,
    fresh: { state: 'open', since },
    older: { state: 'open', before: since },
    resolved: { state: 'resolved', since },
  };
}

/** Divides what there is of the whole and of each owner. Those of a target are counted together where nothing divides them. */
function divider(owners: readonly Owned[], channelOf: ChannelOf, isDivided: boolean) {
  const shown = (counts: readonly OwnedCounts[]): readonly PartCounts[] =>
    isDivided ? counts : counts.map(({ ownedBy: _all, ...each }) => each);
  return (counts: readonly OwnedCounts[]): readonly (readonly PartCounts[])[] => {
    const byChannel = Map.groupBy(counts, channelOf);
    return [addByTarget(shown(counts)), ...owners.map(({ channel }) => shown(byChannel.get(channel) ?? []))];
  };
}

/** Counts everything that is recorded, whether it is watched or not. */
export async function countAll(
  { records: { findings }, recorded }: Pick<PartsContext, 'records' | 'recorded'>,
  previousAt: number | null,
): Promise<Counted> {
  const spans = spansOf(previousAt, recorded.at);
  const count = async (span: FindingSpan | undefined) => (span === undefined ? [] : findings.countByOwner(span));
  const isWhole = recorded.results.every(({ outcome }) => outcome === 'scanned');
  return {
    fresh: await count(spans.fresh),
    older: await count(spans.older),
    resolved: await count(spans.resolved),
    overdue: await count(spans.overdue),
    open: isWhole ? [] : await count(spans.open),
  };
}

/** All that is open, by target. */
export function openIn({ fresh, older }: Pick<Counted, 'fresh' | 'older'>): readonly TargetCounts[] {
  return addByTarget([...fresh, ...older]).toSorted(byPlace);
}

const byPlace = (one: Target, other: Target) =>
  compare(one.account, other.account) || compare(one.region, other.region);

/** The whole first, then each owner's. Everything is read once and divided: others wait for this transaction. */
export async function readParts(
  { records, schedule, scope, recorded }: PartsContext,
  { watched, counted: recordedCounts, previousAt }: Read,
): Promise<readonly Part[]> {
  const isInScope = inScope(scope);
  const spans = spansOf(previousAt, recorded.at);
  const ours = (counts: readonly OwnedCounts[]) => counts.filter((each) => isInScope(each) && watched.isScanned(each));
  const counted: Counted = {
    fresh: ours(recordedCounts.fresh),
    older: ours(recordedCounts.older),
    resolved: ours(recordedCounts.resolved),
    overdue: ours(recordedCounts.overdue),
    open: ours(recordedCounts.open),
  };
  const all = Object.values(counted).flat();
  const channelOf = channels(scope, schedule);
  const owners = ownersIn(scope, all, channelOf);
  const isDivided = all.some(({ ownedBy }) => ownedBy !== '');
  const divide = divider(owners, channelOf, isDivided);
  const ofOwners = isDivided && spans.older && { fresh: asOwned(spans.fresh), older: asOwned(spans.older) };
  const toOwners = ofOwners && {
    fresh: ours(await records.findings.countByOwner(ofOwners.fresh)),
    older: ours(await records.findings.countByOwner(ofOwners.older)),
  };
  const groups = await readGroups(records, spans, { counted, ...(toOwners && { toOwners }), divide });
  const overdue = await readOverdue(records, spans.overdue, counted.overdue, { divide, channelOf, isDivided });
  const named = groups.flatMap(({ resolved }) => resolved.named);
  // What stays open though this scan did not see it is none, nor what only the records know to be reverted.
  const seen = (await records.findings.openIn(named)).filter((each) => {
    return each.lastSeenAt === recorded.at && each.kind !== 'reverted';
  });
  const open = divide(counted.open);
  const targets = watched.rows.filter(isInScope);
  const left = watched.left.filter(wasScanned(schedule, scope));
  const concerned = ownersConcerned(owners, all, channelOf);
  const results = divideBy(recorded.results, concerned);
  const rows = divideBy(targets, concerned);
  const seenThere = divideBy(seen, concerned);
  return groups.map((group, index) => {
    const owned = owners[index - 1];
    if (owned === undefined)
      return {
        ...group,
        ...{ results: recorded.results, targets, left, open: open[index] ?? [], seenThere: seen, overdueIn: [] },
        ...overdue[index],
      };
    return {
      ...group,
      owned,
      results: results.get(owned) ?? [],
      targets: rows.get(owned) ?? [],
      left: left.filter(({ account }) => owned.ids.has(account)),
      open: open[index] ?? [],
      seenThere: seenThere.get(owned) ?? [],
      overdueIn: [],
      ...overdue[index],
    };
  });
}

interface Dividing {
  readonly divide: ReturnType<typeof divider>;
  readonly channelOf: ChannelOf;
  readonly isDivided: boolean;
}

/** To each owner theirs, and the rest to the schedule's channel: each is told once, to whom it concerns. */
async function readOverdue(
  { findings }: Records,
  span: FindingSpan,
  counted: readonly OwnedCounts[],
  { divide, channelOf, isDivided }: Dividing,
): Promise<readonly Pick<Part, 'overdue' | 'overdueIn'>[]> {
  const exposed = counted.filter((each) => each.exposed > 0);
  const rest = exposed.filter((each) => channelOf(each) === undefined);
  const unowned: readonly PartCounts[] = isDivided ? rest : rest.map(({ ownedBy: _all, ...each }) => each);
  const [, ...owned] = divide(exposed);
  const parts = [unowned, ...owned].map((counts) => ({ counts, most: mostOverdue }));
  const groups = await readFindingGroups(findings, { span, named: ['exposed'] }, parts);
  return groups.map(({ exposed: total, named }, index) => {
    const overdueIn = parts[index]?.counts ?? [];
    return { overdueIn, ...(total > 0 && { overdue: { total, days: overdueMs / dayMs, named } }) };
  });
}

const asOwned = (span: FindingSpan): FindingSpan => ({ ...span, toOwner: true });

interface ToGroup extends Pick<Dividing, 'divide'> {
  readonly counted: Counted;
  readonly toOwners?: ToOwners;
}

async function readGroups(
  { findings }: Pick<Records, 'findings'>,
  spans: ReturnType<typeof spansOf>,
  { counted, toOwners, divide }: ToGroup,
): Promise<readonly Groups[]> {
  const read = async (name: 'fresh' | 'older' | 'resolved', most: number) => {
    const span = spans[name];
    if (span === undefined) return [];
    const parts = divide(counted[name]).map((counts) => ({ counts, most }));
    if (toOwners === undefined || name === 'resolved') return readFindingGroups(findings, { span }, parts);
    const own = divide(toOwners[name]).map((counts) => ({ counts, most }));
    const whole = await readFindingGroups(findings, { span }, parts.slice(0, 1));
    return [...whole, ...(await readFindingGroups(findings, { span: asOwned(span) }, own.slice(1)))];
  };
  const fresh = await read('fresh', mostNamed);
  // What was told before is a number: the list has them.
  const older = await read('older', 0);
  const resolved = await read('resolved', mostNamed);
  return fresh.map((group, index) => {
    return { fresh: group, older: older[index] ?? emptyGroup, resolved: resolved[index] ?? emptyGroup };
  });
}
