import { expect, test, vi } from 'vitest';
import type { Account } from '../../../src/domain/fleet.ts';
import { createScanFleet } from '../../../src/usecases/audit/scan-fleet.ts';
import { FakeClock, settle } from '../../support/fakes/fake-clock.ts';
import { FakeCloud } from '../../support/fakes/fake-cloud.ts';
import { countingIds, fakeLog } from '../../support/fakes/kit.ts';

const region = 'eu-west-1';

/** Accounts with one region, in which nothing answers before `open` was called. */
function setUp(size: number, concurrency: number) {
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const accounts = Array.from({ length: size }, (_, index): Account => ({ id: String(index), regions: [region] }));
  const cloud = new FakeCloud(Object.fromEntries(accounts.map(({ id }) => [id, { regions: { [region]: { gate } } }])));
  const clock = new FakeClock();
  const scan = createScanFleet({ cloud, clock, log: fakeLog(), newId: countingIds(), concurrency });
  return { scan, cloud, clock, open, accounts };
}

test('who asks while others wait shares what was not begun, however long the queue is', async () => {
  const { scan, cloud, clock, open, accounts } = setUp(9, 1);
  const first = scan({ accounts }, { checkKeys: true });
  await settle();
  await clock.advance(1);
  const wanted = new AbortController();
  const second = scan({ accounts }, { checkKeys: true, signal: wanted.signal });
  const third = scan({ accounts }, { checkKeys: true });
  await settle();
  wanted.abort(new Error('cancelled'));
  expect((await second).map(({ reason }) => reason)).toEqual(accounts.map(() => 'Cancelled'));
  open();
  const scanned = accounts.map(({ id }) => `${id} scanned`);
  for (const results of [await first, await third])
    expect(results.map(({ account, outcome }) => `${account} ${outcome}`)).toEqual(scanned);
  // The one that was read when they asked is read again, the others once.
  expect(cloud.calls.filter((call) => call.endsWith('GetJobs'))).toHaveLength(accounts.length + 1);
});

test('a fleet waits as entries of a queue: few of its targets are begun', async () => {
  const { scan, accounts } = setUp(500, 8);
  const made = vi.spyOn(globalThis, 'AbortController');
  try {
    void scan({ accounts }, { checkKeys: true });
    await settle();
    expect(made.mock.calls.length).toBeGreaterThan(8);
    expect(made.mock.calls.length).toBeLessThan(100);
  } finally {
    made.mockRestore();
  }
});
