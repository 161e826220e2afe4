import { beforeEach, expect, test, vi } from 'vitest';
import { giveBack, isDead, recoverWork, silentForMs } from '../../../src/usecases/bot/recover-work.ts';
import { FakeClock } from '../../support/fakes/fake-clock.ts';
import { kit } from '../../support/fakes/kit.ts';

const self = { id: 'me', host: 'here', machine: 'boot pid:[1]', pid: 10, startedAt: 0 };
const dead = { ...self, id: 'dead', pid: 99 };
let base: Awaited<ReturnType<typeof kit>>;
let alive: Set<number>;
const recover = () => recoverWork({ ...base, self, isAlive: (pid) => alive.has(pid) });

beforeEach(async () => {
  base = await kit();
  alive = new Set([10]);
});

test.each([
  ['itself', { id: 'me' }, false],
  ['a living neighbour', { pid: 11 }, false],
  ['a dead neighbour', { pid: 12 }, true],
  ['an earlier life with the same pid, as in a container', { pid: 10 }, true],
  ['another machine, lately heard of', { machine: 'other', pid: 12 }, false],
  ['another machine, silent', { machine: 'other', pid: 12, heartbeatAt: -silentForMs - 1 }, true],
  ['another container with the same host name and pid', { machine: 'boot pid:[2]', pid: 10 }, false],
  ['one of which no machine is known', { machine: undefined, pid: 12 }, false],
  ['a neighbour that lives and is silent', { pid: 11, heartbeatAt: -silentForMs - 1 }, true],
] as const)('%s', (_case, row, dead) => {
  const { machine, ...other } = { ...self, id: 'other', pid: 11, heartbeatAt: 0, ...row };
  expect(
    isDead({ ...other, ...(machine !== undefined && { machine }) }, self, 0, (pid) => pid === 10 || pid === 11),
  ).toBe(dead);
});

test('what a dead process left is taken back, and the requester is told once', async () => {
  const { store, clock } = base;
  const now = clock.now();
  await store.processes.beat({ ...dead, heartbeatAt: now });
  const scan = { processId: 'dead', startedAt: now, scope: 'us-east-1', caughtUp: false };
  await store.scans.begin({ ...scan, id: 's1', askedBy: 'U1', askedIn: 'C1', command: '/glue-audit us-east-1' });
  await store.scans.begin({ ...scan, id: 's2', schedule: 'daily', slotAt: now });
  await store.schedules.setNext('daily', 'f', now, now);
  await store.schedules.claim('daily', now, 'dead', now);

  expect(await recover()).toBe(1);
  expect(await recover()).toBe(0);
  expect((await store.scans.latest(5)).map(({ state }) => state)).toEqual(['interrupted', 'interrupted']);
  expect(await store.schedules.released()).toMatchObject([{ schedule: 'daily', dueAt: now }]);
  const told = await store.outbox.claimDue(now, now + 1, 'me', 10);
  expect(told).toMatchObject([{ channel: 'U1', message: { kind: 'interrupted', again: '/glue-audit us-east-1' } }]);
});

test('an execution of a dead process can be taken at once', async () => {
  const { remediation, processes } = base.store;
  const now = base.clock.now();
  await processes.beat({ ...dead, heartbeatAt: now });
  await remediation.queueExecution({ id: 'e1', planId: 'p1', requestId: 'r1' }, now);
  const claim = { now, leaseUntil: now + 60_000 };
  await remediation.claimExecution({ ...claim, processId: 'dead', holder: 'h1' });
  expect(await remediation.claimExecution({ ...claim, processId: 'me', holder: 'h2' })).toBeUndefined();
  await recover();
  expect(await remediation.claimExecution({ ...claim, processId: 'me', holder: 'h2' })).toMatchObject({ id: 'e1' });
});

test('a process that ends gives back its own work, without a message lost', async () => {
  const { store, clock } = base;
  await recover();
  await store.schedules.setNext('daily', 'f', clock.now(), 0);
  await store.schedules.claim('daily', clock.now(), 'me', clock.now());
  await giveBack(base, 'me');
  expect(await store.schedules.released()).toHaveLength(1);
  expect(await store.processes.all()).toEqual([]);
});

test('where pids say nothing, a process is dead when it was silent, and its own pid does not make it so', async () => {
  const { store, clock } = base;
  const { machine: _, ...here } = self;
  const look = () => recoverWork({ ...base, self: here, isAlive: () => false });
  await look();
  await store.processes.beat({ ...here, id: 'twin', heartbeatAt: clock.now() });
  for (let silent = 0; silent <= silentForMs; silent += 10_000) {
    expect(await look()).toBe(0);
    await clock.advance(10_000);
  }
  expect(await look()).toBe(1);
});

test('whoever was away itself does not call the others silent: they could not be heard', async () => {
  const { store, clock } = base;
  await recover();
  const other = { ...self, id: 'other', machine: 'other', pid: 11 };
  await store.processes.beat({ ...other, heartbeatAt: clock.now() });
  await clock.advance(silentForMs + 1);
  expect(await recover()).toBe(0);
  await clock.advance(10_000);
  expect(await recover()).toBe(1);
});

test('nor does one that had to wait for the database at its start: the others wait for it, too', async () => {
  const { store, clock } = base;
  const other = { ...self, id: 'other', machine: 'other', pid: 11 };
  const third = { ...other, id: 'third' };
  for (const row of [other, third]) await store.processes.beat({ ...row, heartbeatAt: clock.now() });
  await clock.advance(silentForMs + 1);
  const started = { ...self, startedAt: clock.now() };
  const look = () => recoverWork({ ...base, self: started, isAlive: () => true, hadToWait: true });
  expect(await look()).toBe(0);
  await store.processes.beat({ ...other, heartbeatAt: clock.now() });
  await clock.advance(10_000);
  expect(await look()).toBe(0);
  await clock.advance(10_000);
  expect([await look(), (await store.processes.all()).map(({ id }) => id)]).toEqual([1, ['other', 'me']]);
});

test('a process that is heard of at the last moment keeps what it has', async () => {
  const { store, clock } = base;
  const now = clock.now();
  await store.processes.beat({ ...dead, heartbeatAt: now });
  await store.schedules.claim('daily', now, 'dead', now);
  await store.processes.beat({ ...dead, heartbeatAt: now + 1 });
  expect(await giveBack(base, 'dead', now)).toBe(false);
  expect(await store.schedules.released()).toEqual([]);
  expect(await giveBack(base, 'dead', now + 1)).toBe(true);
  expect(await store.schedules.released()).toHaveLength(1);
});

/** Half a minute, in which this process is heard of as ever. */
async function halfAMinute(): Promise<number[]> {
  const found: number[] = [];
  for (let passed = 0; passed <= silentForMs; passed += 10_000) {
    found.push(await recover());
    await base.clock.advance(10_000);
  }
  return found;
}

/** It was taken for dead, and took a slot before it was heard of again. */
async function takeWithout(id: string): Promise<void> {
  const { store, clock } = base;
  const now = clock.now();
  const scan = { processId: id, startedAt: now, scope: 'us-east-1', caughtUp: false };
  await store.scans.begin({ ...scan, id: 's1', askedBy: 'U1', askedIn: 'C1', command: '/glue-audit us-east-1' });
  await store.schedules.claim('daily', now, id, now);
}

test('what a process took that was given up before, and ended before it was heard of again, is taken back', async () => {
  const { store, clock } = base;
  await takeWithout('gone');
  expect(await halfAMinute()).toEqual([0, 0, 0, 0]);
  expect([await recover(), await recover()]).toEqual([1, 0]);
  expect(await store.scans.get('s1')).toMatchObject({ state: 'interrupted' });
  expect(await store.schedules.released()).toMatchObject([{ schedule: 'daily' }]);
  const told = await store.outbox.claimDue(clock.now(), clock.now() + 1, 'me', 10);
  expect(told).toMatchObject([{ channel: 'U1', message: { kind: 'interrupted' } }]);
});

test('and is its own where it is heard of again, also at the last moment', async () => {
  const { store, clock } = base;
  await takeWithout('back');
  await halfAMinute();
  const asked = vi.spyOn(store.processes, 'unknownHolders').mockImplementationOnce(async () => {
    await store.processes.beat({ ...self, id: 'back', machine: 'other', heartbeatAt: clock.now() });
    return ['back'];
  });
  expect([await recover(), await recover()]).toEqual([0, 0]);
  expect(asked).toHaveBeenCalledTimes(2);
  expect(await store.scans.get('s1')).toMatchObject({ state: 'running' });
  expect(await store.schedules.claimed()).toMatchObject([{ processId: 'back' }]);
});

test('the slot of a scan that was being cancelled stays with whoever has it now', async () => {
  const { store, clock } = base;
  const now = clock.now();
  const scan = { id: 's1', processId: 'dead', startedAt: now, scope: 'all', caughtUp: false };
  await store.scans.begin({ ...scan, schedule: 'daily', slotAt: now });
  await store.scans.cancel('s1', 'U1', now);
  await store.schedules.claim('daily', now, 'other', now);
  await giveBack({ ...base, schedules: [{ name: 'daily', cron: '', timezone: 'UTC', channel: 'C1' }] }, 'dead');
  expect(await store.schedules.claimed()).toMatchObject([{ processId: 'other' }]);
  expect(await store.outbox.waiting()).toMatchObject({ count: 0 });
});

test('a machine that is minutes ahead or behind takes nothing from a living process', async () => {
  const { store, clock } = base;
  const minutes = 60_000;
  for (const apart of [5 * minutes, -5 * minutes]) {
    const other = { ...base, clock: new FakeClock(clock.now() + apart), processId: 'other' };
    const far = { ...self, id: 'other', machine: 'other' };
    await recoverWork({ ...other, self: far, isAlive: () => true });
    expect([await recover(), (await store.processes.all()).length]).toEqual([0, 2]);
    await clock.advance(10_000);
  }
});
