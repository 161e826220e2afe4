import { beforeEach, expect, test } from 'vitest';
import { createRunningScans, type SaidProgress } from '../../../src/usecases/running/running-scans.ts';
import type { ScanProgress } from '../../../src/usecases/running/tally.ts';
import { settle } from '../../support/fakes/fake-clock.ts';
import { kit } from '../../support/fakes/kit.ts';

let base: Awaited<ReturnType<typeof kit>>;
let said: SaidProgress[];

beforeEach(async () => {
  base = await kit();
  said = [];
  const scan = { id: 's', processId: 'p', startedAt: base.clock.now(), scope: '3 accounts', caughtUp: false };
  await base.store.scans.begin({ ...scan, accounts: ['1'] });
});

function progress(done: number): ScanProgress {
  return { done, total: 300, found: 0, unknown: 0, exposed: 0, worst: [], timeLeft: () => ({ leftMs: 60_000 }) };
}

test('says at most two a second, the latest of them, and the last one at once', async () => {
  const scan = base.running.watch('s', (state) => said.push(state));
  for (let done = 1; done <= 40; done += 1) scan.update(progress(done));
  expect(said.map(({ done }) => done)).toEqual([1]);
  await base.clock.advance(1_000);
  expect(said.map(({ done }) => done)).toEqual([1, 40]);
  await base.clock.advance(5_000);
  expect(said).toHaveLength(2);
  scan.update(progress(300));
  scan.update(progress(300));
  expect(said.map(({ done }) => done)).toEqual([1, 40, 300]);
  await scan.stop();
});

test('the row says how far it is, every three seconds, while that changes', async () => {
  const scan = base.running.watch('s');
  const recorded = async () => (await base.store.scans.get('s'))?.progress?.done;
  scan.update(progress(1));
  await base.clock.advance(1_000);
  expect(await recorded()).toBe(1);
  scan.update(progress(50));
  await base.clock.advance(2_000);
  expect(await recorded()).toBe(1);
  await base.clock.advance(1_000);
  expect(await base.store.scans.get('s')).toMatchObject({ progress: { done: 50, total: 300, leftMs: 60_000 } });
  await scan.stop();
});

test('a wish is seen within a second, at once where it is nudged, and no more time is said to be left', async () => {
  const scan = base.running.watch('s', (state) => said.push(state));
  scan.update(progress(120));
  await base.store.scans.cancel('s', 'U1', base.clock.now());
  expect(scan.signal.aborted).toBe(false);
  base.running.nudge('s');
  await settle();
  expect(scan.signal.aborted).toBe(true);
  expect(said.at(-1)).toEqual({
    done: 120,
    total: 300,
    found: 0,
    unknown: 0,
    exposed: 0,
    worst: [],
    cancelledBy: 'U1',
  });
  await scan.stop();
});

test('a database that is busy costs a second; what nobody foresaw is reported, and the scan goes on', async () => {
  const errors: Error[] = [
    Object.assign(new Error('busy'), { name: 'StoreError', code: 'busy' }),
    new Error('a defect'),
  ];
  const get = async (id: string) => {
    const error = errors.shift();
    if (error) throw error;
    return base.store.scans.get(id);
  };
  const store = { ...base.store, scans: { ...base.store.scans, get } };
  const scan = createRunningScans({ ...base, store }).watch('s');
  await base.store.scans.cancel('s', 'U1', base.clock.now());
  await base.clock.advance(1_000);
  expect([scan.signal.aborted, base.log.lines.length]).toEqual([false, 0]);
  await base.clock.advance(1_000);
  expect(scan.signal.aborted).toBe(false);
  expect(base.log.lines).toMatchObject([{ level: 'error', fields: { err: new Error('a defect') } }]);
  await base.clock.advance(1_000);
  expect(scan.signal.aborted).toBe(true);
  await scan.stop();
});

test('once it is stopped it looks no more', async () => {
  const scan = base.running.watch('s', (state) => said.push(state));
  scan.update(progress(1));
  await scan.stop();
  scan.update(progress(2));
  expect(base.clock.sleeping).toBe(0);
  base.running.nudge('s');
  await base.clock.advance(5_000);
  expect(await base.store.scans.get('s')).not.toHaveProperty('progress');
});
