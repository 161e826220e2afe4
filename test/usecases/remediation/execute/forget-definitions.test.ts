import { expect, test } from 'vitest';
import { forgetDefinitions } from '../../../../src/usecases/remediation/execute/forget-definitions.ts';
import { readProgress } from '../../../../src/usecases/remediation/messages/read-shown.ts';
import { progressId } from '../../../../src/usecases/remediation/state/announced-at.ts';
import { orderBack } from '../../../support/remediation/afterwards.ts';
import { approved, planOf, type RemediationKit, remediationKit } from '../../../support/remediation/remediation.ts';
import { retiredGlue, retirePlan } from '../../../support/remediation/retire.ts';

const definition = ({ store }: RemediationKit, plan = 'plan-1') => store.remediation.definition(plan, 's2');

async function carriedOut() {
  const kit = await remediationKit();
  const request = await approved(kit);
  await kit.run();
  const [execution] = await kit.store.remediation.executions(request.id);
  return { kit, request, endedAt: execution?.endedAt ?? 0 };
}

test('definitions are kept to the last millisecond of the window, and a roll back with them', async () => {
  const { kit, request, endedAt } = await carriedOut();
  kit.clock.time = endedAt + kit.watchRunsFor - 1;
  await forgetDefinitions(kit);
  expect(await definition(kit)).toBeDefined();
  // Looking at the runs of what was moved takes a while.
  kit.clock.time -= 120_000;
  expect(await orderBack(kit, request.id, { understood: true })).toHaveProperty('request');
});

test('with the window they are gone, and so is the button: what can be pressed can be done', async () => {
  const { kit, request, endedAt } = await carriedOut();
  kit.clock.time = endedAt + kit.watchRunsFor;
  expect(await orderBack(kit, request.id, { understood: true })).toEqual({ refused: 'window-over' });
  const [row] = await kit.store.remediation.followedProgress();
  if (row !== undefined) await kit.store.remediation.progressShown(row, 'x', { settled: true });
  await forgetDefinitions(kit);
  expect(await definition(kit)).toBeUndefined();
  expect(await kit.store.remediation.followedProgress()).toMatchObject([{ messageId: progressId(request.id) }]);
  const read = await readProgress({ ...kit, enabled: true }, request.id);
  expect(read?.message.mayRollBack).toBe(false);
  expect(kit.log.lines).toContainEqual(expect.objectContaining({ level: 'info', fields: { requests: 1 } }));
});

test('a second look forgets nothing more, and asks for no message', async () => {
  const { kit, endedAt } = await carriedOut();
  kit.clock.time = endedAt + kit.watchRunsFor;
  await forgetDefinitions(kit);
  const [row] = await kit.store.remediation.followedProgress();
  await forgetDefinitions(kit);
  expect(await kit.store.remediation.followedProgress()).toEqual([row]);
});

test('those of a request that nobody approved go at once, those of one that waits for a decision stay', async () => {
  const kit = await remediationKit();
  const request = await kit.ask();
  await kit.ask(planOf(kit.glue, { id: 'plan-2', finding: { kind: 'configuration', name: 'x' } }));
  await kit.decide({ requestId: request.id, decision: 'reject', reason: 'no' });
  await forgetDefinitions(kit);
  expect([await definition(kit), await definition(kit, 'plan-2')]).toEqual([undefined, expect.any(String)]);
});

test('of a retire, which has its button for as long and no longer', async () => {
  const kit = await remediationKit(retiredGlue());
  const request = await approved(kit, retirePlan(kit.glue));
  await kit.run();
  const [row] = await kit.store.remediation.followedProgress();
  if (row !== undefined) await kit.store.remediation.progressShown(row, 'x', { settled: true });
  kit.clock.time += kit.watchRunsFor;
  expect(await orderBack(kit, request.id)).toEqual({ refused: 'window-over' });
  await forgetDefinitions(kit);
  expect(await kit.store.remediation.followedProgress()).toMatchObject([{ requestId: request.id }]);
});
