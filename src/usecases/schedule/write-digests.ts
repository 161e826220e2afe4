import { type Account, idOf, type Schedule, type Scope } from '../../domain/fleet.ts';
import type { Target } from '../../domain/model.ts';
import type { Organization } from '../../domain/organization/organization.ts';
import { inScope } from '../../domain/scope.ts';
import type { Fleet } from '../../domain/watch.ts';
import { emptyGroup, readFindingGroup } from '../audit/read-finding-group.ts';
import { leftOf, readWatched, type Watched } from '../audit/read-watched.ts';
import type { RecordedScan } from '../audit/record-scan.ts';
import { mostNamed } from '../audit/report.ts';
import type { DigestMessage, OrganizationNotice, TargetCounts } from '../messages/audit-messages.ts';
import { readOrganizationNotice } from '../organization/organization-notice.ts';
import type { NewOutboxMessage } from '../ports/outbox-records.ts';
import type { Log, NewId } from '../ports/runtime.ts';
import type { Records } from '../ports/store.ts';
import { composeDigest } from './compose-digest.ts';

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
  const previousAt = (await records.schedules.get(schedule.name))?.lastDigestAt ?? null;
  const notice = organization && (await readOrganizationNotice(records, organization, accounts));
  const known: Known = {
    previousAt,
    watched: await readWatched(records, { accounts, schedules }),
    counted: counting(records),
    ...(notice && { notice }),
  };
  const whole = await digestOf(dependencies, context, known);
  const messages = [{ id: newId(), channel: schedule.channel, message: whole, createdAt: at }];
  for (const [channel, owned] of ownersIn(scope, schedule)) {
    const message = await digestOf(dependencies, context, known, { channel, ids: new Set(owned.map(idOf)) });
    messages.push({ id: newId(), channel, message, createdAt: at });
  }
  await records.schedules.setLastDigest(schedule.name, at);
  return messages;
}

/** Channels that own accounts of a scope. That of the schedule has the whole digest already. */
function ownersIn({ accounts }: Scope, { channel: own }: Schedule): readonly (readonly [string, readonly Account[]])[] {
  const owned = accounts.filter(({ owner }) => owner?.channel !== undefined && owner.channel !== own);
  return [...Map.groupBy(owned, ({ owner }) => owner?.channel ?? own)];
}

interface Known {
  readonly previousAt: number | null;
  readonly watched: Watched;
  readonly counted: Counting;
  /** Owners of single accounts can do nothing about it. */
  readonly notice?: OrganizationNotice;
}

type Counting = Pick<Records['findings'], 'countByTarget' | 'firstIn'>;

/** The findings of a fleet are counted once for all digests of a scan, which are written in one transaction. */
function counting({ findings }: Records): Counting {
  const counts = new Map<string, ReturnType<Counting['countByTarget']>>();
  return {
    countByTarget(span) {
      const key = JSON.stringify(span);
      const counted = counts.get(key) ?? findings.countByTarget(span);
      counts.set(key, counted);
      return counted;
    },
    firstIn: (...asked) => findings.firstIn(...asked),
  };
}

interface Owned {
  readonly channel: string;
  readonly ids: ReadonlySet<string>;
}

/** @param owned whose accounts it is of; absent: of all */
async function digestOf(
  { newId, canRemediate }: WriteDigestDependencies,
  { records, schedule, slot, scope, recorded, configuration }: DigestContext,
  { previousAt, watched, counted, notice }: Known,
  owned?: Owned,
): Promise<DigestMessage> {
  const { at, cancelled } = recorded;
  const isTold = ({ account }: Pick<Target, 'account'>) => owned === undefined || owned.ids.has(account);
  const isInScope = inScope(scope);
  const results = recorded.results.filter(isTold);
  const targets = watched.rows.filter((row) => isInScope(row) && isTold(row));
  const wasThere = wasScanned(schedule, scope);
  const unwatched = leftOf(watched.left, (target) => wasThere(target) && isTold(target));
  const among = (target: Target) => isInScope(target) && isTold(target) && watched.isScanned(target);
  const groups = await readGroups(counted, previousAt, among);
  const openThere = await records.findings.openIn(groups.resolved.named);
  const queryId = newId();
  const accounts = owned ? [...owned.ids] : [...new Set(targets.map((row) => row.account))];
  await records.queries.save(
    queryId,
    { ...(accounts.length > 0 && { accounts }), ...(scope.regions && { regions: scope.regions }) },
    at,
  );
  return composeDigest({
    schedule,
    slotAt: slot.dueAt,
    finishedAt: at,
    caughtUp: slot.caughtUp,
    previousAt,
    results,
    targets,
    open: await openIfUnknown(counted, results, among),
    ...groups,
    // What stays open though this scan did not see it is none, nor what only the records know to be reverted.
    seenThere: openThere.filter(({ lastSeenAt, kind }) => lastSeenAt === at && kind !== 'reverted'),
    queryId,
    canRemediate,
    ...(unwatched && { unwatched }),
    ...(notice && !owned && { organization: notice }),
    ...(cancelled && { cancelled }),
    ...(configuration !== undefined && { configuration }),
    ...(owned && { owner: { channel: owned.channel, accounts: owned.ids.size, otherwise: schedule.channel } }),
  });
}

/** Only what was not scanned has open findings that nobody saw: of a fleet they are many to count. */
async function openIfUnknown(
  findings: Counting,
  results: RecordedScan['results'],
  among: (target: Target) => boolean,
): Promise<readonly TargetCounts[]> {
  if (results.every(({ outcome }) => outcome === 'scanned')) return [];
  return (await findings.countByTarget({ state: 'open' })).filter(among);
}

async function readGroups(findings: Counting, previousAt: number | null, among: (target: Target) => boolean) {
  const named = ['exposed'] as const;
  if (previousAt === null) {
    const fresh = await readFindingGroup(findings, { span: { state: 'open' }, among, most: mostNamed, named });
    return { fresh, older: emptyGroup, resolved: emptyGroup };
  }
  const at = previousAt + 1;
  const fresh = await readFindingGroup(findings, { span: { state: 'open', since: at }, among, most: mostNamed, named });
  const left = mostNamed - fresh.named.length;
  const older = await readFindingGroup(findings, { span: { state: 'open', before: at }, among, most: left, named });
  const resolved = await readFindingGroup(findings, { span: { state: 'resolved', since: at }, among, most: mostNamed });
  return { fresh, older, resolved };
}
