import type { LivingRecords, ProcessRow } from '../ports/scan-records.ts';
import { isDead, silentForMs } from './recover-work.ts';

/** Bots work on a database that nobody may work on now. The message is for the operator. */
export class StillRunningError extends Error {
  readonly code = 'still-running';

  constructor(processes: readonly ProcessRow[]) {
    const each = processes.map(
      ({ host, pid, startedAt, heartbeatAt }) =>
        `process ${pid} on ${host}, since ${iso(startedAt)}, last heard of at ${iso(heartbeatAt)}`,
    );
    super(
      `Gluewarden still runs on this database: ${each.join('; ')}. Stop it, and try again. One that was killed is taken for dead ${silentForMs / 1000} seconds after it was last heard of.`,
    );
    this.name = 'StillRunningError';
  }
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

export interface StoppedDependencies {
  /** The machine that asks, as `ProcessRow` has it; undefined: nobody's pid says anything here. */
  readonly machine: string | undefined;
  readonly host: string;
  readonly pid: number;
  /** True when a process of this machine lives. */
  readonly isAlive: (pid: number) => boolean;
}

/** @throws {StillRunningError} when a bot that lives is among them */
export async function assertStopped(
  processes: LivingRecords,
  { machine, host, pid, isAlive }: StoppedDependencies,
): Promise<void> {
  const now = await processes.now();
  const self = { id: '', host, pid, startedAt: now, ...(machine !== undefined && { machine }) };
  const living = (await processes.all()).filter((row) => !isDead(row, self, now, isAlive));
  if (living.length > 0) throw new StillRunningError(living);
}
