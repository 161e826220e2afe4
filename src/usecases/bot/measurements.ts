import { largest, smallest } from '../../domain/audit/extremes.ts';
import type { Target } from '../../domain/model.ts';
import { listingFilters, type Organization } from '../../domain/organization/organization.ts';
import type { Fleet } from '../../domain/watch.ts';
import { readWatched } from '../audit/read-watched.ts';
import type { Counts } from '../messages/audit-messages.ts';
import type { Store } from '../ports/store.ts';

/** What the tables say now, as numbers for those who watch the bot. Instants in epoch milliseconds; 0: never. */
export interface Measurements {
  readonly open: Counts;
  /** Open findings of what is no longer watched. */
  readonly unwatched: number;
  readonly deliveriesWaiting: number;
  /** Messages that were given up, by the error code; a code can be there more than once. */
  readonly undeliverable: readonly { readonly error: string; readonly count: number }[];
  /** Watched accounts in regions, by the outcome of the last scan of each. */
  readonly watched: Readonly<Record<'scanned' | 'unknown' | 'never', number>>;
  /** Those that are not `scanned`. */
  readonly blind: readonly Target[];
  readonly latestGoodAt: number;
  /** Of the one where it is longest ago. */
  readonly oldestGoodAt: number;
  /** Since when the AWS organization could not be listed. 0: it can, or there is none. */
  readonly unlistedSince: number;
  readonly remediations: Readonly<Record<'waiting' | 'in-progress', number>>;
  readonly ended: Readonly<Record<'done' | 'partly-done' | 'failed' | 'refused', number>>;
}

export async function readMeasurements({
  store,
  fleet,
}: {
  readonly store: Store;
  /** Without an organization, what is kept of an earlier one says nothing. */
  readonly fleet: Fleet & { readonly organization?: Organization };
}): Promise<Measurements> {
  const { targets, left, leftSet } = await readWatched(store, fleet);
  const [open, delivery, undeliverable, organization, requests, executions, ended] = await Promise.all([
    store.findings.counts({ except: leftSet }),
    store.outbox.waiting(),
    store.outbox.undeliverable(),
    fleet.organization && store.organization.get(listingFilters(fleet.organization)),
    store.remediation.openRequests(),
    store.remediation.executionsInProgress(),
    store.remediation.endedExecutions(),
  ]);
  const watched = { scanned: 0, unknown: 0, never: 0 };
  for (const { row } of targets) watched[row?.outcome ?? 'never'] += 1;
  const good = targets.map(({ row }) => row?.lastGoodAt ?? 0);
  return {
    open,
    unwatched: left.reduce((sum, { total }) => sum + total, 0),
    deliveriesWaiting: delivery.count,
    undeliverable,
    watched,
    blind: targets.filter(({ row }) => row?.outcome !== 'scanned'),
    latestGoodAt: largest(good, 0),
    oldestGoodAt: good.length === 0 ? 0 : smallest(good),
    unlistedSince: organization?.failing?.since ?? 0,
    remediations: { waiting: requests.length, 'in-progress': executions.length },
    ended,
  };
}
