import { expect, test, vi } from 'vitest';
import { botDatabases } from '../../support/postgres/databases.ts';
import {
  approve,
  createExecutionWorld,
  executionOf,
  expectDone,
  expectNothingLeft,
  hold,
  runJob,
  strike,
  to,
  updates,
} from '../../support/processes/execution-world.ts';

const lost = { kind: 'lose-answer', how: 'hang' } as const;

const killedAt = [
  ['the new configuration', { operation: 'CreateSecurityConfiguration', name: to, effect: lost }],
  ['the third job', { operation: 'UpdateJob', name: 'pipeline-003-nightly-etl', effect: lost }],
  ['the last job', { operation: 'UpdateJob', name: 'pipeline-006-nightly-etl', effect: lost }],
] as const;

test('kill -9 each time when something is changed and AWS has not answered yet: not changed again', async () => {
  const world = await createExecutionWorld();
  for (const [at, [what, rule]] of killedAt.entries()) {
    const struck = strike(world, rule);
    const bot = await world.start();
    await Promise.all([struck, at === 0 && approve(world)]);
    // What is under way to a direct conversation could not be looked up there.
    await vi.waitFor(async () => expect((await world.store.outbox.waiting()).count).toBe(0), 40_000);
    expect(await bot.end('SIGKILL'), what).toBeNull();
    expect(await executionOf(world), what).toMatchObject({ state: 'running' });
    world.aws.faults.clear();
  }

  const last = await world.start();
  await expectDone(world);
  expect(await last.end('SIGTERM')).toBe(0);
  await expectNothingLeft(world);
});

test.each(botDatabases)(
  'on %s, kill -9 between two jobs: the first three are not touched again, the others follow',
  async (_, urlOf) => {
    const world = await createExecutionWorld({ databaseUrl: await urlOf() });
    const [one = '', two = '', three = '', four = ''] = world.jobs;
    const first = await world.start();
    await Promise.all([strike(world, { operation: 'GetJob', name: four, effect: { kind: 'hang' } }), approve(world)]);
    await first.end('SIGKILL');
    await world.silence();
    expect(updates(world)).toEqual({ [one]: 1, [two]: 1, [three]: 1 });

    world.aws.faults.clear();
    const second = await world.start();
    await expectDone(world);
    expect(await second.end('SIGTERM')).toBe(0);
    await expectNothingLeft(world);
  },
);

test('kill -9 while the others wait for the canary: its run meanwhile is seen, and they follow', async () => {
  const world = await createExecutionWorld({ canary: true });
  const [canary = ''] = world.jobs;
  const first = await world.start();
  await approve(world);
  await vi.waitFor(async () => expect(await executionOf(world)).toMatchObject({ state: 'waiting-for-canary' }), 40_000);
  await first.end('SIGKILL');
  expect(updates(world)).toEqual({ [canary]: 1 });

  runJob(world, canary);
  const second = await world.start();
  await expectDone(world);
  expect(await executionOf(world)).toMatchObject({ canary: 'passed' });
  expect(await second.end('SIGTERM')).toBe(0);
  await expectNothingLeft(world);
});

test('SIGTERM while AWS carries a change out, and before one is sent: exit 0, and the next start goes on', async () => {
  const world = await createExecutionWorld();
  const [one = '', two = '', three = '', four = '', five = ''] = world.jobs;
  const first = await world.start();
  const slow = { operation: 'UpdateJob', name: three, effect: { kind: 'latency', ms: 1_500 } } as const;
  await Promise.all([strike(world, slow), approve(world)]);
  // Only after that step.
  expect(await first.end('SIGTERM')).toBe(0);
  expect(updates(world)).toEqual({ [one]: 1, [two]: 1, [three]: 1 });
  expect(first.lines.filter(({ msg }) => msg === 'step')).toHaveLength(4);
  expect(await executionOf(world)).toMatchObject({ state: 'paused' });

  world.aws.faults.clear();
  const held = hold(world, five);
  const second = await world.start();
  await held;
  const ended = second.end('SIGTERM');
  await second.logged(({ msg }) => msg === 'stopping');
  world.aws.faults.clear();
  expect(await ended).toBe(0);
  // What was not sent yet is not sent any more.
  expect(updates(world)).toEqual({ [one]: 1, [two]: 1, [three]: 1, [four]: 1 });
  expect(await executionOf(world)).toMatchObject({ state: 'paused' });

  const third = await world.start();
  await expectDone(world);
  expect(await third.end('SIGTERM')).toBe(0);
});
