import { beforeEach, expect, test } from 'vitest';
import { giveBack, isDead, recoverWork, silentForMs } from '../../../src/usecases/bot/recover-work.ts';
import { kit } from '../../support/fakes/kit.ts';

const self = { id: 'me', host: 'here', pid: 10, startedAt: 0 };
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
  ['another machine, lately heard of', { host: 'there', pid: 12 }, false],
  ['another machine, silent', { host: 'there', pid: 12, heartbeatAt: -silentForMs - 1 }, true],
  ['a neighbour that lives and is silent', { pid: 11, heartbeatAt: -silentForMs - 1 }, true],
] as const)('%s', (_case, row, dead) => {
  const other = { id: 'other', host: 'here', pid: 11, startedAt: 0, heartbeatAt: 0, ...row };
  expect(isDead(other, self, 0, (pid) => pid === 10 || pid === 11)).toBe(dead);
});

test('what a dead process left is taken back, and the requester is told once', async () => {
  const { store, clock } = base;
  const now = clock.now();
  await store.processes.beat({ id: 'dead', host: 'here', pid: 99, startedAt: 0, heartbeatAt: now });
  const scan = { processId: 'dead', startedAt: now, scope: 'us-east-1', caughtUp: false };
  await store.scans.begin({ ...scan, id: 's1', askedBy: 'U1', askedIn: 'C1', command: '/glue-audit us-east-1' });
  await store.scans.begin({ ...scan, id: 's2', schedule: 'daily', slotAt: now });
  await store.schedules.setNext('daily', 'f', now);
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
  await processes.beat({ id: 'dead', host: 'here', pid: 99, startedAt: 0, heartbeatAt: now });
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
  await store.schedules.setNext('daily', 'f', clock.now());
  await store.schedules.claim('daily', clock.now(), 'me', clock.now());
  await giveBack(base, 'me');
  expect(await store.schedules.released()).toHaveLength(1);
  expect(await store.processes.all()).toEqual([]);
});
