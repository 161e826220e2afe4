import { expect, onTestFinished, test, vi } from 'vitest';
import type { Account, Schedule } from '../../../src/domain/fleet.ts';
import { dayMs, dayOf, defaultRetention } from '../../../src/domain/retention.ts';
import { createQueue } from '../../../src/queue/in-process.ts';
import { StoreError } from '../../../src/store/database/store-error.ts';
import { createBackgroundWork } from '../../../src/usecases/bot/background-work.ts';
import { createTimers } from '../../../src/usecases/bot/timers.ts';
import { fingerprint } from '../../../src/usecases/schedule/run-schedules.ts';
import { FakeChat } from '../../support/fakes/fake-chat.ts';
import { settle } from '../../support/fakes/fake-clock.ts';
import { hourly } from '../../support/fakes/fake-timetable.ts';
import { kit } from '../../support/fakes/kit.ts';

const daily: Schedule = { name: 'daily', cron: '0 * * * *', timezone: 'UTC', channel: 'C1' };
const known: Account = { id: '111122223333', regions: ['eu-west-1'] };
const joined: Account = { id: '222233334444', regions: ['eu-west-1'] };

/** The bot's own work over a fleet that a refresh adds an account to. */
async function background(
  refresh: (fleet: { accounts: readonly Account[] }) => Promise<void>,
  given: { readonly headChannel?: string } = {},
) {
  const base = await kit();
  const fleet = { accounts: [known] as readonly Account[], schedules: [daily] };
  const scanned: (string | undefined)[][] = [];
  const told: string[] = [];
  const nudges = { send: (name: string) => void told.push(name), listen: () => {}, close: async () => {} };
  const queue = createQueue({ ...base, nudges });
  const work = createBackgroundWork({
    ...base,
    ...given,
    queue,
    timers: createTimers({ ...base, queue }),
    timetable: hourly(base.clock),
    chat: new FakeChat(),
    schedules: [daily],
    retention: defaultRetention,
    fleet,
    scan: async ({ accounts }) => {
      scanned.push(accounts.map(({ id }) => id));
      return [];
    },
    canRemediate: () => false,
    refreshFleet: () => refresh(fleet),
    self: { id: base.processId, host: 'here', pid: 1, startedAt: 0 },
    isAlive: () => true,
    hadToWait: false,
  });
  onTestFinished(async () => {
    await work.drain(0);
    await base.store.close();
  });
  return { ...base, work, scanned, told };
}

test('a start goes on where the database goes away just after it was opened', async () => {
  const { work, store } = await background(async () => {});
  const all = vi.spyOn(store.processes, 'all').mockRejectedValueOnce(new StoreError('unavailable', 'It restarts.'));
  await work.start();
  expect(all.mock.calls.length).toBeGreaterThan(1);
  expect(await store.processes.all()).toHaveLength(1);
});

test('the fleet is brought up to date at the start, and every ten minutes', async () => {
  let refreshed = 0;
  const { work, clock } = await background(async () => {
    refreshed += 1;
  });
  await work.start();
  await settle();
  expect(refreshed).toBe(1);
  await clock.advance(600_000);
  expect(refreshed).toBe(2);
});

test('at the start of one process no other is made to list it too', async () => {
  const { work, told } = await background(async () => {});
  await work.start();
  await settle();
  expect(told).not.toContain('fleet');
});

test('and before a scheduled scan, which then has who joined', async () => {
  let listed: () => void = () => undefined;
  const listing = new Promise<void>((resolve) => {
    listed = resolve;
  });
  const { work, store, clock, scanned } = await background(async (fleet) => {
    await listing;
    fleet.accounts = [known, joined];
  });
  await store.schedules.setNext('daily', fingerprint(daily), clock.now() - 60_000, clock.now());
  await work.start();
  await settle();
  expect(scanned).toEqual([]);
  listed();
  await settle();
  expect(scanned).toEqual([[known.id, joined.id]]);
});

test('the head of the audit trail is told at the start and each day, where a channel is named for it', async () => {
  for (const given of [{}, { headChannel: 'COPS' }]) {
    const { work, store, clock } = await background(async () => {}, given);
    const entry = { id: 'a', at: 1, actor: 'U1', action: 'x', subject: 's', detail: {}, awsRequestIds: [] };
    await store.remediation.audit(entry);
    const day = async () => (await store.auditLog.told())?.day;
    const today = dayOf(clock.now());
    await work.start();
    await settle();
    expect(await day()).toBe('headChannel' in given ? today : undefined);
    clock.set(today + dayMs);
    await clock.advance(600_000);
    expect(await day()).toBe('headChannel' in given ? today + dayMs : undefined);
  }
});
