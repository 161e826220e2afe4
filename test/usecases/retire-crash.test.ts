import { describe, expect, test } from 'vitest';
import { withoutTimes } from '../support/fakes/fake-glue.ts';
import { live, restart } from '../support/remediation/lives.ts';
import { approved, type RemediationKit, remediationKit } from '../support/remediation/remediation.ts';
import { old, orderBack, retiredGlue, retirePlan } from '../support/remediation/retire.ts';

/** Deleted once, journaled once, told once. */
async function expectRetired(kit: RemediationKit, requestId: string): Promise<void> {
  const untouched = retiredGlue();
  expect(kit.glue.now('configuration', 'std')).toBeUndefined();
  expect(kit.glue.now('job', 'a')).toEqual(untouched.now('job', 'a'));
  expect(kit.glue.effects).toEqual([{ kind: 'configuration', name: 'std', after: 'deleted' }]);
  const [execution, ...others] = await kit.store.remediation.executions(requestId);
  expect(others).toEqual([]);
  expect(execution).toMatchObject({ state: 'ended', outcomes: [{ stepId: 's1', state: 'done' }] });
  const trail = (await kit.store.remediation.auditTrail(execution?.id ?? '')).map(({ action }) => action);
  expect(trail).toEqual(['execution.queued', 'step.done', 'execution.done']);
}

async function expectBack(kit: RemediationKit, requestId: string): Promise<void> {
  expect(withoutTimes(kit.glue.now('configuration', 'std') ?? {})).toEqual(old);
  expect(kit.glue.effects.map(({ after }) => after === 'deleted')).toEqual([true, false]);
  const executions = await kit.store.remediation.executions(requestId);
  expect(executions.map(({ direction, state }) => `${direction} ${state}`)).toEqual(['forward ended', 'back ended']);
  expect(executions[1]?.outcomes).toMatchObject([{ stepId: 's1', state: 'done' }]);
}

async function begin() {
  const kit = await remediationKit(retiredGlue());
  const request = await approved(kit, retirePlan(kit.glue));
  return { kit, request };
}

/** A retire that was carried out, and its roll back ordered. */
async function beginBack() {
  const { kit, request } = await begin();
  await live(kit, 'p0');
  const ordered = await orderBack(kit, request.id);
  expect(ordered).not.toHaveProperty('refused');
  return { kit, request };
}

const ways = [
  { way: 'a retire', start: begin, expectEnd: expectRetired, call: 'DeleteSecurityConfiguration std' },
  { way: 'its roll back', start: beginBack, expectEnd: expectBack, call: 'CreateSecurityConfiguration std' },
];

describe.each(ways)('kill $way at every instant', { timeout: 120_000 }, ({ start, expectEnd, call }) => {
  async function pointsOf(): Promise<readonly string[]> {
    const { kit, request } = await start();
    const { passed } = await live(kit, 'p1');
    await expectEnd(kit, request.id);
    return passed;
  }

  test('the change and its journal are among them', async () => {
    const points = await pointsOf();
    for (const point of [`before ${call}`, `after ${call}`, 'after journal s1 acting', 'inside transaction'])
      expect(points).toContain(point);
  });

  test.each(['heartbeat', 'lease'] as const)('one death, found by %s: the same right end', async (how) => {
    const { length } = await pointsOf();
    for (let killAt = 1; killAt <= length; killAt += 1) {
      const { kit, request } = await start();
      expect((await live(kit, 'p1', killAt)).dead).toBe(true);
      await restart(kit, 'p1', how, 'p2');
      await expectEnd(kit, request.id);
      await kit.store.close();
    }
  });
});
