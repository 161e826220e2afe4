import { expect, test, vi } from 'vitest';
import {
  approve,
  createExecutionWorld,
  type ExecutionWorld,
  outcomes,
} from '../../support/processes/execution-world.ts';
import { ask, wordsOf } from '../../support/processes/people.ts';

const target = { account: '123456789012', region: 'us-east-1' };

async function stored({ store }: ExecutionWorld) {
  const [row] = await store.findings.openNamed(target, 'etl-standard');
  return row;
}

test.each([
  ['ListSessions', 'session'],
  ['GetCrawlers', 'crawler'],
])('%s denied for ever: what was remediated is seen as fixed', async (operation, list) => {
  const world = await createExecutionWorld();
  const { slack, aws } = world;
  await world.start();
  await ask(slack, 'us-east-1');
  expect(await stored(world)).toMatchObject({ exposure: 'exposed' });
  aws.faults.add({ service: 'glue', operation, effect: { kind: 'deny' } });
  await approve(world);
  await slack.waitFor(() => outcomes(world).length > 0, 30_000);
  await vi.waitFor(async () => expect(await world.store.remediation.rescansAsked()).toEqual([]), 40_000);
  expect(await stored(world)).toMatchObject({
    exposure: 'unused',
    references: [],
    fixedAt: expect.any(Number),
    referencesIncomplete: [{ call: operation, error: 'AccessDeniedException', list }],
  });
  const { message } = await ask(slack, 'findings us-east-1');
  expect(wordsOf(message)).toContain('nothing seen runs with it');
  expect(wordsOf(message)).toContain(`a lower bound, as ${operation} failed`);
});
