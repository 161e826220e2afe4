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

test.each([
  ['the new configuration', { operation: 'CreateSecurityConfiguration', name: to, effect: lost }],
  ['the third job', { operation: 'UpdateJob', name: 'pipeline-003-nightly-etl', effect: lost }],
  ['the last job', { operation: 'UpdateJob', name: 'pipeline-006-nightly-etl', effect: lost }],
])('kill -9 when %s is changed and AWS has not answered yet: not changed again', async (_what, rule) => {
  const world = await createExecutionWorld();
  const first = await world.start();
  await Promise.all([strike(world, rule), approve(world)]);
  expect(await first.end('SIGKILL')).toBeNull();
  expect(await executionOf(world)).toMatchObject({ state: 'running' });

  world.aws.faults.clear();
  const second = await world.start();
  await expectDone(world);
  expect(await second.end('SIGTERM')).toBe(0);
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
  await vi.waitFor(async () => expect(await executionOf(world)).toMatchObject({ state: 'waiting-for-canary' }), 10_000);
  await first.end('SIGKILL');
  expect(updates(world)).toEqual({ [canary]: 1 });

  runJob(world, canary);
  const second = await world.start();
  await expectDone(world);
  expect(await executionOf(world)).toMatchObject({ canary: 'passed' });
  expect(await second.end('SIGTERM')).toBe(0);
  await expectNothingLeft(world);
});

test('SIGTERM while AWS carries a change out: exit 0 after that step, and the next start goes on', async () => {
  const world = await createExecutionWorld();
  const [one = '', two = '', three = ''] = world.jobs;
  const first = await world.start();
  const slow = { operation: 'UpdateJob', name: three, effect: { kind: 'latency', ms: 1_500 } } as const;
  await Promise.all([strike(world, slow), approve(world)]);
  expect(await first.end('SIGTERM')).toBe(0);
  expect(updates(world)).toEqual({ [one]: 1, [two]: 1, [three]: 1 });
  expect(first.lines.filter(({ msg }) => msg === 'step')).toHaveLength(4);
  expect(await executionOf(world)).toMatchObject({ state: 'paused' });

  world.aws.faults.clear();
  const second = await world.start();
  await expectDone(world);
  expect(await second.end('SIGTERM')).toBe(0);
});

test('SIGTERM before a change is sent: it is not sent any more, and the next start makes it', async () => {
  const world = await createExecutionWorld();
  const [one = '', two = '', three = ''] = world.jobs;
  const first = await world.start();
  await Promise.all([hold(world, three), approve(world)]);
  const ended = first.end('SIGTERM');
  await first.logged(({ msg }) => msg === 'stopping');
  world.aws.faults.clear();
  expect(await ended).toBe(0);
  expect(updates(world)).toEqual({ [one]: 1, [two]: 1 });
  expect(await executionOf(world)).toMatchObject({ state: 'paused' });

  const second = await world.start();
  await expectDone(world);
  expect(await second.end('SIGTERM')).toBe(0);
});
