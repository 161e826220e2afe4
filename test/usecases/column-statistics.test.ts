import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/domain/json.ts';
import { forwardStages } from '../../src/usecases/remediation/messages/progress-stages.ts';
import { progressOfPlans } from '../../src/usecases/remediation/state/plan-progress.ts';
import type { FakeGlue } from '../support/fakes/fake-glue.ts';
import { notify, orderBack } from '../support/remediation/afterwards.ts';
import { live, restart } from '../support/remediation/lives.ts';
import { rawStatistics } from '../support/remediation/plans.ts';
import {
  approved,
  newName,
  outcomesOf,
  planOf,
  remediationKit,
  smallGlue,
} from '../support/remediation/remediation.ts';

const kind = 'column-statistics';
const orders = rawStatistics('sales', 'orders');
const returns = rawStatistics('sales', 'returns', { Schedule: null, SampleSize: 0.5 });

/** A job, a trigger and a crawler, and the column statistics of two tables. */
function glueWithTables(): FakeGlue {
  const glue = smallGlue(['a']);
  glue.put(kind, 'sales.orders', orders);
  glue.put(kind, 'sales.returns', returns);
  return glue;
}

/** The plan's steps: s1 the configuration, s2 the job, s3 trigger, s4 crawler, s5 and s6 the tables. */
async function kitOf(glue = glueWithTables()) {
  const kit = await remediationKit(glue);
  return { kit, glue, request: await approved(kit, planOf(glue)) };
}

const withoutNulls = (json: JsonObject) =>
  Object.fromEntries(Object.entries(json).filter(([, value]) => value !== null));
const switched = (settings: JsonObject) => ({ ...withoutNulls(settings), SecurityConfiguration: newName });

describe('column statistics settings in an execution', () => {
  test('are moved after everything else, and otherwise as they were', async () => {
    const { kit, glue, request } = await kitOf();
    await kit.run();
    expect(glue.effects.map(({ name }) => name).slice(-2)).toEqual(['sales.orders', 'sales.returns']);
    expect(glue.now(kind, 'sales.orders')).toEqual(switched(orders));
    expect(glue.now(kind, 'sales.returns')).toEqual(switched(returns));
    expect(Object.values(await outcomesOf(kit, request.id))).toEqual(Array(6).fill('done'));
    const ways = progressOfPlans(request, await kit.store.remediation.executions(request.id));
    expect(forwardStages(ways, []).at(-1)).toEqual({
      title: 'Switch column statistics',
      state: 'complete',
      detail: '2 of 2 done',
    });
  });

  test.each<[string, (glue: FakeGlue) => void, string]>([
    ['changed', (glue) => glue.put(kind, 'sales.orders', { ...orders, SampleSize: 99 }), 'it was changed'],
    [
      'stopped',
      (glue) =>
        glue.put(kind, 'sales.orders', { ...orders, Schedule: { ...Object(orders.Schedule), State: 'NOT_SCHEDULED' } }),
      'Schedule.State',
    ],
    ['deleted', (glue) => glue.things[kind].delete('sales.orders'), 'it does not exist'],
  ])('that were %s since the plan are left alone, and named as what they are', async (_, meanwhile, why) => {
    const { kit, glue, request } = await kitOf();
    meanwhile(glue);
    const before = glue.now(kind, 'sales.orders');
    await kit.run();
    expect(await outcomesOf(kit, request.id)).toMatchObject({ s5: 'drifted', s6: 'done' });
    expect(glue.now(kind, 'sales.orders')).toEqual(before);
    const told = await notify(kit);
    expect(JSON.stringify(told)).toContain('column statistics of sales.orders');
    expect(JSON.stringify(told)).toContain(why);
  });

  test('a run of the task in between is no change', async () => {
    const { kit, glue, request } = await kitOf();
    glue.put(kind, 'sales.orders', { ...orders, LastExecutionAttempt: { Status: 'FAILED' } });
    await kit.run();
    expect(await outcomesOf(kit, request.id)).toMatchObject({ s5: 'done' });
    expect(glue.now(kind, 'sales.orders')).toEqual({ ...switched(orders), LastExecutionAttempt: { Status: 'FAILED' } });
  });

  test('whatever the instant of a death, each is moved once and to the same effect', { timeout: 60_000 }, async () => {
    const whole = await kitOf();
    const { passed } = await live(whole.kit, 'p1');
    const first = passed.indexOf('before GetColumnStatisticsTaskSettings sales.orders') + 1;
    expect(first).toBeGreaterThan(0);
    expect(passed.filter((point) => point === 'after UpdateColumnStatisticsTaskSettings sales.orders')).toHaveLength(1);
    for (let killAt = first; killAt <= passed.length; killAt += 1) {
      const { kit, glue, request } = await kitOf();
      glue.staleReads = 1;
      expect((await live(kit, 'p1', killAt)).dead).toBe(true);
      await restart(kit, 'p1', 'heartbeat', 'p2');
      expect(glue.now(kind, 'sales.orders'), `${killAt}`).toEqual(switched(orders));
      expect(glue.now(kind, 'sales.returns'), `${killAt}`).toEqual(switched(returns));
      expect(Object.values(await outcomesOf(kit, request.id)), `${killAt}`).toEqual(Array(6).fill('done'));
      const effects = glue.effects.filter((effect) => effect.name === 'sales.orders').map(({ after }) => after);
      expect(new Set(effects).size).toBe(1);
      await kit.store.close();
    }
  });
});

describe('column statistics settings on the way back', () => {
  const backOf = async ({ kit, request }: Awaited<ReturnType<typeof kitOf>>) =>
    (await kit.store.remediation.executions(request.id)).findLast(({ direction }) => direction === 'back');

  test('are first, are as they were, and the configuration that was made is deleted', async () => {
    const all = await kitOf();
    await all.kit.run();
    await orderBack(all.kit, all.request.id);
    const before = all.glue.effects.length;
    await all.kit.run();
    expect(all.glue.effects.slice(before).map(({ name }) => name)).toEqual([
      'sales.returns',
      'sales.orders',
      'lake',
      'nightly',
      'a',
      newName,
    ]);
    expect(all.glue.now(kind, 'sales.orders')).toEqual(orders);
    expect(all.glue.now(kind, 'sales.returns')).toEqual(withoutNulls(returns));
    expect(all.glue.things.configuration.has(newName)).toBe(false);
  });

  test('that still name the configuration keep it from being deleted, although no list shows them', async () => {
    const all = await kitOf();
    await all.kit.run();
    all.glue.put(kind, 'sales.orders', { ...switched(orders), SampleSize: 7 });
    await orderBack(all.kit, all.request.id);
    await all.kit.run();
    expect(all.glue.things.configuration.has(newName)).toBe(true);
    const outcomes = new Map((await backOf(all))?.outcomes.map((outcome) => [outcome.stepId, outcome]));
    expect(outcomes.get('s5')).toMatchObject({ state: 'drifted' });
    expect(outcomes.get('s1')).toMatchObject({
      state: 'failed',
      reason: 'still-used: column statistics of sales.orders',
    });
  });

  test('that are gone keep nothing', async () => {
    const all = await kitOf();
    await all.kit.run();
    all.glue.things[kind].delete('sales.orders');
    await orderBack(all.kit, all.request.id);
    await all.kit.run();
    expect(all.glue.things.configuration.has(newName)).toBe(false);
  });
});
