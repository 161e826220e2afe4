import type { Schedule } from '../../domain/fleet.ts';
import type { ProblemMessage } from '../messages/command-messages.ts';
import type { NewOutboxMessage } from '../ports/outbox-records.ts';
import type { Clock, Log, NewId } from '../ports/runtime.ts';
import type { ProcessRow, ScanRow } from '../ports/scan-records.ts';
import type { Records, Store } from '../ports/store.ts';

export interface RecoverDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  readonly self: Omit<ProcessRow, 'heartbeatAt'>;
  readonly schedules: readonly Schedule[];
  /** True when a process of this machine lives. */
  readonly isAlive: (pid: number) => boolean;
  /** Asks what time it is for all, and keeps this machine's clock with it. Absent: only asks. */
  readonly keepTime?: (ask: () => Promise<number>) => Promise<number>;
}

/** Longer than a busy event loop ever is; on one machine a dead process is seen at once. */
export const silentForMs = 60_000;

/** True when the process cannot be working any more. Our own pid under another id is an earlier life of a container. */
export function isDead(
  row: ProcessRow,
  self: RecoverDependencies['self'],
  now: number,
  isAlive: (pid: number) => boolean,
): boolean {
  if (row.id === self.id) return false;
  if (row.host === self.host && (row.pid === self.pid || !isAlive(row.pid))) return true;
  return now - row.heartbeatAt > silentForMs;
}

/**
 * Renews this process's heartbeat and takes over what dead ones left: their scans are interrupted (never results),
 * their slots, deliveries and executions are given back, and the requester is told. Returns how many were found dead.
 */
export async function recoverWork(dependencies: RecoverDependencies): Promise<number> {
  const { store, self, isAlive, keepTime = (ask) => ask() } = dependencies;
  const now = await keepTime(() => store.now());
  await store.processes.beat({ ...self, heartbeatAt: now });
  const dead = (await store.processes.all()).filter((row) => isDead(row, self, now, isAlive));
  for (const row of dead) await giveBack(dependencies, row.id);
  return dead.length;
}

/** Gives back everything that a process holds: a dead one's, or this one's at its end. */
export async function giveBack(
  { store, clock, log, newId, schedules }: Omit<RecoverDependencies, 'self' | 'isAlive'>,
  processId: string,
): Promise<void> {
  const now = clock.now();
  const [scans, slots] = await store.transaction(async (records) => {
    const interrupted = await records.scans.interrupt(processId, now);
    await records.outbox.add(interrupted.flatMap((scan) => notifyRequester(scan, newId(), now)));
    for (const scan of interrupted) await endCancelledSlot(records, scan, schedules, { id: newId(), now });
    const released = await records.schedules.release(processId);
    await records.outbox.release(processId);
    await records.remediation.releaseExecutions(processId);
    await records.processes.remove(processId);
    return [interrupted.length, released.length];
  });
  if (scans + slots > 0) log.warn({ processId, scans, slots }, 'work of a stopped process was taken back');
}

/**
 * Somebody wanted this scan of a schedule to end, and the process died before it could record what it had read: it is not
 * run again by itself. Whoever waits for its digest is told.
 */
async function endCancelledSlot(
  { schedules: slots, outbox }: Records,
  { schedule, slotAt, cancel }: ScanRow,
  schedules: readonly Schedule[],
  { id, now }: { readonly id: string; readonly now: number },
): Promise<void> {
  if (cancel === undefined || schedule === undefined || slotAt === undefined) return;
  await slots.finish(schedule, slotAt, now);
  const channel = schedules.find(({ name }) => name === schedule)?.channel;
  if (channel === undefined) return;
  const message: ProblemMessage = {
    kind: 'problem',
    what: `The scheduled scan "${schedule}" was being cancelled when Gluewarden was restarted: nothing of it is recorded, and there is no digest this time.`,
    next: 'Type /glue-audit all to scan now; the next scan runs as planned.',
    suggestions: [],
  };
  await outbox.add([{ id, channel, message, createdAt: now }]);
}

function notifyRequester(scan: ScanRow, id: string, now: number): NewOutboxMessage[] {
  if (scan.askedBy === undefined) return [];
  const { scope, startedAt, command = '/glue-audit' } = scan;
  return [
    { id, channel: scan.askedBy, createdAt: now, message: { kind: 'interrupted', scope, startedAt, again: command } },
  ];
}
