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
  /** True: the database was away as this process started, so nobody could be heard of there. */
  readonly hadToWait?: boolean;
}

/** Three heartbeats: longer than a busy event loop ever is. */
export const silentForMs = 30_000;
/** Two of its own heartbeats further apart than that: this process was away, or the database was, for the others too. */
const awayMs = 20_000;

/**
 * True when the process cannot be working any more. A pid says so at once, where it means the same to both: on one machine
 * and in one container, as `machine` has it. There our own pid under another id is an earlier life. Everywhere else, and
 * of a process that is suspended, only its silence does, by the clock of all.
 */
export function isDead(
  row: ProcessRow,
  self: RecoverDependencies['self'],
  now: number,
  isAlive: (pid: number) => boolean,
): boolean {
  if (row.id === self.id) return false;
  if (isNeighbour(row, self) && (row.pid === self.pid || !isAlive(row.pid))) return true;
  return now - row.heartbeatAt > silentForMs;
}

function isNeighbour(row: ProcessRow, self: RecoverDependencies['self']): boolean {
  return self.machine !== undefined && row.machine === self.machine;
}

/**
 * Renews this process's heartbeat and takes over what dead ones left: their scans are interrupted (never results),
 * their slots, deliveries and executions are given back, and the requester is told. Returns how many were found dead.
 */
export async function recoverWork(dependencies: RecoverDependencies): Promise<number> {
  const { store, self, isAlive, keepTime = (ask) => ask(), hadToWait = false } = dependencies;
  const now = await keepTime(() => store.now());
  const rows = await store.processes.all();
  const own = rows.find(({ id }) => id === self.id);
  await store.processes.beat({ ...self, heartbeatAt: now });
  const isNew = hadToWait && now - self.startedAt < awayMs;
  const wasAway = isNew || (own !== undefined && now - own.heartbeatAt > awayMs);
  const judged = wasAway ? rows.filter((row) => isNeighbour(row, self)) : rows;
  const dead = judged.filter((row) => isDead(row, self, now, isAlive));
  // One that was taken for dead, and took more before it was heard of again, may have ended then.
  const unknown = wasAway ? [] : await store.processes.unknownHolders(now - silentForMs);
  const given = await Promise.all([
    ...dead.map((row) => giveBack(dependencies, row.id, row.heartbeatAt)),
    ...unknown.map((id) => giveBack(dependencies, id, 'never')),
  ]);
  return given.filter(Boolean).length;
}

/**
 * Gives back everything that a process holds: this one's at its end, or a dead one's. False: it was heard of after
 * `heardOf`, a heartbeat or `never`, and keeps what it has.
 */
export async function giveBack(
  { store, clock, log, newId, schedules }: Omit<RecoverDependencies, 'self' | 'isAlive'>,
  processId: string,
  heardOf?: number | 'never',
): Promise<boolean> {
  const now = clock.now();
  const given = await store.transaction(async (records) => {
    if (!(await isGone(records, processId, heardOf))) return undefined;
    const interrupted = await records.scans.interrupt(processId, now);
    await records.outbox.add(interrupted.flatMap((scan) => notifyRequester(scan, newId(), now)));
    for (const scan of interrupted) await endCancelledSlot(records, scan, schedules, { id: newId(), now });
    const released = await records.schedules.release(processId);
    await records.outbox.release(processId);
    await records.parts.release(processId);
    await records.remediation.releaseExecutions(processId);
    await records.timers.release(processId);
    return { scans: interrupted.length, slots: released.length };
  });
  if (given === undefined) return false;
  if (given.scans + given.slots > 0) log.warn({ processId, ...given }, 'work of a stopped process was taken back');
  return true;
}

async function isGone({ processes }: Records, id: string, heardOf: number | 'never' | undefined): Promise<boolean> {
  if (heardOf === 'never') return !(await processes.all()).some((row) => row.id === id);
  return (await processes.remove(id, heardOf)) || heardOf === undefined;
}

/**
 * Somebody wanted this scan of a schedule to end, and the process died before it could record what it had read: it is not
 * run again by itself. Whoever waits for its digest is told.
 */
async function endCancelledSlot(
  { schedules: slots, outbox }: Records,
  { schedule, slotAt, cancel, processId }: ScanRow,
  schedules: readonly Schedule[],
  { id, now }: { readonly id: string; readonly now: number },
): Promise<void> {
  if (cancel === undefined || schedule === undefined || slotAt === undefined) return;
  if (!(await slots.finish(schedule, slotAt, processId, now))) return;
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
