import type { Schedule } from '../../../src/domain/fleet.ts';
import type { Fleet } from '../../../src/domain/watch.ts';
import type { Log, NewId } from '../../../src/usecases/ports/runtime.ts';
import type { Store } from '../../../src/usecases/ports/store.ts';
import { createRunningScans, type RunningScans } from '../../../src/usecases/running/running-scans.ts';
import { memoryStore } from '../memory-store.ts';
import { FakeClock } from './fake-clock.ts';

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly fields: object;
  readonly text: string;
}

/** A log that keeps its lines. */
export function fakeLog(): Log & { readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const at = (level: LogLine['level']) => (fields: object, text: string) => void lines.push({ level, fields, text });
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** Ids that count: `id1`, `id2`, … */
export function countingIds(prefix = 'id'): NewId {
  let last = 0;
  return () => `${prefix}${++last}`;
}

/** What most use cases need: a real store in memory and everything else in the hands of the test. */
export async function kit(): Promise<{
  store: Store;
  clock: FakeClock;
  log: ReturnType<typeof fakeLog>;
  newId: NewId;
  processId: string;
  /** One account, whichever is scanned. */
  fleet: Fleet;
  schedules: readonly Schedule[];
  running: RunningScans;
}> {
  const clock = new FakeClock();
  const store = await memoryStore(() => clock.now());
  const fleet: Fleet = { accounts: [{ regions: 'enabled' }], schedules: [] };
  const parts = { store, clock, log: fakeLog(), newId: countingIds() };
  // Ids of its own: nobody sees them, and those of a test count on.
  const running = createRunningScans({ ...parts, newId: countingIds('running') });
  return { ...parts, processId: 'process-1', fleet, schedules: [], running };
}
