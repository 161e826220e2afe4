import { CloudError } from '../../domain/errors.ts';
import type { Account } from '../../domain/fleet.ts';
import type { CallError } from '../../domain/model.ts';
import { joinFleet } from '../../domain/organization/join-fleet.ts';
import type { Member, OrganizationListing } from '../../domain/organization/members.ts';
import type { OrganizationReader } from '../ports/cloud.ts';
import type { KnownOrganization } from '../ports/records/organization-records.ts';
import type { Clock, Log, NewId } from '../ports/runtime.ts';
import type { Store } from '../ports/store.ts';
import { announceMembers, mostNamed } from './announce-members.ts';
import { lackingRoles, type RoleProbe } from './lacking-roles.ts';

export interface KnownFleetDependencies<T extends Account> {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  readonly reader: OrganizationReader;
  /** Says what the roles of a new account lack. */
  readonly probe: RoleProbe;
  /** Where they are tried when the regions are `enabled`. */
  readonly homeRegion: string;
  readonly byHand: readonly T[];
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
  /** Lists when that was not done for a while, and waits a bounded time for it. Never rejects. */
  refresh(): Promise<void>;
  /** Ends a listing that goes on. */
  stop(): void;
}

const freshMs = 5 * 60_000;
/** A listing that failed is tried again after this, by whoever asks. */
const againMs = 60_000;
/** A scan waits no longer for it, and goes on with what is known. */
const waitMs = 60_000;
/** Throttled to the end, a listing of thousands of accounts may take long; one that hangs must not block the next. */
const limitMs = 15 * 60_000;
/** How old what another process listed may be where it decides: a change in AWS, an approval. */
const newestMs = 5_000;

/** The accounts listed by hand, joined with those of the organization as they were listed completely the last time. */
export function createKnownFleet<T extends Account>(dependencies: KnownFleetDependencies<T>): KnownFleet<T> {
  const { store, clock, log, byHand, make, isUsableName } = dependencies;
  let accounts = byHand;
  let listedAt: number | undefined;
  let loadedAt = Number.NEGATIVE_INFINITY;
  let listing: Promise<void> | undefined;
  let ending = new AbortController();

  function take({ listed }: KnownOrganization): void {
    if (listed === undefined || (listedAt !== undefined && listed.at <= listedAt)) return;
    listedAt = listed.at;
    accounts = Object.freeze(joinFleet(byHand, listed.listing.members, make, isUsableName));
  }

  async function list(): Promise<void> {
    const at = clock.now();
    const known = await store.organization.get();
    take(known);
    const triedAt = known.failing?.at ?? Number.NEGATIVE_INFINITY;
    if (at - (known.listed?.at ?? Number.NEGATIVE_INFINITY) < freshMs && known.failing === undefined) return;
    if (at - triedAt < againMs) return;
    const before = new Set(known.listed?.listing.members.map(({ id }) => id));
    ending = new AbortController();
    const timer = clock.sleep(limitMs, ending.signal).then(
      () => ending.abort(new DOMException('too long', 'TimeoutError')),
      () => undefined,
    );
    try {
      const found = await dependencies.reader.list(before, ending.signal);
      await keep(dependencies, found, at);
      take(await store.organization.get());
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      const { call, code, message } = error;
      const failed: CallError = { call, error: code, message };
      log.warn({ call, code, message }, 'the organization could not be listed: what was listed last stays');
      await store.organization.fail(failed, at);
    } finally {
      ending.abort();
      await timer;
    }
  }

  return {
    get accounts() {
      return accounts;
    },
    load: async () => take(await store.organization.get()),
    async newest() {
      const at = clock.monotonic();
      if (at - loadedAt < newestMs) return;
      take(await store.organization.get());
      loadedAt = at;
    },
    async refresh() {
      listing ??= list()
        .catch((error: unknown) => log.error({ err: error }, 'the listing of the organization could not be kept'))
        .finally(() => {
          listing = undefined;
        });
      const enough = new AbortController();
      const waited = clock.sleep(waitMs, enough.signal).catch(() => undefined);
      await Promise.race([listing, waited]);
      enough.abort();
    },
    stop: () => ending.abort(),
  };
}

/** Keeps a complete listing, and what is to be said about it, in one transaction: it is said once. */
async function keep<T extends Account>(
  dependencies: KnownFleetDependencies<T>,
  found: OrganizationListing,
  at: number,
): Promise<void> {
  const { store, clock, log, newId, byHand, channel, onAnnounced, onChanged, roleCommands } = dependencies;
  const listedByHand = new Set(byHand.map(({ id }) => id));
  const watched = ({ members }: OrganizationListing) => members.filter(({ id }) => !listedByHand.has(id));
  const known = (await store.organization.get()).listed?.listing;
  const fresh = known === undefined ? [] : missingIn(known, watched(found)).slice(0, mostNamed);
  const accounts = fresh.map(({ id, partition }) => ({ ...dependencies.make({ id, partition }), id }));
  const tried = await lackingRoles(dependencies.probe, accounts, dependencies.homeRegion);
  const remediation = accounts.some(({ remediationRoleArn }) => remediationRoleArn !== undefined);
  const outcome = await store.transaction(async ({ organization, outbox, ...records }) => {
    const { listed } = await organization.get();
    // Another process has listed since.
    if (listed !== undefined && listed.at > at) return 'as before';
    await organization.save(found, at);
    if (listed === undefined) return 'changed';
    const joined = missingIn(listed.listing, watched(found));
    const left = missingIn(found, watched(listed.listing));
    if (joined.length + left.length === 0) return 'as before';
    log.info({ joined: joined.map(({ id }) => id), left: left.map(({ id }) => id) }, 'the organization has changed');
    const leftIds = new Set(left.map(({ id }) => id));
    const stranded = (await records.remediation.openRequests()).filter(({ account }) => leftIds.has(account)).length;
    const unusable = new Set(found.inactive.map(({ id }) => id));
    const message = announceMembers({ joined, left, unusable, ...tried, remediation, roleCommands, stranded });
    if (channel !== undefined) await outbox.add([{ id: newId(), channel, message, createdAt: clock.now() }]);
    return 'announced';
  });
  if (outcome === 'announced') onAnnounced?.();
  if (outcome !== 'as before') onChanged?.();
}

function missingIn({ members }: OrganizationListing, from: readonly Member[]): readonly Member[] {
  const ids = new Set(members.map(({ id }) => id));
  return from.filter(({ id }) => !ids.has(id));
}
