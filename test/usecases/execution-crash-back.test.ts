import { describe, expect, test } from 'vitest';
import { withoutTimes } from '../support/fakes/fake-glue.ts';
import { bookmarkOf, canaryPlan, orderBack, runNow, watch } from '../support/remediation/afterwards.ts';
import { live, restart } from '../support/remediation/lives.ts';
import {
  approved,
  newName,
  type RemediationKit,
  remediationKit,
  smallGlue,
} from '../support/remediation/remediation.ts';

/** An approved plan that was carried out, and an order to go back. */
async function ordered() {
  const kit = await remediationKit();
  const request = await approved(kit);
  await kit.run();
  kit.glue.effects.length = 0;
  await orderBack(kit, request.id);
  return { kit, request };
}

async function expectBack(kit: RemediationKit, requestId: string, label = ''): Promise<void> {
  const before = smallGlue();
  for (const kind of ['job', 'trigger', 'crawler', 'configuration'] as const) {
    expect([...kit.glue.things[kind].keys()], label).toEqual([...before.things[kind].keys()]);
    for (const name of before.things[kind].keys())
      expect(withoutTimes(kit.glue.now(kind, name) ?? {}), label).toEqual(withoutTimes(before.now(kind, name) ?? {}));
  }
  const seen = new Map<string, Set<string>>();
  for (const { kind, name, after } of kit.glue.effects)
    seen.set(`${kind} ${name}`, (seen.get(`${kind} ${name}`) ?? new Set()).add(after));
  expect(seen.size, label).toBe(6);
  for (const [thing, effects] of seen) expect(effects.size, `${label} ${thing}`).toBe(1);
  const executions = await kit.store.remediation.executions(requestId);
  const back = executions.filter(({ direction }) => direction === 'back');
  expect(back.map(({ state }) => state)).toEqual(['ended']);
  expect(new Set(back[0]?.outcomes.map(({ state }) => state)), label).toEqual(new Set(['done']));
  const switches = await kit.store.remediation.switches(requestId);
  expect(
    switches.every(({ backAt }) => backAt !== undefined),
    label,
  ).toBe(true);
  const trail = await kit.store.remediation.auditTrail(back[0]?.id ?? '');
  expect(trail.filter(({ action }) => action === 'execution.done').length, label).toBe(1);
}

async function countBack(): Promise<number> {
  const { kit, request } = await ordered();
  const fate = await live(kit, 'p1');
  await expectBack(kit, request.id);
  return fate.passed.length;
}

describe('kill at every instant of a way back', { timeout: 120_000 }, () => {
  // Every instant once, found in the one way or the other.
  test.each([
    ['heartbeat', 1],
    ['lease', 2],
  ] as const)('one death, found by %s: everything is as it was', async (how, firstAt) => {
    const length = await countBack();
    expect(length).toBeGreaterThan(80);
    for (let killAt = firstAt; killAt <= length; killAt += 2) {
      const { kit, request } = await ordered();
      const first = await live(kit, 'p1', killAt);
      expect(first.dead).toBe(true);
      await restart(kit, 'p1', how, 'p2');
      await expectBack(kit, request.id, `${first.passed.at(-1)}`);
      await kit.store.close();
    }
  });

  test.each([1, 3, 8])('a death every %i points until it is through, with stale reads', async (stride) => {
    const { kit, request } = await ordered();
    kit.glue.staleReads = 2;
    for (let life = 1, done = false; !done; life += 1) {
      const fate = await live(kit, `p${life}`, stride * life);
      done = !fate.dead;
      await kit.store.remediation.releaseExecutions(`p${life}`);
      expect(life).toBeLessThan(200);
    }
    await expectBack(kit, request.id);
  });
});

/** The rest of the life of a plan with a canary, whatever happened before: its run goes well, and the others follow. */
async function liveOn(kit: RemediationKit, requestId: string, processId: string): Promise<void> {
  kit.glue.around = () => {};
  for (let turn = 0; turn < 4; turn += 1) {
    await kit.store.remediation.releaseExecutions(processId);
    await kit.run(`${processId}-${turn}`);
    const [jobSwitch] = await kit.store.remediation.switches(requestId);
    if (jobSwitch?.state === 'watching' && (kit.glue.runs.get('a') ?? []).length === 0) {
      kit.clock.time += 60_000;
      runNow(kit, 'a');
      bookmarkOf(kit, 'a', 8);
    }
    kit.clock.time += 10 * 60_000;
    await watch(kit);
  }
}

describe('kill at every instant up to the wait for a canary', { timeout: 120_000 }, () => {
  async function begun() {
    const kit = await remediationKit();
    bookmarkOf(kit, 'a', 7);
    const request = await approved(kit, canaryPlan(kit.glue));
    return { kit, request };
  }

  test('it waits, goes on once, and the bookmark from before the change is what counts', async () => {
    const { kit: counted } = await begun();
    const { length } = (await live(counted, 'p1')).passed;
    expect(length).toBeGreaterThan(25);
    for (let killAt = 1; killAt <= length; killAt += 1) {
      const { kit, request } = await begun();
      const first = await live(kit, 'p1', killAt);
      const label = first.passed.at(-1);
      // Before its run nothing else may be moved, whoever takes it up.
      kit.glue.around = () => {};
      await kit.store.remediation.releaseExecutions('p1');
      await kit.run('p2');
      expect(
        kit.glue.effects.map(({ name }) => name),
        label,
      ).toEqual([newName, 'a']);
      await liveOn(kit, request.id, 'p3');
      const [execution] = await kit.store.remediation.executions(request.id);
      expect(execution, label).toMatchObject({ state: 'ended', canary: 'passed' });
      expect(
        kit.glue.effects.map(({ name }) => name),
        label,
      ).toEqual([newName, 'a', 'b', 'c', 'nightly', 'lake']);
      const [jobSwitch] = await kit.store.remediation.switches(request.id);
      expect(jobSwitch, label).toMatchObject({ job: 'a', state: 'good', before: { run: 7 }, after: { run: 8 } });
      await kit.store.close();
    }
  });
});
