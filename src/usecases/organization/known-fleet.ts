import { CloudError } from '../../domain/errors.ts';
import { type Account, accountLabel } from '../../domain/fleet.ts';
import type { CallError } from '../../domain/model.ts';
import { joinFleet } from '../../domain/organization/join-fleet.ts';
import type { Member, OrganizationListing } from '../../domain/organization/members.ts';
import { listingFilters, type Organization } from '../../domain/organization/organization.ts';
import { ownerOf } from '../../domain/organization/owner.ts';
import { auditEntry, itself } from '../audit-entry.ts';
import type { OrganizationReader } from '../ports/cloud.ts';
import type { KnownOrganization } from '../ports/records/organization-records.ts';
import type { Clock, Log, NewId } from '../ports/runtime.ts';
import type { Store } from '../ports/store.ts';
import { listWords } from '../words/words.ts';
import { announceMembers, mostNamed } from './announce-members.ts';
import { lackingRoles, type RoleProbe } from './lacking-roles.ts';

export interface KnownFleetDependencies<T extends Account> {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  /** Whose filters say who is a member: what was listed with others is not known here. */
  readonly organization: Organization;
  readonly reader: OrganizationReader;
  /** Says what the roles of a new account lack. */
  readonly probe: RoleProbe;
  /** Where they are tried when the regions are `enabled`. */
  readonly homeRegion: string;
  readonly byHand: readonly T[];
  /** Watched also where they are no members. */
  readonly named?: readonly T[];
  /** The account of a member, without a name where it cannot be typed. */
  readonly make: (member: Omit<Member, 'name'> & { readonly name?: string }) => T;
  readonly isUsableName: (name: string) => boolean;
  /** What makes the roles of an account that lacks them, to paste. */
  readonly roleCommands: readonly string[];
  /** Where new accounts are announced. Absent: in the log alone. */
  readonly channel?: string;
  /** Told when something waits to be delivered. */
  readonly onAnnounced?: () => void;
  /** Told when the members are others than before: other processes take them at once. */
  readonly onChanged?: () => void;
}

export interface KnownFleet<T extends Account> {
  /** What is known now. The list is replaced, never changed: whoever took it has one fleet to the end. */
  readonly accounts: readonly T[];
  /** Takes what was listed last, in this process or another. */
  load(): Promise<void>;
  /** The same, before something is decided about an account: no more often than every few seconds. */
  newest(): Promise<void>;
  /**
   * Whether what is known of an account may decide about a change there. Where it is old, the organization is listed
   * again, which is waited for a short time: false until that ended where it is older than two hours, and when it has
   * failed for a day.
   */
  mayDecide(account: string): Promise<boolean>;
  /** Lists when that was not done for a while, and waits a bounded time for it. Never rejects. */
  refresh(): Promise<void>;
  /** Ends a listing that goes on, which says nothing of the organization, and begins none any more. */
  stop(): void;
}

const freshMs = 5 * 60_000;
/** A listing that failed is tried again after this, by whoever asks. */
const againMs = 60_000;
/** A scan waits no longer for it, and goes on with what is known. */
const waitMs = 60_000;
/**
 * Of a listing without an answer: one that hangs must not block the next. How long all of it takes has no limit, since the
 * tags of thousands of accounts are thousands of requests, one after the other.
 */
const silentMs = 5 * 60_000;
/** How old a listing may be where a change is decided; while the next one goes on; and where that has just failed. */
const recentMs = 15 * 60_000;
const ongoingMs = 2 * 3_600_000;
const oldestMs = 24 * 3_600_000;
/** People wait for an answer, and other executions: a decision is tried again later. */
const decideWaitMs = 10_000;
/** How old what another process listed may be where it decides: a change in AWS, an approval. */
const newestMs = 5_000;

/** The accounts listed by hand, joined with those of the organization as they were listed completely the last time. */
export function createKnownFleet<T extends Account>(dependencies: KnownFleetDependencies<T>): KnownFleet<T> {
  const { store, clock, log, byHand, named = [], make, isUsableName, organization } = dependencies;
  const filters = listingFilters(organization);
  const excluded = new Set(organization.excludedAccounts);
  let accounts = joinFleet(byHand, [], make, isUsableName, named);
  let listedAt: number | undefined;
  let reads = 0;
  let latestRead = 0;
  let loadedAt = Number.NEGATIVE_INFINITY;
  let listing: Promise<void> | undefined;
  let waitedFor: Promise<void> | undefined;
  let ending = new AbortController();
  let isStopped = false;

  /** A clock that ran ahead dates a listing later than the next one: what was read last counts, not what is dated last. */
  async function take(): Promise<KnownOrganization> {
    reads += 1;
    const read = reads;
    const known = await store.organization.get(filters);
    const { listed } = known;
    if (read < latestRead || listed === undefined) return known;
    latestRead = read;
    if (listed.at === listedAt) return known;
    listedAt = listed.at;
    const members = listed.listing.members.filter(({ id }) => !excluded.has(id));
    accounts = Object.freeze(joinFleet(byHand, members, make, isUsableName, named));
    return known;
  }

  async function list(): Promise<void> {
    const at = clock.now();
    const known = await take();
    if (isWithin(freshMs, known.listed, at) && known.failing === undefined) return;
    if (isWithin(againMs, known.failing, at)) return;
    const before = new Set(known.listed?.listing.members.map(({ id }) => id));
    const own = new AbortController();
    ending = own;
    let answeredAt = clock.monotonic();
    async function endSilent(): Promise<void> {
      for (let left = silentMs; left > 0; left = silentMs - (clock.monotonic() - answeredAt))
        await clock.sleep(left, own.signal);
      own.abort(new DOMException('no answer for too long', 'TimeoutError'));
    }
    const timer = endSilent().catch(() => undefined);
    const onAnswer = () => {
      answeredAt = clock.monotonic();
    };
    try {
      const found = await dependencies.reader.list(before, own.signal, onAnswer);
      if (!isStopped) await keep({ ...dependencies, isStopped: () => isStopped }, filters, found, at);
      if (!isStopped) await take();
    } catch (error) {
      if (isStopped) return;
      if (!(error instanceof CloudError)) throw error;
      const { call, code, message } = error;
      const failed: CallError = { call, error: code, message };
      log.warn({ call, code, message }, 'the organization could not be listed: what was listed last stays');
      await store.organization.fail(filters, failed, clock.now(), at);
    } finally {
      own.abort();
      await timer;
    }
  }

  async function refresh(atMostMs: number): Promise<void> {
    if (isStopped) return;
    listing ??= list()
      .catch((error: unknown) => log.error({ err: error }, 'the listing of the organization could not be kept'))
      .finally(() => {
        listing = undefined;
      });
    const enough = new AbortController();
    const waited = clock.sleep(atMostMs, enough.signal).catch(() => undefined);
    await Promise.race([listing, waited]);
    enough.abort();
  }

  return {
    get accounts() {
      return accounts;
    },
    load: async () => void (await take()),
    async newest() {
      const at = clock.monotonic();
      if (at - loadedAt < newestMs) return;
      await take();
      loadedAt = at;
    },
    async mayDecide(account) {
      if (byHand.some(({ id }) => id === account)) return true;
      const isCertain = async () => {
        const { listed, failing } = await take();
        const now = clock.now();
        if (isWithin(recentMs, listed, now)) return true;
        if (listing !== undefined && isWithin(ongoingMs, listed, now)) return true;
        return isWithin(oldestMs, listed, now) && isWithin(recentMs, failing, now);
      };
      if (await isCertain()) return true;
      // Each of many decisions would wait for the same one.
      if (listing === undefined || listing !== waitedFor) {
        const refreshed = refresh(decideWaitMs);
        waitedFor = listing;
        await refreshed;
      }
      return isCertain();
    },
    refresh: () => refresh(waitMs),
    stop() {
      isStopped = true;
      ending.abort();
    },
  };
}

/** Keeps a complete listing, and what is to be said about it, in one transaction: it is said once. */
async function keep<T extends Account>(
  dependencies: KnownFleetDependencies<T> & { readonly isStopped: () => boolean },
  filters: string,
  found: OrganizationListing,
  at: number,
): Promise<void> {
  const { store, clock, log, newId, byHand, channel, onAnnounced, onChanged, roleCommands } = dependencies;
  const listedByHand = new Set(byHand.map(({ id }) => id));
  const watched = ({ members }: OrganizationListing) => members.filter(({ id }) => !listedByHand.has(id));
  const known = (await store.organization.get(filters)).listed?.listing;
  const fresh = known === undefined ? [] : missingIn(known, watched(found)).slice(0, mostNamed);
  const accounts = fresh.map(({ id, partition }) => ({ ...dependencies.make({ id, partition }), id }));
  const tried = await lackingRoles(dependencies.probe, accounts, dependencies.homeRegion);
  // The store may be closed by now.
  if (dependencies.isStopped()) return;
  const remediation = accounts.some(({ remediationRoleArn }) => remediationRoleArn !== undefined);
  const triedIds = new Set(accounts.map(({ id }) => id));
  const outcome = await store.transaction(async ({ organization, outbox, ...records }) => {
    const { listed } = await organization.get(filters);
    // Another process has listed since.
    if (listed !== undefined && listed.at > at && listed.at <= clock.now()) return 'as before';
    await organization.save(filters, found, at);
    if (listed === undefined) return 'changed';
    const moved = ownersChanged(listed.listing, watched(found));
    for (const { id, detail } of moved) {
      const entry = { actor: itself, action: 'owner.changed', subject: id, detail };
      await records.remediation.audit(auditEntry(dependencies, entry));
    }
    if (moved.length > 0) log.warn({ accounts: moved }, 'tags of the organization name other owners');
    const joined = missingIn(listed.listing, watched(found));
    const left = missingIn(found, watched(listed.listing));
    if (joined.length + left.length === 0) return moved.length > 0 ? 'changed' : 'as before';
    log.info({ joined: joined.map(({ id }) => id), left: left.map(({ id }) => id) }, 'the organization has changed');
    const leftIds = new Set(left.map(({ id }) => id));
    const stranded = (await records.remediation.openRequests()).filter(({ account }) => leftIds.has(account)).length;
    const unusable = new Set(found.inactive.map(({ id }) => id));
    const areUntried = joined.some(({ id }) => !triedIds.has(id));
    const roles = { ...tried, areUntried, remediation, roleCommands };
    const message = announceMembers({ joined, left, unusable, ...roles, stranded });
    const next = [message.next, ...stillNamed(left, dependencies.named)].join(' ');
    const said = { ...message, next };
    if (channel !== undefined) await outbox.add([{ id: newId(), channel, message: said, createdAt: clock.now() }]);
    return 'announced';
  });
  if (outcome === 'announced') onAnnounced?.();
  if (outcome !== 'as before') onChanged?.();
}

const mostStillNamed = 5;

/** Whoever left and is named by a schedule is scanned there all the same. */
function stillNamed(left: readonly Member[], named: readonly Account[] = []): readonly string[] {
  const ids = new Set(named.map(({ id }) => id));
  const those = left.filter(({ id }) => ids.has(id));
  if (those.length === 0) return [];
  const labels = those.slice(0, mostStillNamed).map(accountLabel);
  const rest = those.length - labels.length;
  const who = listWords(rest > 0 ? [...labels, `${rest} more`] : labels);
  return [`A schedule still names ${who}: what it names is scanned there, and never changed.`];
}

/** What is dated later than now was dated by a clock that ran ahead: how old it is nobody knows. */
function isWithin(ms: number, it: { readonly at: number } | undefined, now: number): boolean {
  return it !== undefined && it.at <= now && now - it.at < ms;
}

/** Whose tags name another owner than they did: who may approve there, and who is told, follows from it. */
function ownersChanged({ members }: OrganizationListing, found: readonly Member[]) {
  const before = new Map(members.map(({ id, ownerTags = {} }) => [id, ownerOf(ownerTags)]));
  return found.flatMap(({ id, ownerTags = {} }) => {
    const [was, is] = [before.get(id), ownerOf(ownerTags)];
    if (!before.has(id) || (was?.channel === is?.channel && was?.usergroup === is?.usergroup)) return [];
    const detail = {
      ...(was?.channel !== undefined && { channelBefore: was.channel }),
      ...(was?.usergroup !== undefined && { usergroupBefore: was.usergroup }),
      ...is,
    };
    return [{ id, detail }];
  });
}

function missingIn({ members }: OrganizationListing, from: readonly Member[]): readonly Member[] {
  const ids = new Set(members.map(({ id }) => id));
  return from.filter(({ id }) => !ids.has(id));
}
