import { expect, test } from 'vitest';
import type { Bot } from '../../support/processes/bot.ts';
import {
  approve,
  createExecutionWorld,
  executionOf,
  expectDone,
  expectNothingLeft,
  hold,
  strike,
} from '../../support/processes/execution-world.ts';

const third = { operation: 'UpdateJob', name: 'pipeline-003-nightly-etl' } as const;

function stepsOf({ lines }: Bot): unknown[] {
  return lines.filter(({ msg }) => msg === 'step').map(({ step }) => step);
}

test('two processes and two presses at once: one execution, by one of them', async () => {
  const world = await createExecutionWorld();
  world.aws.faults.add({ service: 'glue', operation: 'UpdateJob', effect: { kind: 'latency', ms: 100 } });
  const both = await Promise.all([world.start(), world.start()]);
  await approve(world, 2);
  await expectDone(world);
  expect(both.map((bot) => stepsOf(bot).length).sort()).toEqual([0, 7]);
  expect(await Promise.all(both.map((bot) => bot.end('SIGTERM')))).toEqual([0, 0]);
});

test('a process that starts while another carries a plan out leaves it alone', async () => {
  const world = await createExecutionWorld();
  const first = await world.start();
  await Promise.all([hold(world, third.name), approve(world)]);
  const second = await world.start();
  expect(await executionOf(world)).toMatchObject({ state: 'running' });
  world.aws.faults.clear();
  await expectDone(world);
  expect(stepsOf(first)).toHaveLength(7);
  expect(stepsOf(second)).toEqual([]);
  expect(await Promise.all([first, second].map((bot) => bot.end('SIGTERM')))).toEqual([0, 0]);
});

test('when the one that carries it out is killed, the other takes over where it was', async () => {
  const world = await createExecutionWorld();
  const first = await world.start();
  const lost = { ...third, effect: { kind: 'lose-answer', how: 'hang' } } as const;
  await Promise.all([strike(world, lost), approve(world)]);
  const second = await world.start();
  await first.end('SIGKILL');
  world.aws.faults.clear();
  await expectDone(world);
  expect(stepsOf(first)).toEqual(['s1', 's2', 's3']);
  expect(stepsOf(second)).toEqual(['s4', 's5', 's6', 's7']);
  expect(await second.end('SIGTERM')).toBe(0);
  await expectNothingLeft(world);
});
