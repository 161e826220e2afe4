import { describe, expect, test } from 'vitest';
import { withoutTimes } from '../support/fakes/fake-glue.ts';
import { notify } from '../support/remediation/afterwards.ts';
import { live, restart } from '../support/remediation/lives.ts';
import {
  approved,
  newName,
  type RemediationKit,
  remediationKit,
  smallGlue,
} from '../support/remediation/remediation.ts';

/** The state that every history must end in: all moved, all else as it was, told once, recorded once. */
async function expectDone(kit: RemediationKit, requestId: string): Promise<void> {
  const { glue, store } = kit;
  const untouched = smallGlue();
  for (const name of ['a', 'b', 'c'])
    expect(withoutTimes(glue.now('job', name) ?? {})).toEqual(
      withoutTimes({ ...untouched.now('job', name), SecurityConfiguration: newName }),
    );
  expect(glue.now('trigger', 'nightly')).toEqual({
    ...untouched.now('trigger', 'nightly'),
    Actions: [{ JobName: 'a', SecurityConfiguration: newName }, { JobName: 'b' }],
  });
  expect(withoutTimes(glue.now('crawler', 'lake') ?? {})).toEqual({
    ...untouched.now('crawler', 'lake'),
    CrawlerSecurityConfiguration: newName,
  });
  expect([...glue.things.configuration.keys()]).toEqual(['std', newName]);
  expect(glue.now('configuration', 'std')).toEqual(untouched.now('configuration', 'std'));

  const [execution, ...others] = await store.remediation.executions(requestId);
  expect(others).toEqual([]);
  expect(execution).toMatchObject({ state: 'ended' });
  expect(execution?.outcomes.map(({ stepId, state }) => `${stepId} ${state}`)).toEqual(
    ['s1', 's2', 's3', 's4', 's5', 's6'].map((id) => `${id} done`),
  );
  const trail = (await store.remediation.auditTrail(execution?.id ?? '')).map(({ action }) => action);
  expect(trail).toEqual(['execution.queued', ...Array.from({ length: 6 }, () => 'step.done'), 'execution.done']);
  const told = (await notify(kit)).map(({ channel, message }) => `${channel} ${message.kind}`);
  expect(told.sort()).toEqual([
    'CAPPROVALS remediation-outcome',
    'CAPPROVALS remediation-progress',
    'CAPPROVALS request-news',
    'UASKER request-news',
    'UASKER request-news',
  ]);
  const switches = await store.remediation.switches(requestId);
  expect(switches.map(({ job, state }) => `${job} ${state}`)).toEqual(['a watching', 'b watching', 'c watching']);
}

/** No thing is changed twice to different effect. */
function expectOneEffectEach(kit: RemediationKit): void {
  const effects = new Map<string, Set<string>>();
  for (const { kind, name, after } of kit.glue.effects) {
    const key = `${kind} ${name}`;
    effects.set(key, (effects.get(key) ?? new Set()).add(after));
  }
  expect([...effects.keys()].sort()).toEqual([
    `configuration ${newName}`,
    'crawler lake',
    'job a',
    'job b',
    'job c',
    'trigger nightly',
  ]);
  for (const [key, seen] of effects) expect(seen.size, key).toBe(1);
}

async function countPoints(): Promise<readonly string[]> {
  const kit = await remediationKit();
  const request = await approved(kit);
  const fate = await live(kit, 'p1');
  await expectDone(kit, request.id);
  expectOneEffectEach(kit);
  return fate.passed;
}

describe('kill at every instant', { timeout: 120_000 }, () => {
  test('every kind of instant is there', async () => {
    const points = await countPoints();
    const has = (what: string) => points.filter((point) => point === what).length;
    for (const job of ['a', 'b', 'c']) {
      expect(has(`before UpdateJob ${job}`)).toBe(1);
      expect(has(`after UpdateJob ${job}`)).toBe(1);
    }
    expect(has(`after CreateSecurityConfiguration ${newName}`)).toBe(1);
    expect(has('after UpdateTrigger nightly')).toBe(1);
    expect(has('after UpdateCrawler lake')).toBe(1);
    for (const step of ['s1', 's2', 's3', 's4', 's5', 's6']) expect(has(`after journal ${step} acting`)).toBe(1);
    expect(has('inside transaction')).toBe(7);
    expect(has('after rescan')).toBe(1);
  });

  // Every instant once, found in the one way or the other.
  test.each([
    ['heartbeat', 1],
    ['lease', 2],
  ] as const)('one death, found by %s: the same right end', async (how, firstAt) => {
    const { length } = await countPoints();
    expect(length).toBeGreaterThan(90);
    for (let killAt = firstAt; killAt <= length; killAt += 2) {
      const kit = await remediationKit();
      const request = await approved(kit);
      const first = await live(kit, 'p1', killAt);
      expect(first.dead).toBe(true);
      await restart(kit, 'p1', how, 'p2');
      await expectDone(kit, request.id);
      expectOneEffectEach(kit);
      expect(kit.rescans.length, first.passed.at(-1)).toBeGreaterThanOrEqual(1);
      await kit.store.close();
    }
  });

  test.each([1, 2, 3, 5, 8, 13, 21])(
    'a death every %i points until it is through, with stale reads',
    async (stride) => {
      const kit = await remediationKit();
      kit.glue.staleReads = 2;
      const request = await approved(kit);
      // Each life passes a few points more than the one before, or it would die in the same place for ever.
      for (let life = 1, done = false; !done; life += 1) {
        const fate = await live(kit, `p${life}`, stride * life);
        done = !fate.dead;
        await kit.store.remediation.releaseExecutions(`p${life}`);
        expect(life).toBeLessThan(200);
      }
      await expectDone(kit, request.id);
      expectOneEffectEach(kit);
    },
  );
});
