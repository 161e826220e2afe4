import { describe, expect, test } from 'vitest';
import { CloudError } from '../../../../src/domain/errors.ts';
import { composeRollBack } from '../../../../src/usecases/remediation/rollback/roll-back.ts';
import { createAfterActions } from '../../../../src/usecases/remediation/surface/remediation-after.ts';
import { withoutTimes } from '../../../support/fakes/fake-glue.ts';
import {
  afterDependencies,
  approver,
  canaryPlan,
  notify,
  orderBack,
  runNow,
  watch,
} from '../../../support/remediation/afterwards.ts';
import {
  account,
  approved,
  job,
  newName,
  planOf,
  type RemediationKit,
  remediationKit,
  smallGlue,
} from '../../../support/remediation/remediation.ts';

async function carriedOut(plan?: Parameters<typeof approved>[1]) {
  const kit = await remediationKit();
  const request = await approved(kit, plan ?? planOf(kit.glue));
  await kit.run();
  return { kit, request };
}

/** Everything as it was before the plan, the created configuration gone. */
function expectAsBefore({ glue }: RemediationKit): void {
  const before = smallGlue();
  for (const kind of ['job', 'trigger', 'crawler', 'configuration'] as const) {
    expect([...glue.things[kind].keys()].sort()).toEqual([...before.things[kind].keys()].sort());
    for (const name of before.things[kind].keys())
      expect(withoutTimes(glue.now(kind, name) ?? {}), name).toEqual(withoutTimes(before.now(kind, name) ?? {}));
  }
}

async function backOf(kit: RemediationKit, requestId: string) {
  const executions = await kit.store.remediation.executions(requestId);
  return executions.findLast(({ direction }) => direction === 'back');
}

describe('the way back', () => {
  test('everything is as it was, in the reverse order, and what was created is gone', async () => {
    const { kit, request } = await carriedOut();
    await notify(kit);
    expect(await orderBack(kit, request.id)).toMatchObject({ request: { id: request.id } });
    const before = kit.glue.effects.length;
    await kit.run();
    expectAsBefore(kit);
    expect(kit.glue.effects.slice(before).map(({ name }) => name)).toEqual(['lake', 'nightly', 'c', 'b', 'a', newName]);
    const told = await notify(kit);
    expect(told).toMatchObject([
      { channel: 'CAPPROVALS', message: { event: 'back-ordered', by: 'UAPPROVER' } },
      { channel: 'UASKER', message: { event: 'ended', headline: expect.stringContaining('old configuration') } },
      {
        channel: 'CAPPROVALS',
        message: { kind: 'remediation-outcome', state: 'done', back: true, moved: 5, total: 5 },
      },
    ]);
    const execution = await backOf(kit, request.id);
    expect(execution).toMatchObject({ state: 'ended', order: { by: 'UAPPROVER' } });
    const trail = await kit.store.remediation.auditTrail(execution?.id ?? '');
    expect(trail[0]).toMatchObject({ actor: 'UAPPROVER', action: 'execution.queued', detail: { direction: 'back' } });
    expect(trail.filter(({ action }) => action === 'step.done').length).toBe(6);
    expect(kit.rescans.length).toBe(2);
    expect((await kit.store.remediation.switches(request.id)).every(({ backAt }) => backAt !== undefined)).toBe(true);
  });

  test('what somebody changed since is left alone, and can be tried again', async () => {
    const { kit, request } = await carriedOut();
    const changed = { ...kit.glue.things.job.get('b')?.definition, Timeout: 99 };
    kit.glue.put('job', 'b', changed);
    await orderBack(kit, request.id);
    await kit.run();
    const [execution] = [await backOf(kit, request.id)];
    const of = (id: string) => execution?.outcomes.find(({ stepId }) => stepId === id);
    expect(of('s3')).toMatchObject({ state: 'drifted', reason: 'changed: Timeout' });
    expect(of('s2')).toMatchObject({ state: 'done' });
    // Job b still names the copy: it stays.
    expect(of('s1')).toMatchObject({ state: 'failed', reason: 'still-used: job b' });
    expect(kit.glue.now('configuration', newName)).toBeDefined();

    kit.glue.put('job', 'b', { ...job('b'), SecurityConfiguration: newName });
    expect(await orderBack(kit, request.id)).toHaveProperty('request');
    await kit.run();
    expectAsBefore(kit);
  });

  test('what was there before the plan, or was only reused, is not deleted', async () => {
    const kit = await remediationKit();
    const made = planOf(kit.glue);
    const { create, ...configuration } = made.plan.configuration;
    kit.glue.put('configuration', newName, { Name: newName, EncryptionConfiguration: create ?? {} });
    const steps = made.plan.steps.filter(({ type }) => type !== 'create-configuration');
    const request = await approved(kit, {
      ...made,
      plan: { ...made.plan, steps, configuration: { ...configuration, reused: true } },
    });
    await kit.run();
    await orderBack(kit, request.id);
    await kit.run();
    expect(kit.glue.now('job', 'a')?.SecurityConfiguration).toBe('std');
    expect(kit.glue.now('configuration', newName)).toBeDefined();
  });

  test('a use that appears while a throttled deletion is tried again: nothing is deleted', async () => {
    const { kit, request } = await carriedOut();
    await orderBack(kit, request.id);
    let throttled = 0;
    kit.glue.around = ({ operation }, phase) => {
      if (operation !== 'DeleteSecurityConfiguration' || phase !== 'before' || throttled++ > 0) return;
      kit.glue.put('job', 'new', job('new', { SecurityConfiguration: newName }));
      throw new CloudError(operation, 'ThrottlingException', 'slow down');
    };
    await kit.run();
    const execution = await backOf(kit, request.id);
    expect(execution?.outcomes.find(({ stepId }) => stepId === 's1')).toMatchObject({ reason: 'still-used: job new' });
    expect(kit.glue.now('configuration', newName)).toBeDefined();
    expect(throttled).toBe(1);
  });

  test('a list that cannot be read to the end: nothing is deleted', async () => {
    const { kit, request } = await carriedOut();
    await orderBack(kit, request.id);
    const errors = [{ call: 'ListSessions', error: 'AccessDeniedException' }];
    await kit.run('p1', { references: async () => ({ references: [], errors, isFresh: () => true }) });
    const execution = await backOf(kit, request.id);
    expect(execution?.outcomes.find(({ stepId }) => stepId === 's1')).toMatchObject({
      state: 'failed',
      reason: 'references-unread: ListSessions: AccessDeniedException',
    });
    expect(kit.glue.now('configuration', newName)).toBeDefined();
    expect(kit.glue.now('job', 'a')?.SecurityConfiguration).toBe('std');
  });

  test.each([
    ['gone', ({ glue }: RemediationKit) => glue.things.configuration.delete('std'), 'configuration-gone'],
    [
      'another one by now',
      ({ glue }: RemediationKit) =>
        glue.put('configuration', 'std', {
          Name: 'std',
          EncryptionConfiguration: { S3Encryption: [{ S3EncryptionMode: 'SSE-S3' }] },
        }),
      'configuration-changed',
    ],
  ])('the old configuration is %s: nothing is pointed to it', async (_, meanwhile, reason) => {
    const { kit, request } = await carriedOut();
    await orderBack(kit, request.id);
    meanwhile(kit);
    await kit.run();
    const execution = await backOf(kit, request.id);
    const switches = execution?.outcomes.filter(({ stepId }) => stepId !== 's1') ?? [];
    expect(new Set(switches.map((outcome) => outcome.reason))).toEqual(new Set([reason]));
    expect(kit.glue.now('job', 'a')?.SecurityConfiguration).toBe(newName);
  });

  test('a job that had no configuration gets none again', async () => {
    const kit = await remediationKit(smallGlue([]));
    kit.glue.put('job', 'bare', job('bare', { SecurityConfiguration: '' }));
    kit.glue.things.trigger.clear();
    kit.glue.things.crawler.clear();
    const { plan, definitions } = planOf(kit.glue, { finding: { kind: 'unprotected-job', name: 'bare' } });
    const { before: _none, ...configuration } = plan.configuration;
    const request = await approved(kit, { plan: { ...plan, configuration }, definitions });
    await kit.run();
    expect(kit.glue.now('job', 'bare')?.SecurityConfiguration).toBe(newName);
    await orderBack(kit, request.id);
    await kit.run();
    expect(kit.glue.now('job', 'bare')).not.toHaveProperty('SecurityConfiguration');
    expect(kit.glue.now('configuration', newName)).toBeUndefined();
  });

  test('a change that was sent before a death, whose execution was then refused, goes back as well', async () => {
    const kit = await remediationKit();
    const request = await approved(kit);
    kit.glue.around = ({ operation, name }, phase) => {
      if (operation === 'UpdateJob' && name === 'b' && phase === 'after') throw new Error('killed');
    };
    await kit.run('p1');
    kit.glue.around = () => {};
    await kit.store.remediation.releaseExecutions('p1');
    // The remediation role is taken away before the restart, and given back later.
    const { remediationRoleArn: _none, ...without } = account;
    await kit.run('p2', { account: () => without });
    const [forward] = await kit.store.remediation.executions(request.id);
    expect(forward).toMatchObject({ state: 'ended' });
    expect(forward?.outcomes.find(({ stepId }) => stepId === 's3')).toMatchObject({ state: 'acting' });
    expect(kit.glue.now('job', 'b')?.SecurityConfiguration).toBe(newName);
    expect((await kit.store.remediation.switches(request.id)).map(({ state }) => state)).not.toContain('moving');
    expect(await orderBack(kit, request.id)).toHaveProperty('request');
    await kit.run('p3');
    expectAsBefore(kit);
  });
});

describe('who may, and when', () => {
  test.each([
    ['who asked and is no approver', 'UNOBODY', 'not-approver'],
    ['a stranger', 'U0', 'not-approver'],
  ])('%s: refused, with an entry, and nothing is queued', async (_, user, refused) => {
    const { kit, request } = await carriedOut();
    expect(await orderBack(kit, request.id, { user })).toEqual({ refused });
    const trail = await kit.store.remediation.auditTrail(request.id);
    expect(trail.at(-1)).toMatchObject({ actor: user, action: 'back.refused', detail: { refusal: refused } });
    expect(await backOf(kit, request.id)).toBeUndefined();
  });

  test('nothing to roll back, twice, in the middle, after the window, of an unknown request', async () => {
    const kit = await remediationKit();
    const request = await approved(kit);
    expect(await orderBack(kit, request.id)).toEqual({ refused: 'under-way' });
    await kit.run();
    expect(await orderBack(kit, 'nothing')).toEqual({ refused: 'unknown-request' });
    expect(await orderBack(kit, request.id)).toHaveProperty('request');
    expect(await orderBack(kit, request.id)).toEqual({ refused: 'under-way' });
    await kit.run();
    expect(await orderBack(kit, request.id)).toEqual({ refused: 'nothing-to-roll-back' });

    const late = await carriedOut();
    late.kit.clock.time += late.kit.watchRunsFor + 1;
    expect(await orderBack(late.kit, late.request.id)).toEqual({ refused: 'window-over' });
  });

  test('many clickers: one way back', async () => {
    const { kit, request } = await carriedOut();
    const results = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        orderBack(kit, request.id, { user: index % 2 ? 'USECOND' : 'UAPPROVER' }),
      ),
    );
    expect(results.filter((result) => 'request' in result).length).toBe(1);
    await Promise.all([kit.run('p1'), kit.run('p2')]);
    expectAsBefore(kit);
    const executions = await kit.store.remediation.executions(request.id);
    expect(executions.filter(({ direction }) => direction === 'back').length).toBe(1);
    const trail = await kit.store.remediation.auditTrail(request.id);
    expect(trail.filter(({ action }) => action === 'back.refused').length).toBe(11);
  });

  test('the finding has another request by now: it is not rolled back underneath', async () => {
    const { kit, request } = await carriedOut();
    kit.glue.put('job', 'd', job('d'));
    await kit.ask(planOf(kit.glue, { id: 'plan-2' }));
    expect(await orderBack(kit, request.id)).toEqual({ refused: 'finding-taken' });
  });

  test('remediation is off, or the plan was tampered with', async () => {
    const { kit, request } = await carriedOut();
    const off = createAfterActions(afterDependencies(kit, { enabled: false }));
    const problem = await off.rollBack(approver, { requestId: request.id, understood: true });
    expect(problem?.what).toContain('Remediation is off');
    expect(await backOf(kit, request.id)).toBeUndefined();
  });
});

describe('a second confirmation', () => {
  test('is needed once a job ran with the new configuration, also when the watch has not seen it', async () => {
    const { kit, request } = await carriedOut();
    expect(await composeRollBack(afterDependencies(kit), request)).toMatchObject({ mustUnderstand: false, ran: [] });
    kit.clock.time += 1_000;
    runNow(kit, 'b', { state: 'RUNNING' });
    const form = await composeRollBack(afterDependencies(kit), request);
    expect(form).toMatchObject({ mustUnderstand: true, ran: ['b'], ranTotal: 1, notLookedAt: 0 });
    expect(form.effect).toBe(
      'switches 3 jobs, 1 trigger and 1 crawler back to what they used before and deletes 1 configuration that it created, if nothing else uses it',
    );
    expect(await orderBack(kit, request.id)).toEqual({ refused: 'not-understood' });
    expect(await backOf(kit, request.id)).toBeUndefined();
    expect(await orderBack(kit, request.id, { understood: true })).toHaveProperty('request');
  });

  test('is needed where runs cannot be read: they may have run', async () => {
    const { kit, request } = await carriedOut();
    kit.glue.around = ({ operation }, phase) => {
      if (operation === 'GetJobRuns' && phase === 'before') throw kit.glue.denied(operation);
    };
    expect(await composeRollBack(afterDependencies(kit), request)).toMatchObject({
      mustUnderstand: true,
      notLookedAt: 3,
    });
    expect(await orderBack(kit, request.id)).toEqual({ refused: 'not-understood' });
  });

  test('is needed where another account is entered: its jobs of the same names say nothing', async () => {
    const { kit, request } = await carriedOut();
    const own = await kit.glue.reader();
    const remediation = { reader: async () => ({ ...own, account: '999900001111' }) };
    const form = await composeRollBack(afterDependencies(kit, { remediation }), request);
    expect(form).toMatchObject({ mustUnderstand: true, notLookedAt: 3 });
  });
});

test('while it waits for its canary: what was moved goes back, the rest was never touched', async () => {
  const kit = await remediationKit();
  const request = await approved(kit, canaryPlan(kit.glue));
  await kit.run();
  expect(kit.glue.effects.map(({ name }) => name)).toEqual([newName, 'a']);
  expect(await orderBack(kit, request.id)).toHaveProperty('request');
  await kit.run();
  expectAsBefore(kit);
  expect(kit.glue.effects.map(({ name }) => name)).toEqual([newName, 'a', 'a', newName]);
  await watch(kit);
  expect((await kit.store.remediation.switches(request.id)).map(({ state }) => state)).toEqual(['unseen']);
});

test('of one job the form says what it used before', async () => {
  const kit = await remediationKit();
  const request = await approved(kit, canaryPlan(kit.glue));
  await kit.run();
  const { effect } = await composeRollBack(afterDependencies(kit), request);
  expect(effect).toContain('switches 1 job back to what it used before');
});
