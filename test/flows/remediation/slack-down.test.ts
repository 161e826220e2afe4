import { expect, test, vi } from 'vitest';
import {
  approve,
  createExecutionWorld,
  type ExecutionWorld,
  executionOf,
  expectDone,
  expectNothingLeft,
  hold,
  outcomes,
  progress,
} from '../../support/processes/execution-world.ts';

/** Slack is away from the third job on, comes back after the end, and shows everything once. */
async function outlast(world: ExecutionWorld, kind: 'status' | 'reset'): Promise<void> {
  const { aws, slack, jobs } = world;
  const bot = await world.start();
  await Promise.all([hold(world, jobs[2] ?? ''), approve(world)]);
  await slack.waitFor(() => progress(world).length === 1);
  const outage = slack.faults.outage(kind);
  slack.faults.dropSockets();
  aws.faults.clear();
  await vi.waitFor(async () => expect(await executionOf(world)).toMatchObject({ state: 'ended' }), 40_000);
  await bot.logged(({ msg }) => msg === 'message not delivered yet');
  await bot.logged(({ msg }) => msg === 'progress not shown yet');
  expect(outcomes(world)).toEqual([]);
  expect(progress(world).map(({ text }) => text.startsWith('Done: '))).toEqual([false]);

  outage.stop();
  await slack.waitFor(() => slack.connections() === 1, 40_000);
  await expectDone(world);
  expect(await bot.end('SIGTERM')).toBe(0);
  await expectNothingLeft(world);
}

test('Slack answers 503, or cuts every connection, while a plan is carried out: it goes on, and messages catch up', async () => {
  // Side by side: each waits ten seconds for the next edit of its message.
  const [unavailable, cut] = [await createExecutionWorld(), await createExecutionWorld()];
  await Promise.all([outlast(unavailable, 'status'), outlast(cut, 'reset')]);
});
