import { beforeEach, expect, test, vi } from 'vitest';
import { createAudit } from '../../../src/usecases/audit/audit.ts';
import { rescanTarget } from '../../../src/usecases/audit/rescan-target.ts';
import { beginScan, failScan } from '../../../src/usecases/running/fail-scan.ts';
import { runScheduledScan } from '../../../src/usecases/schedule/scheduled-scan.ts';
import { settle } from '../../support/fakes/fake-clock.ts';
import { kit } from '../../support/fakes/kit.ts';

const busy = () => Object.assign(new Error('locked'), { name: 'StoreError', code: 'busy' });
const account = { id: '111122223333', regions: ['eu-west-1'] };
let base: Awaited<ReturnType<typeof kit>>;

beforeEach(async () => {
  base = await kit();
});

/** The same store, whose end of a scan meets these first. */
function storeThat(fails: unknown[]) {
  const { store } = base;
  const fail: typeof store.scans.fail = async (id, at) => {
    if (fails.length > 0) throw fails.shift();
    return store.scans.fail(id, at);
  };
  return { ...store, scans: { ...store.scans, fail } };
}

const lost = () => Object.assign(new Error('lost'), { name: 'StoreError', code: 'outcome-unknown' });

const states = async () => (await base.store.scans.latest(9)).map(({ state }) => state);
const scan = () => Promise.reject(busy());
const slot = { dueAt: 1, caughtUp: false };
const schedule = { name: 'digest', cron: '0 8 * * *', timezone: 'UTC', channel: 'C1' };

test.each([
  [
    'an audit',
    (parts: typeof base) =>
      createAudit({ ...parts, scan, processId: 'p', fleet: { accounts: [account], schedules: [] } })({
        scope: { accounts: [account] },
        actor: { user: 'U1', channel: 'C1' },
        command: '/glue-audit',
        progress: () => {},
      }),
  ],
  [
    'a re-scan',
    (parts: typeof base) =>
      rescanTarget(
        { ...parts, scan, processId: 'p', account: () => account },
        { account: account.id, region: 'eu-west-1' },
      ),
  ],
  [
    'a scheduled scan',
    (parts: typeof base) =>
      runScheduledScan(
        {
          ...parts,
          scan,
          processId: 'p',
          fleet: { accounts: [account] },
          schedules: [schedule],
          canRemediate: () => false,
        },
        schedule,
        slot,
      ),
  ],
])('%s that a locked database ended is marked as failed once it is free, by the same process', async (_, run) => {
  // As often as is tried at once, and as often again.
  const store = storeThat(Array.from({ length: 20 }, busy));
  await expect(run({ ...base, store })).rejects.toMatchObject({ code: 'busy' });
  expect(await states()).toEqual(['running']);
  await base.clock.advance(10_000);
  await settle();
  expect(await states()).toEqual(['running']);
  await base.clock.advance(10_000);
  await expect.poll(states).toEqual(['failed']);
});

test('what is no lock is told, not repeated, and hides nothing', async () => {
  const fails = [new Error('a bug'), new Error('never asked')];
  await failScan({ ...base, store: storeThat(fails) }, 's1');
  await base.clock.advance(60_000);
  await settle();
  expect(fails).toHaveLength(1);
  expect(base.log.lines).toMatchObject([{ level: 'error', fields: { action: 'scan', scan: 's1' } }]);
});

test('one whose end nobody confirmed is marked once more, until the database says so', async () => {
  await base.store.scans.begin({ id: 's1', processId: 'p', startedAt: 1, scope: 'all', caughtUp: false });
  await failScan({ ...base, store: storeThat([lost(), lost()]) }, 's1');
  expect(await states()).toEqual(['running']);
  await base.clock.advance(10_000);
  await settle();
  await base.clock.advance(10_000);
  await expect.poll(states).toEqual(['failed']);
});

test('one whose beginning nobody confirmed does not stay for ever as if it went on', async () => {
  const { store } = base;
  const begin: typeof store.scans.begin = async (row) => {
    await store.scans.begin(row);
    throw lost();
  };
  const row = { id: 's1', processId: 'p', startedAt: 1, scope: 'all', caughtUp: false };
  const parts = { ...base, store: { ...store, scans: { ...store.scans, begin } } };
  await expect(beginScan(parts, row)).rejects.toMatchObject({ code: 'outcome-unknown' });
  await expect.poll(states).toEqual(['failed']);
});

test('one that the database refused to begin is not waited for', async () => {
  const { store } = base;
  const refused: typeof store.scans.begin = async () => {
    throw busy();
  };
  const fail = vi.fn();
  const parts = { ...base, store: { ...store, scans: { ...store.scans, begin: refused, fail } } };
  const row = { id: 's1', processId: 'p', startedAt: 1, scope: 'all', caughtUp: false };
  await expect(beginScan(parts, row)).rejects.toMatchObject({ code: 'busy' });
  expect(fail).not.toHaveBeenCalled();
});
