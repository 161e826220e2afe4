import { expect, test } from 'vitest';
import type { Account } from '../../../src/domain/fleet.ts';
import { createScanFleet } from '../../../src/usecases/audit/scan-fleet.ts';
import type { ScanProgress } from '../../../src/usecases/running/tally.ts';
import { explainCode } from '../../../src/usecases/words/explain.ts';
import { FakeClock, settle } from '../../support/fakes/fake-clock.ts';
import { type FakeAccount, FakeCloud } from '../../support/fakes/fake-cloud.ts';
import { countingIds, fakeLog } from '../../support/fakes/kit.ts';
import { disabled } from '../../support/inventory.ts';

const production: Account = { id: '111122223333', name: 'production', regions: 'enabled' };
const analytics: Account = { id: '444455556666', regions: ['eu-west-1', 'us-east-1'] };

function setUp(accounts: Record<string, FakeAccount>, concurrency = 8) {
  const cloud = new FakeCloud(accounts);
  const clock = new FakeClock();
  const log = fakeLog();
  return {
    cloud,
    clock,
    log,
    scan: createScanFleet({
      cloud,
      clock,
      log,
      newId: countingIds(),
      concurrency,
      targetDeadlineMs: 60_000,
    }),
  };
}
const outcomes = (results: readonly { account: string; region: string; outcome: string; reason?: string }[]) =>
  results.map(({ account, region, outcome, reason }) =>
    [account, region, outcome, ...(reason ? [reason] : [])].join(' '),
  );
const twoRegions = { regions: { 'eu-west-1': {}, 'us-east-1': { configurations: [disabled('bad')] } } };

test('every region of every account is checked, and progress is told', async () => {
  const { scan } = setUp({ '111122223333': twoRegions, '444455556666': twoRegions });
  const told: ScanProgress[] = [];
  const results = await scan(
    { accounts: [production, analytics] },
    { checkKeys: true, onProgress: (progress) => told.push(progress) },
  );
  expect(outcomes(results)).toEqual([
    '111122223333 eu-west-1 scanned',
    '111122223333 us-east-1 scanned',
    '444455556666 eu-west-1 scanned',
    '444455556666 us-east-1 scanned',
  ]);
  expect(results.map(({ accountName }) => accountName)).toEqual(['production', 'production', undefined, undefined]);
  expect(told.at(-1)).toMatchObject({ done: 4, total: 4, found: 2, unknown: 0 });
});

test('an account whose regions cannot be listed is one unknown target; the others go on', async () => {
  const { scan } = setUp({ '111122223333': { unlisted: 'AccessDenied', regions: {} }, '444455556666': twoRegions });
  expect(outcomes(await scan({ accounts: [production, analytics] }, { checkKeys: true }))).toEqual([
    '111122223333 * unknown AccessDenied',
    '444455556666 eu-west-1 scanned',
    '444455556666 us-east-1 scanned',
  ]);
});

test('an account that cannot be entered leaves no region out', async () => {
  const { scan } = setUp({});
  expect(outcomes(await scan({ accounts: [production, analytics] }, { checkKeys: true }))).toEqual([
    '111122223333 * unknown AccessDenied',
    '444455556666 eu-west-1 unknown AccessDenied',
    '444455556666 us-east-1 unknown AccessDenied',
  ]);
  expect(outcomes(await scan({ accounts: [{ regions: 'enabled' }] }, { checkKeys: true }))).toEqual([
    'unknown * unknown AccessDenied',
  ]);
});

test('asked regions replace the account’s own, and need no list', async () => {
  const { scan } = setUp({ '111122223333': { unlisted: 'AccessDenied', ...twoRegions } });
  expect(outcomes(await scan({ accounts: [production], regions: ['us-east-1'] }, { checkKeys: true }))).toEqual([
    '111122223333 us-east-1 scanned',
  ]);
});

test('simultaneous scans of one target share one look; the number of targets at once is bounded', async () => {
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const names = Array.from({ length: 10 }, (_, index) => `eu-test-${index}`);
  const { scan, cloud } = setUp(
    { '111122223333': { regions: Object.fromEntries(names.map((name) => [name, { gate }])) } },
    3,
  );
  const both = [
    scan({ accounts: [production] }, { checkKeys: true }),
    scan({ accounts: [production] }, { checkKeys: true }),
  ];
  await settle();
  expect(cloud.mostReading).toBe(3 * 2);
  open();
  const [first, second] = await Promise.all(both);
  expect(first).toEqual(second);
  expect(cloud.calls).toHaveLength(20);
});

test('a look that hangs ends at its deadline', async () => {
  const { promise: gate } = Promise.withResolvers<void>();
  const { scan, clock } = setUp({ '111122223333': { regions: { 'eu-west-1': { gate } } } });
  const scanning = scan({ accounts: [production] }, { checkKeys: false });
  await settle();
  await clock.advance(60_000);
  expect(outcomes(await scanning)).toEqual(['111122223333 eu-west-1 unknown DeadlineExceeded']);
});

test('a defect makes its account unknown, and is reported with it', async () => {
  const { scan, cloud, log } = setUp({ '111122223333': { regions: { 'eu-west-1': {} } } });
  const defect = new Error('a bug');
  cloud.enter = () => Promise.reject(defect);
  expect(outcomes(await scan({ accounts: [production] }, { checkKeys: false }))).toEqual([
    '111122223333 * unknown UnexpectedError',
  ]);
  const fields = { action: 'scan', account: '111122223333', reference: expect.any(String), err: defect };
  expect(log.lines).toMatchObject([{ level: 'error', fields }]);
});

test('what was seen of an account is handed on as soon as all of it is known, with the account’s name', async () => {
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const { scan } = setUp({ '111122223333': { regions: { 'eu-west-1': {}, 'us-east-1': { gate } } } });
  const told: string[] = [];
  const scanning = scan(
    { accounts: [production, { ...analytics, name: 'analytics' }] },
    {
      checkKeys: false,
      keep: async (results) => {
        for (const { accountName, region, outcome } of results) told.push(`${accountName} ${region} ${outcome}`);
        return results;
      },
    },
  );
  await settle();
  const before = ['analytics eu-west-1 unknown', 'analytics us-east-1 unknown'];
  expect(told).toEqual(before);
  open();
  expect(await scanning).toHaveLength(4);
  expect(told).toEqual([...before, 'production eu-west-1 scanned', 'production us-east-1 scanned']);
});

test('a result that cannot be handed on ends the scan', async () => {
  const { scan } = setUp({ '111122223333': twoRegions });
  const keep = () => Promise.reject(new Error('the disk is full'));
  await expect(scan({ accounts: [production] }, { checkKeys: false, keep })).rejects.toThrow('the disk is full');
});

test.each([undefined, new AbortController().signal])(
  'what cannot be kept ends the reading of the others',
  async (signal) => {
    const { cloud, clock, log } = setUp({ '111122223333': twoRegions });
    const reading: (AbortSignal | undefined)[] = [];
    const enter: FakeCloud['enter'] = (account, unwanted) => {
      if (account.id === production.id) return cloud.enter(account, unwanted);
      reading.push(unwanted);
      return new Promise((_, reject) => unwanted?.addEventListener('abort', () => reject(unwanted.reason)));
    };
    const scan = createScanFleet({ cloud: { enter }, clock, log, newId: countingIds() });
    let kept = 0;
    const keep = async () => {
      kept += 1;
      throw new Error('the disk is full');
    };
    const how = { checkKeys: false, keep, ...(signal && { signal }) };
    await expect(scan({ accounts: [production, analytics] }, how)).rejects.toThrow('the disk is full');
    expect(reading.map((each) => each?.aborted)).toEqual([true]);
    await settle();
    expect(kept).toBe(1);
  },
);

test('a region that hangs for several accounts is given up, and the rest says that it was not tried', async () => {
  const { promise: gate } = Promise.withResolvers<void>();
  const ids = Array.from({ length: 40 }, (_, index) => String(100_000_000_000 + index));
  const { scan, clock, cloud } = setUp(
    Object.fromEntries(ids.map((id) => [id, { regions: { 'eu-west-1': {}, 'us-east-1': { gate } } }])),
  );
  const scanning = scan({ accounts: ids.map((id) => ({ id, regions: 'enabled' })) }, { checkKeys: false });
  await settle();
  for (let minute = 0; minute < 3; minute++) await clock.advance(60_000);
  const results = await scanning;
  expect(results.filter(({ region, outcome }) => region === 'eu-west-1' && outcome === 'scanned')).toHaveLength(40);
  const hung = results.filter(({ region }) => region === 'us-east-1');
  expect(new Set(hung.map(({ outcome, reason }) => `${outcome} ${reason}`))).toEqual(
    new Set(['unknown DeadlineExceeded', 'unknown RegionSilent']),
  );
  const asked = new Set(cloud.calls.flatMap((call) => (call.includes('/us-east-1 ') ? call.slice(0, 12) : [])));
  const tried = hung.filter(({ reason }) => reason === 'DeadlineExceeded').map(({ account }) => account);
  expect(new Set(tried)).toEqual(asked);
  expect(explainCode('RegionSilent', 'Scan').what).toMatch(/not tried.*other accounts/);
  expect(cloud.calls.filter((call) => call.includes('/us-east-1 ')).length).toBeLessThan(2 * 20);
});

const cancel = new Error('cancelled');

test('a cancelled scan ends at once: what was read stands, and the rest is told from what AWS refused', async () => {
  const { promise: gate } = Promise.withResolvers<void>();
  const bad = { configurations: [disabled('bad')] };
  const { scan, cloud } = setUp(
    {
      '111122223333': { regions: { 'eu-west-1': bad, 'us-east-1': { gate }, 'us-west-2': { gate } } },
      '444455556666': { refused: 'AccessDenied', regions: {} },
    },
    2,
  );
  const wanted = new AbortController();
  const told: ScanProgress[] = [];
  const staged: string[] = [];
  const scanning = scan(
    { accounts: [production, analytics] },
    {
      checkKeys: true,
      signal: wanted.signal,
      onProgress: (progress) => told.push(progress),
      keep: async (results) => {
        staged.push(...outcomes(results));
        return results;
      },
    },
  );
  await settle();
  wanted.abort(cancel);
  const results = await scanning;
  expect(outcomes(results)).toEqual([
    '111122223333 eu-west-1 scanned',
    '111122223333 us-east-1 unknown Cancelled',
    '111122223333 us-west-2 unknown Cancelled',
    '444455556666 eu-west-1 unknown AccessDenied',
    '444455556666 us-east-1 unknown AccessDenied',
  ]);
  expect(staged.sort()).toEqual(outcomes(results).sort());
  expect(told.at(-1)).toMatchObject({ done: 3, total: 5, unknown: 2, found: 1 });
  // What was reading is read no further, and what had waited is not begun.
  const calls = cloud.calls.length;
  await settle();
  expect(cloud.calls).toHaveLength(calls);
  expect(cloud.reading).toBe(0);
});

test('cancelled while accounts are entered: nobody is entered any more, and no region is invented', async () => {
  const { scan, cloud } = setUp({ '111122223333': twoRegions, '444455556666': twoRegions });
  const entering = Promise.withResolvers<never>();
  cloud.enter = (_account, signal) => {
    signal?.addEventListener('abort', () => entering.reject(signal.reason));
    return entering.promise;
  };
  const wanted = new AbortController();
  const scanning = scan({ accounts: [production, analytics] }, { checkKeys: true, signal: wanted.signal });
  await settle();
  wanted.abort(cancel);
  expect(outcomes(await scanning)).toEqual([
    '111122223333 * unknown Cancelled',
    '444455556666 eu-west-1 unknown Cancelled',
    '444455556666 us-east-1 unknown Cancelled',
  ]);
});

test('of two who asked for the same, only who cancels gets less', async () => {
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const regions = { 'eu-west-1': { gate }, 'us-east-1': { gate, configurations: [disabled('bad')] } };
  const { scan, cloud } = setUp({ '111122223333': { regions } });
  const wanted = new AbortController();
  const first = scan({ accounts: [production] }, { checkKeys: true, signal: wanted.signal });
  const second = scan({ accounts: [production] }, { checkKeys: true });
  await settle();
  wanted.abort(cancel);
  expect(outcomes(await first)).toEqual([
    '111122223333 eu-west-1 unknown Cancelled',
    '111122223333 us-east-1 unknown Cancelled',
  ]);
  open();
  expect(outcomes(await second)).toEqual(['111122223333 eu-west-1 scanned', '111122223333 us-east-1 scanned']);
  expect(cloud.calls.filter((call) => call.endsWith('GetJobs'))).toHaveLength(2);
});

test('after a cancelled scan the next one reads for itself, and a region that hung then is no worse for it', async () => {
  const { promise: gate } = Promise.withResolvers<void>();
  // As many accounts as give a region up that hangs, and more.
  const others = Array.from({ length: 6 }, (_, index): Account => ({ id: String(index), regions: ['eu-west-1'] }));
  const hangs = Object.fromEntries(others.map(({ id = '' }) => [id, { regions: { 'eu-west-1': { gate } } }]));
  const regions: FakeAccount['regions'] = { 'eu-west-1': { configurations: [disabled('bad')] } };
  const { scan } = setUp({ ...hangs, '111122223333': { regions } });
  const wanted = new AbortController();
  const scanning = scan({ accounts: others }, { checkKeys: true, signal: wanted.signal });
  await settle();
  wanted.abort(cancel);
  await scanning;
  const results = await scan({ accounts: [production] }, { checkKeys: true });
  expect(outcomes(results)).toEqual(['111122223333 eu-west-1 scanned']);
  expect(results[0]?.findings).toHaveLength(1);
});
