import { idOf, type Schedule, type Scope } from '../../domain/fleet.ts';
import { type Target, targetKey } from '../../domain/model.ts';
import { dayMs } from '../../domain/retention.ts';
import { inScope } from '../../domain/scope.ts';
import { addByTarget, emptyGroup, type PartCounts, readFindingGroups } from '../audit/read-finding-group.ts';
import type { Watched } from '../audit/read-watched.ts';
import type { RecordedScan } from '../audit/record-scan.ts';
import { mostNamed } from '../audit/report.ts';
import type { FindingGroup, Overdue, TargetCounts } from '../messages/audit-messages.ts';
import type { FindingRow, FindingSpan, OwnedCounts, OwnerKey } from '../ports/finding-records.ts';
import type { Records } from '../ports/store.ts';

/** A channel with what it owns of a scope. */
export interface Owned {
  readonly channel: string;
  readonly ids: ReadonlySet<string>;
  /** True: findings are owned by name or tag, so that not all of its accounts' are its own, or others' are. */
  readonly divided?: true;
}

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

/** The channel to which findings of one owner in one account go beside the schedule's; undefined: to no other. */
type ChannelOf = (counts: Pick<OwnedCounts, 'account' | 'ownedBy'>) => string | undefined;

function channels({ accounts }: Scope, { channel: own }: Schedule): ChannelOf {
  const ofAccounts = new Map(accounts.map((account) => [idOf(account), account.owner?.channel]));
  return ({ account, ownedBy }) => {
    const channel = ownedBy === '' ? ofAccounts.get(account) : ownedBy === '-' ? undefined : ownedBy;
    return channel === own ? undefined : channel;
  };
}

/** Channels that own accounts of the scope, then those that own findings by name or tag. */
function ownersIn({ accounts }: Scope, counted: readonly OwnedCounts[], channelOf: ChannelOf): readonly Owned[] {
  const ids = Map.groupBy(accounts.map(idOf), (account) => channelOf({ account, ownedBy: '' }));
  const named = counted.filter(({ ownedBy }) => ownedBy !== '').flatMap((each) => channelOf(each) ?? []);
  const all = new Set([...ids.keys(), ...named.toSorted()]);
  return [...all].flatMap((channel): Owned[] => {
    if (channel === undefined) return [];
    const own = new Set(ids.get(channel));
    const divided = counted.some(
      (each) => each.ownedBy !== '' && (own.has(each.account) || channelOf(each) === channel),
    );
    return [{ channel, ids: own, ...(divided && { divided }) }];
  });
}

/** So long an exposed finding is open until it is raised. */
export const overdueMs = 30 * dayMs;
const mostOverdue = 5;

/** What is counted of each span, by target and owner. */
interface Counted {
  readonly fresh: readonly OwnedCounts[];
  readonly older: readonly OwnedCounts[];
  readonly resolved: readonly OwnedCounts[];
  readonly overdue: readonly OwnedCounts[];
  /** Only what was not scanned has open findings that nobody saw: of a fleet they are many to count. */
  readonly open: readonly OwnedCounts[];
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

/** The whole first, then each owner's. Everything is read once and divided: others wait for this transaction. */
export async function readParts(
  { records, schedule, scope, recorded }: PartsContext,
  watched: Watched,
  previousAt: number | null,
): Promise<readonly Part[]> {
  const isInScope = inScope(scope);
  const spans = spansOf(previousAt, recorded.at);
  const count = async (span: FindingSpan | undefined) => {
    if (span === undefined) return [];
    return (await records.findings.countByOwner(span)).filter((each) => isInScope(each) && watched.isScanned(each));
  };
  const isWhole = recorded.results.every(({ outcome }) => outcome === 'scanned');
  const counted: Counted = {
    fresh: await count(spans.fresh),
    older: await count(spans.older),
    resolved: await count(spans.resolved),
    overdue: await count(spans.overdue),
    open: isWhole ? [] : await count(spans.open),
  };
  const all = Object.values(counted).flat();
  const channelOf = channels(scope, schedule);
  const owners = ownersIn(scope, all, channelOf);
  const isDivided = all.some(({ ownedBy }) => ownedBy !== '');
  const divide = divider(owners, channelOf, isDivided);
  const ofOwners = isDivided && spans.older && { fresh: asOwned(spans.fresh), older: asOwned(spans.older) };
  const toOwners = ofOwners && { fresh: await count(ofOwners.fresh), older: await count(ofOwners.older) };
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
  return groups.map((group, index) => {
    const owned = owners[index - 1];
    const isOwn =
      owned === undefined
        ? () => true
        : concerns(
            owned,
            all.filter((each) => channelOf(each) === owned.channel),
          );
    return {
      ...group,
      ...(owned && { owned }),
      results: recorded.results.filter(isOwn),
      targets: targets.filter(isOwn),
      left: left.filter(({ account }) => owned === undefined || owned.ids.has(account)),
      open: open[index] ?? [],
      seenThere: seen.filter(isOwn),
      overdueIn: [],
      ...overdue[index],
    };
  });
}

/**
 * Where an owner has something: in its accounts, and in each account-region with findings of its own. That one of these
 * could not be scanned concerns it too, beside the account's owner: what it has there is as it was last seen.
 */
function concerns({ ids }: Owned, counts: readonly Target[]): (target: Target) => boolean {
  const targets = new Set(counts.map(targetKey));
  const accounts = new Set(counts.map(({ account }) => account));
  return (target) =>
    ids.has(target.account) ||
    targets.has(targetKey(target)) ||
    (target.region === '*' && accounts.has(target.account));
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
