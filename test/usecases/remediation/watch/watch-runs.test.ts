import { describe, expect, test, vi } from 'vitest';
import type { FirstRunsMessage } from '../../../../src/usecases/messages/afterwards-messages.ts';
import { goOnWithoutCanary, stopAtCanary } from '../../../../src/usecases/remediation/rollback/after-actions.ts';
import {
  afterDependencies,
  approver,
  bookmarkOf,
  canaryPlan,
  notify,
  runNow,
  watch,
} from '../../../support/remediation/afterwards.ts';
import { approved, newName, type RemediationKit, remediationKit } from '../../../support/remediation/remediation.ts';

const minute = 60_000;

async function waiting() {
  const kit = await remediationKit();
  for (const job of ['a', 'b', 'c']) bookmarkOf(kit, job, 7);
  const request = await approved(kit, canaryPlan(kit.glue));
  await kit.run();
  return { kit, request };
}

async function executionOf(kit: RemediationKit, requestId: string) {
  const [execution] = await kit.store.remediation.executions(requestId);
  if (execution === undefined) throw new Error('no execution');
  return execution;
}

const moved = (kit: RemediationKit) => kit.glue.effects.map(({ name }) => name);

/** A run with the new configuration that went well. */
function goodRun(kit: RemediationKit, job: string): void {
  kit.clock.time += minute;
  runNow(kit, job);
  bookmarkOf(kit, job, 8);
}

async function firstRuns(kit: RemediationKit) {
  return (await notify(kit)).flatMap(({ channel, message }) =>
    message.kind === 'first-runs' ? [{ channel, ...message } as { channel: string } & FirstRunsMessage] : [],
  );
}

describe('the canary', () => {
  test('is the canary job, and nothing else is touched until its run ended well', async () => {
    const { kit, request } = await waiting();
    expect(moved(kit)).toEqual([newName, 'a']);
    expect(await executionOf(kit, request.id)).toMatchObject({ state: 'waiting-for-canary' });
    await watch(kit);
    await kit.run();
    expect(moved(kit)).toEqual([newName, 'a']);

    kit.clock.time += minute;
    runNow(kit, 'a', { state: 'RUNNING' });
    await watch(kit);
    await kit.run();
    expect(moved(kit)).toEqual([newName, 'a']);

    kit.glue.runs.clear();
    goodRun(kit, 'a');
    const released: number[] = [];
    await watch(kit, { onReleased: () => released.push(1) });
    expect(released.length).toBe(1);
    await kit.run();
    expect(moved(kit)).toEqual([newName, 'a', 'b', 'c', 'nightly', 'lake']);
    expect(await executionOf(kit, request.id)).toMatchObject({ state: 'ended', canary: 'passed' });
  });

  test.each([
    ['failed', { state: 'FAILED', aboutKeys: true }, 7, { verdict: 'failed', reason: 'failed', runState: 'FAILED' }],
    ['was stopped', { state: 'STOPPED' }, 7, { verdict: 'failed', runState: 'STOPPED' }],
    ['reset its bookmark', {}, 1, { verdict: 'doubtful', reason: 'reset' }],
    ['did not move its bookmark', {}, 7, { verdict: 'doubtful', reason: 'unchanged' }],
  ])('its run %s: the others wait, and the approvers are asked, once', async (_, run, bookmark, seen) => {
    const { kit, request } = await waiting();
    await notify(kit);
    kit.clock.time += minute;
    runNow(kit, 'a', run);
    bookmarkOf(kit, 'a', bookmark);
    await watch(kit);
    await watch(kit);
    await kit.run();
    expect(moved(kit)).toEqual([newName, 'a']);
    expect(await executionOf(kit, request.id)).toMatchObject({ state: 'waiting-for-canary' });
    const told = await firstRuns(kit);
    expect(told.map(({ channel, event }) => `${channel} ${event}`)).toEqual(['CAPPROVALS canary']);
    expect(told[0]?.doubtful).toMatchObject([{ job: 'a', canary: true, ...seen }]);
    const trail = await kit.store.remediation.auditTrail((await executionOf(kit, request.id)).id);
    expect(trail.at(-1)?.action).toMatch(/^run\.(failed|doubtful)$/);
  });

  test('that could not be moved: nothing is waited for, the approvers are asked', async () => {
    const kit = await remediationKit();
    const request = await approved(kit, canaryPlan(kit.glue));
    kit.glue.put('job', 'a', { ...kit.glue.things.job.get('a')?.definition, Timeout: 1 });
    await kit.run();
    expect(moved(kit)).toEqual([newName]);
    expect(await executionOf(kit, request.id)).toMatchObject({ state: 'waiting-for-canary' });
    const told = await firstRuns(kit);
    expect(told[0]).toMatchObject({ event: 'canary', doubtful: [{ job: 'a', reason: 'not-moved' }] });
  });

  test('that does not run in time: the approvers are asked', async () => {
    const { kit, request } = await waiting();
    await notify(kit);
    kit.clock.time += kit.watchRunsFor + minute;
    await watch(kit);
    expect(await firstRuns(kit)).toMatchObject([{ event: 'canary', doubtful: [{ job: 'a', reason: 'not-run' }] }]);
    expect(await executionOf(kit, request.id)).toMatchObject({ state: 'waiting-for-canary' });
  });

  test('a run that a trigger started with another configuration says nothing', async () => {
    const { kit, request } = await waiting();
    kit.clock.time += minute;
    runNow(kit, 'a', { configuration: 'other' });
    await watch(kit);
    expect((await kit.store.remediation.switches(request.id))[0]).toMatchObject({ state: 'watching' });
  });

  test('its run may end before the wait is recorded: it goes on all the same', async () => {
    const kit = await remediationKit();
    bookmarkOf(kit, 'a', 7);
    const request = await approved(kit, canaryPlan(kit.glue));
    // Between the end of its step and the record of the wait, its run ends and is seen.
    let stepEnded = false;
    const transaction: typeof kit.store.transaction = async (work) => {
      if (stepEnded) {
        stepEnded = false;
        goodRun(kit, 'a');
        await watch(kit);
      }
      return kit.store.transaction(work);
    };
    const onStep = () => {
      stepEnded = moved(kit).at(-1) === 'a';
    };
    await kit.run('p1', { store: { ...kit.store, transaction }, onStep });
    expect(moved(kit).slice(0, 3)).toEqual([newName, 'a', 'b']);
    expect(await executionOf(kit, request.id)).toMatchObject({ state: 'ended', canary: 'passed' });
  });

  test('an approver goes on without it, or stops; nobody else can, and nothing twice', async () => {
    const { kit, request } = await waiting();
    const dependencies = afterDependencies(kit);
    const unauthorised = { user: 'UNOBODY', channel: 'C1' };
    const order = { requestId: request.id };
    expect(await goOnWithoutCanary(dependencies, { actor: unauthorised, ...order })).toEqual({
      refused: 'not-approver',
    });
    expect(await stopAtCanary(dependencies, { actor: unauthorised, ...order })).toEqual({ refused: 'not-approver' });
    await kit.run();
    expect(moved(kit)).toEqual([newName, 'a']);
    const both = await Promise.all([
      goOnWithoutCanary(dependencies, { actor: approver, ...order }),
      goOnWithoutCanary(dependencies, { actor: { ...approver, user: 'USECOND' }, ...order }),
    ]);
    expect(both.filter((result) => 'request' in result).length).toBe(1);
    expect(both).toContainEqual({ refused: 'not-waiting' });
    await kit.run();
    expect(moved(kit)).toEqual([newName, 'a', 'b', 'c', 'nightly', 'lake']);
    expect(await executionOf(kit, request.id)).toMatchObject({ state: 'ended', canary: 'overruled' });
    const trail = (await kit.store.remediation.auditTrail(request.id)).map(({ action }) => action);
    expect(trail.filter((action) => action.startsWith('canary') || action.startsWith('stop')).sort()).toEqual([
      'canary.ordered',
      'canary.refused',
      'canary.refused',
      'stop.refused',
    ]);
  });

  test('stopped there: it ends as partly done, is scanned again, and frees its finding', async () => {
    const { kit, request } = await waiting();
    await notify(kit);
    await stopAtCanary(afterDependencies(kit), { actor: approver, requestId: request.id });
    expect((await notify(kit)).map(({ channel, message }) => `${channel} ${message.kind}`).sort()).toEqual([
      'CAPPROVALS remediation-progress',
      'CAPPROVALS request-news',
      'UASKER request-news',
    ]);
    const trail = await kit.store.remediation.auditTrail((await executionOf(kit, request.id)).id);
    expect(trail.at(-1)).toMatchObject({ actor: 'UAPPROVER', action: 'execution.stopped' });
    await kit.run();
    expect(moved(kit)).toEqual([newName, 'a']);
    expect(await executionOf(kit, request.id)).toMatchObject({ state: 'ended' });
    expect(kit.rescans).toEqual(['111122223333/eu-west-1']);
  });
});

describe('first runs', () => {
  async function done() {
    const kit = await remediationKit();
    for (const job of ['a', 'b', 'c']) bookmarkOf(kit, job, 7);
    const request = await approved(kit);
    await kit.run();
    await notify(kit);
    return { kit, request };
  }

  test('all good: told once, in the thread', async () => {
    const { kit } = await done();
    for (const job of ['a', 'b']) goodRun(kit, job);
    await watch(kit);
    expect(await firstRuns(kit)).toEqual([]);
    goodRun(kit, 'c');
    kit.clock.time += 15 * minute;
    await watch(kit);
    expect(await firstRuns(kit)).toMatchObject([{ channel: 'CAPPROVALS', event: 'over', good: 3, doubtfulTotal: 0 }]);
    await watch(kit);
    expect(await firstRuns(kit)).toEqual([]);
  });

  test('many that fail: told at the first one, and once more at the end, not for each', async () => {
    const { kit } = await done();
    kit.clock.time += minute;
    runNow(kit, 'a', { state: 'FAILED' });
    await watch(kit);
    expect((await firstRuns(kit)).map(({ channel, event }) => `${channel} ${event}`)).toEqual(['CAPPROVALS trouble']);
    kit.clock.time += 15 * minute;
    runNow(kit, 'b', { state: 'TIMEOUT' });
    await watch(kit);
    expect(await firstRuns(kit)).toEqual([]);
    kit.clock.time += 15 * minute;
    runNow(kit, 'c', { state: 'FAILED' });
    await watch(kit);
    expect(await firstRuns(kit)).toMatchObject([{ event: 'over', doubtfulTotal: 3 }]);
  });

  test('the next check of one that has not run is a whole instant, however old the watch is', async () => {
    const { kit } = await done();
    const checkAgain = vi.spyOn(kit.store.remediation, 'checkAgain');
    for (const ms of [60_001, 63, 180_005]) {
      kit.clock.time += ms;
      await watch(kit);
    }
    const instants = checkAgain.mock.calls.map(([, at]) => at);
    expect(instants.length).toBeGreaterThan(2);
    expect(instants.filter((at) => !Number.isInteger(at))).toEqual([]);
  });

  test('what cannot be read now is scanned again, and is never good', async () => {
    const { kit, request } = await done();
    goodRun(kit, 'a');
    kit.glue.around = ({ operation, name }, phase) => {
      if (phase === 'before' && name === 'a' && operation.startsWith('GetJob')) throw kit.glue.denied(operation);
    };
    await watch(kit);
    expect((await kit.store.remediation.switches(request.id))[0]).toMatchObject({ job: 'a', state: 'watching' });
    kit.glue.around = ({ operation, name }, phase) => {
      if (phase === 'before' && name === 'a' && operation === 'GetJobBookmark') throw kit.glue.denied(operation);
    };
    kit.clock.time += 15 * minute;
    await watch(kit);
    expect((await kit.store.remediation.switches(request.id))[0]).toMatchObject({
      state: 'doubtful',
      reason: 'unread',
    });
  });

  test('a run under way at the end of the watch is waited for; one that never comes is not', async () => {
    const { kit, request } = await done();
    kit.clock.time += kit.watchRunsFor - minute;
    runNow(kit, 'a', { state: 'RUNNING' });
    kit.clock.time += 2 * minute;
    await watch(kit);
    const states = async () => (await kit.store.remediation.switches(request.id)).map(({ state }) => state);
    expect(await states()).toEqual(['watching', 'unseen', 'unseen']);
    kit.clock.time += 8 * 24 * 60 * minute;
    await watch(kit);
    expect(await states()).toEqual(['unseen', 'unseen', 'unseen']);
  });

  test('a run that came while the process was stopped after its read is not called unseen', async () => {
    const { kit, request } = await done();
    kit.clock.time += 15 * minute;
    let stopped = false;
    kit.glue.around = ({ operation, name }, phase) => {
      if (stopped || operation !== 'GetJobRuns' || name !== 'a' || phase !== 'after') return;
      stopped = true;
      goodRun(kit, 'a');
      kit.clock.time += kit.watchRunsFor;
    };
    const state = async () => (await kit.store.remediation.switches(request.id))[0]?.state;
    await watch(kit);
    expect(await state()).toBe('watching');
    await watch(kit);
    expect(await state()).toBe('good');
  });

  test('a defect at one job is reported with its request and plan, and keeps no other from being seen', async () => {
    const { kit, request } = await done();
    for (const job of ['a', 'b', 'c']) goodRun(kit, job);
    const defect = new Error('a bug');
    kit.glue.around = ({ operation, name }) => {
      if (operation === 'GetJobRuns' && name === 'a') throw defect;
    };
    kit.clock.time += 15 * minute;
    await watch(kit);
    const switches = await kit.store.remediation.switches(request.id);
    expect(switches.map(({ job, state }) => `${job} ${state}`)).toEqual(['a watching', 'b good', 'c good']);
    const plan = switches[0]?.planId;
    expect(kit.log.lines.filter(({ level }) => level === 'error')).toMatchObject([
      { fields: { action: 'runs', request: request.id, plan, job: 'a', reference: expect.any(String), err: defect } },
    ]);
    // Put off, so that it is not first in every batch from now on; and it ends like one that never ran.
    expect(await kit.store.remediation.dueSwitches(kit.clock.now(), 40)).toEqual([]);
    kit.clock.time += 15 * 24 * 60 * minute;
    await watch(kit);
    expect((await kit.store.remediation.switches(request.id)).map(({ state }) => state)).toEqual([
      'unseen',
      'good',
      'good',
    ]);
  });

  test('two processes that look at once: one verdict, one message', async () => {
    const { kit, request } = await done();
    for (const job of ['a', 'b', 'c']) goodRun(kit, job);
    kit.clock.time += 15 * minute;
    await Promise.all([watch(kit), watch(kit), watch(kit)]);
    expect((await firstRuns(kit)).length).toBe(1);
    const { id } = await executionOf(kit, request.id);
    const trail = (await kit.store.remediation.auditTrail(id)).map(({ action }) => action);
    expect(trail.filter((action) => action === 'run.good').length).toBe(3);
  });

  test('the content of a bookmark and the message of a run are nowhere', async () => {
    const { kit, request } = await done();
    goodRun(kit, 'a');
    await watch(kit);
    const [jobSwitch] = await kit.store.remediation.switches(request.id);
    expect(Object.keys(jobSwitch?.after ?? {}).sort()).toEqual(['attempt', 'digest', 'run', 'runId', 'version']);
  });
});
