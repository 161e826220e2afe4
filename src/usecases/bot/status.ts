import type { Account, Schedule } from '../../domain/fleet.ts';
import type { Organization } from '../../domain/organization/organization.ts';
import { historyEntry } from '../audit/history.ts';
import { leftOf, neverScanned, readWatched } from '../audit/read-watched.ts';
import { summarizeRow } from '../audit/views.ts';
import type { ProcessStatus, ScheduleStatus, StatusMessage } from '../messages/status-messages.ts';
import { readOrganizationNotice } from '../organization/organization-notice.ts';
import type { Timetable } from '../ports/queue.ts';
import type { Clock } from '../ports/runtime.ts';
import type { Store } from '../ports/store.ts';
import { runningScans } from '../running/cancel-scan.ts';
import type { Replica } from './replicas.ts';

export interface StatusDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly timetable: Timetable;
  readonly schedules: readonly Schedule[];
  readonly accounts: readonly Account[];
  /** Absent: all accounts are listed by hand. */
  readonly organization?: Organization;
  readonly version: string;
  readonly startedAt: number;
  /** The bot processes that live, this one first. */
  readonly replicas?: () => Promise<readonly Replica[]>;
  /** Connections of another bot with the same tokens. */
  readonly otherConnections?: () => StatusMessage['otherConnections'];
}

const scansShown = 5;
const mostNamed = 20;

/** What runs when, what was last seen, what cannot be scanned, and what could not be delivered. */
export async function readStatus(dependencies: StatusDependencies): Promise<StatusMessage> {
  const { store, clock, version, startedAt, accounts } = dependencies;
  const otherConnections = dependencies.otherConnections?.();
  const watched = await readWatched(store, dependencies);
  const { rows, left, leftSet } = watched;
  const never = neverScanned(watched).map(({ row: _none, ...target }) => target);
  const unwatched = leftOf(left, () => true);
  const [schedules, open, scans, running, delivery, undeliverable, processes, organization] = await Promise.all([
    readSchedules(dependencies),
    store.findings.counts({ except: leftSet }),
    store.scans.latest(scansShown),
    runningScans(store),
    store.outbox.waiting(),
    store.outbox.undeliverable(),
    dependencies.replicas?.() ?? [],
    dependencies.organization && readOrganizationNotice(store, dependencies.organization, accounts),
  ]);
  return {
    kind: 'status',
    at: clock.now(),
    version,
    startedAt,
    schedules,
    accounts: accounts.length,
    scanned: rows.filter(({ outcome }) => outcome === 'scanned').length,
    unknown: rows.filter(({ outcome }) => outcome === 'unknown').map((row) => summarizeRow(row)),
    ...(never.length > 0 && { neverScanned: { total: never.length, named: never.slice(0, mostNamed) } }),
    open,
    ...(unwatched && { unwatched }),
    ...(organization && { organization }),
    lastScans: scans.map(historyEntry),
    ...(running.length > 0 && { running }),
    ...(processes.length > 1 && { processes: processes.map(processStatus) }),
    ...(otherConnections && { otherConnections }),
    delivery: { waiting: delivery.count, oldestAt: delivery.oldestAt, trouble: delivery.trouble, undeliverable },
  };
}

function processStatus({ host, pid, startedAt, silentMs, version, configuration }: Replica): ProcessStatus {
  const said = { ...(version !== undefined && { version }), ...(configuration !== undefined && { configuration }) };
  return { host, pid, startedAt, silentMs, ...said };
}

/** What runs when, and when each last told. */
export async function readSchedules({
  store,
  timetable,
  schedules,
}: Pick<StatusDependencies, 'store' | 'timetable' | 'schedules'>): Promise<readonly ScheduleStatus[]> {
  const rows = new Map((await store.schedules.all()).map((row) => [row.name, row]));
  const claimed = new Set((await store.schedules.claimed()).map((slot) => slot.schedule));
  return schedules.map(({ name, cron, timezone, channel }) => ({
    name,
    words: timetable.words(cron),
    timezone,
    channel,
    nextAt: timetable.next(cron, timezone),
    lastDigestAt: rows.get(name)?.lastDigestAt ?? null,
    running: claimed.has(name),
  }));
}
