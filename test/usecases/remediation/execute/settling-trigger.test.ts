import { expect, test } from 'vitest';
import { longestSettling } from '../../../../src/usecases/remediation/execute/execute-step.ts';
import { leaseMs } from '../../../../src/usecases/remediation/execute/execution-lease.ts';
import { readProgress } from '../../../../src/usecases/remediation/messages/read-shown.ts';
import { notify, orderBack } from '../../../support/remediation/afterwards.ts';
import {
  approved,
  type Engine,
  job,
  planOf,
  policy,
  type RemediationKit,
  remediationKit,
} from '../../../support/remediation/remediation.ts';

/** How often the bot looks for work. */
const every = 5_000;

async function begin(kit?: RemediationKit) {
  const at = kit ?? (await remediationKit());
  const plan = planOf(at.glue);
  const step = plan.plan.steps.find(({ type }) => type === 'repoint-trigger');
  const request = await approved(at, plan);
  const execution = async () => {
    const [row] = await at.store.remediation.executions(request.id);
    return { state: row?.state, outcome: row?.outcomes.find(({ stepId }) => stepId === step?.id) };
  };
  return { kit: at, request, execution, began: at.clock.now() };
}

/** Looks until the execution has ended, as the bot does. */
async function carryOut(meanwhile: (kit: RemediationKit) => void, changes: Partial<Engine> = {}) {
  const { kit, execution, began, request } = await begin();
  meanwhile(kit);
  let looks = 0;
  for (; (await execution()).state !== 'ended' && looks < 200; looks += 1) {
    await kit.run('process-1', changes);
    if ((await execution()).state !== 'ended') kit.clock.time += every;
  }
  return { kit, request, looks, ...(await execution()), took: kit.clock.now() - began };
}

const triggerOf = ({ glue }: RemediationKit) => {
  const [[, thing] = []] = glue.things.trigger;
  if (thing === undefined) throw new Error('no trigger');
  return thing;
};
const writes = ({ glue }: RemediationKit) => glue.calls.filter(({ operation }) => operation === 'UpdateTrigger').length;

test('a trigger that AWS is updating for seconds is waited for at once', async () => {
  const { kit, outcome, looks } = await carryOut(({ glue }) => {
    glue.updatingReads = 3;
  });
  expect([outcome?.state, looks, writes(kit)]).toEqual(['done', 1, 1]);
});

test('for one that takes minutes nobody holds the execution, and it is updated once', async () => {
  const { kit, outcome, looks } = await carryOut(({ glue }) => {
    glue.updatingReads = 12;
  });
  expect(outcome).toMatchObject({ state: 'done', awsRequestIds: [expect.stringMatching(/^w/)] });
  expect(outcome).not.toHaveProperty('settledMs');
  expect(writes(kit)).toBe(1);
  expect(looks).toBeGreaterThan(5);
});

test('while one execution waits for its trigger, another goes on and ends', async () => {
  const { kit, execution } = await begin();
  kit.glue.updatingReads = 12;
  await kit.run();
  expect(await execution()).toMatchObject({ state: 'running', outcome: { state: 'acting' } });
  kit.glue.put('job', 'other', job('other'));
  kit.glue.updatingReads = 0;
  const steps = planOf(kit.glue).plan.steps.filter(({ type, name }) => type === 'repoint-job' && name === 'other');
  const finding = { kind: 'configuration', name: 'another' } as const;
  const made = planOf(kit.glue, { id: 'plan-2', finding, steps });
  const other = await approved(kit, made);
  await kit.run();
  expect(await kit.store.remediation.executions(other.id)).toMatchObject([{ state: 'ended' }]);
  expect(kit.glue.now('job', 'other')?.SecurityConfiguration).toBe('std-encrypted-bookmarks');
  expect(await execution()).toMatchObject({ state: 'running', outcome: { state: 'acting' } });
  for (let looks = 0; (await execution()).state !== 'ended' && looks < 100; looks += 1) {
    kit.clock.time += every;
    await kit.run();
  }
  expect(await execution()).toMatchObject({ state: 'ended', outcome: { state: 'done' } });
});

test('it is shown as being carried out meanwhile, and nobody looks before its time', async () => {
  const { kit, request } = await begin();
  kit.glue.updatingReads = 12;
  await kit.run();
  const asked = kit.glue.calls.length;
  const [row] = await kit.store.remediation.executions(request.id);
  expect(row).not.toHaveProperty('processId');
  expect(row?.leaseUntil).toBeGreaterThan(kit.clock.now());
  await kit.run('process-2');
  expect(kit.glue.calls.length).toBe(asked);
  expect((await readProgress({ ...kit, enabled: true }, request.id))?.message).toMatchObject({ state: 'running' });
});

test('after a clock that ran ahead was put right, it is gone on with at once; what somebody works on is left alone', async () => {
  const { kit, execution, request } = await begin();
  kit.glue.updatingReads = 12;
  await kit.run();
  kit.clock.time -= 86_400_000;
  for (let looks = 0; (await execution()).state !== 'ended' && looks < 100; looks += 1) {
    await kit.run();
    kit.clock.time += every;
  }
  expect(await execution()).toMatchObject({ state: 'ended', outcome: { state: 'done' } });
  const { store, clock, newId } = kit;
  await store.remediation.queueBack(
    { id: 'back', planId: 'plan-1', requestId: request.id, order: { by: 'U', at: 1, seal: 's' } },
    clock.now(),
  );
  const claim = (holder: string, now: number) =>
    store.remediation.claimExecution({ processId: 'p', holder, now, leaseUntil: now + leaseMs });
  expect(await claim(newId(), clock.now() + 86_400_000)).toMatchObject({ id: 'back' });
  expect(await claim(newId(), clock.now())).toBeUndefined();
});

test('one that somebody else is updating is waited for before it is judged, and counts as not sent', async () => {
  const { kit, outcome } = await carryOut((each) => {
    triggerOf(each).updating = 12;
  });
  expect(outcome).toMatchObject({ state: 'done' });
  expect(writes(kit)).toBe(1);
  const { outcome: already, kit: other } = await carryOut((each) => {
    const to = [{ JobName: 'a', SecurityConfiguration: 'std-encrypted-bookmarks' }, { JobName: 'b' }];
    const thing = triggerOf(each);
    thing.updating = 12;
    thing.definition = { ...thing.definition, Actions: to };
  });
  expect(already).toMatchObject({ state: 'already' });
  expect(already).not.toHaveProperty('touched');
  expect(writes(other)).toBe(0);
});

test.each([
  ['after its update', 1],
  ['before it', 0],
])('one that never comes to rest %s fails after 5 minutes of waiting, in words', async (_when, written) => {
  const { kit, outcome, took } = await carryOut((each) => {
    each.glue.updatingReads = written === 1 ? Number.MAX_SAFE_INTEGER : 0;
    if (written === 0) triggerOf(each).updating = Number.MAX_SAFE_INTEGER;
  });
  expect(outcome).toMatchObject({ state: 'failed', reason: 'settling' });
  expect(outcome?.touched ?? false).toBe(written === 1);
  expect(writes(kit)).toBe(written);
  expect(took).toBeGreaterThanOrEqual(longestSettling);
  expect(took).toBeLessThan(longestSettling + 180_000);
});

test('what it has waited is kept over the death of its process, also of one that dies between two looks', async () => {
  const { kit, execution } = await begin();
  kit.glue.updatingReads = Number.MAX_SAFE_INTEGER;
  let lives = 0;
  for (; (await execution()).state !== 'ended' && lives < 200; lives += 1) {
    const processId = `process-${lives}`;
    await kit.run(processId);
    await kit.store.remediation.releaseExecutions(processId);
    kit.clock.time += 15_000;
  }
  expect(await execution()).toMatchObject({ state: 'ended', outcome: { state: 'failed', reason: 'settling' } });
  expect(writes(kit)).toBe(1);
  expect(lives).toBeLessThan(30);
});

test('a process that is killed while it waits in place leaves the wait to the next, after its lease', async () => {
  const { kit, execution } = await begin();
  kit.glue.updatingReads = 4;
  let reads = 0;
  kit.glue.around = ({ operation }, phase) => {
    if (operation === 'GetTrigger' && phase === 'before' && writes(kit) > 0 && ++reads === 2) throw new Error('killed');
  };
  await kit.run();
  expect(await execution()).toMatchObject({ state: 'running', outcome: { state: 'acting' } });
  kit.glue.around = () => {};
  kit.clock.time += leaseMs;
  await kit.run('process-2');
  kit.clock.time += every * 3;
  await kit.run('process-2');
  expect(await execution()).toMatchObject({ state: 'ended', outcome: { state: 'done' } });
  expect(writes(kit)).toBe(1);
});

test('a pause is heard before each wait; while it lasts nothing is asked, and then it goes on', async () => {
  const { kit, execution } = await begin();
  kit.glue.updatingReads = 12;
  await kit.run();
  await kit.store.remediation.setPaused({ by: 'UAPPROVER', at: kit.clock.now() });
  const asked = kit.glue.calls.length;
  kit.clock.time += 3_600_000;
  await kit.run();
  expect(kit.glue.calls.length).toBe(asked);
  await kit.store.remediation.setPaused(null);
  for (let looks = 0; (await execution()).state !== 'ended' && looks < 100; looks += 1) {
    await kit.run();
    kit.clock.time += every;
  }
  expect(await execution()).toMatchObject({ state: 'ended', outcome: { state: 'done' } });
  expect(writes(kit)).toBe(1);
});

test('a pause that comes while it waits in place is heard, and what was sent before it stays in the trail', async () => {
  const { kit, execution } = await begin();
  kit.glue.updatingReads = 5;
  kit.glue.around = async ({ operation }, phase) => {
    if (operation === 'UpdateTrigger' && phase === 'after')
      await kit.store.remediation.setPaused({ by: 'UAPPROVER', at: kit.clock.now() });
  };
  await kit.run();
  expect(await execution()).toMatchObject({ state: 'paused', outcome: { state: 'acting' } });
  kit.glue.around = () => {};
  await kit.store.remediation.setPaused(null);
  for (let looks = 0; (await execution()).state !== 'ended' && looks < 100; looks += 1) {
    await kit.run();
    kit.clock.time += every;
  }
  const id = [expect.stringMatching(/^w/)];
  expect(await execution()).toMatchObject({ state: 'ended', outcome: { state: 'done', awsRequestIds: id } });
  expect(writes(kit)).toBe(1);
});

test('an approval that stops counting meanwhile ends it, and what was sent can be rolled back', async () => {
  const { kit, request, execution } = await begin();
  kit.glue.updatingReads = 6;
  await kit.run();
  await notify(kit);
  kit.approvals = () => ({ ...policy, approvers: { users: ['USECOND'], usergroups: [] } });
  kit.clock.time += 60_000;
  await kit.run();
  expect(await execution()).toMatchObject({ state: 'ended', outcome: { state: 'acting' } });
  const told = (await notify(kit)).find(({ message }) => message.kind === 'remediation-outcome');
  expect(told?.message).toMatchObject({ trouble: [{ name: 'nightly', why: 'started, so it needs review' }] });
  kit.glue.updatingReads = 0;
  expect(await orderBack(kit, request.id, { user: 'USECOND' })).toHaveProperty('request');
  for (let looks = 0; looks < 10; looks += 1) {
    await kit.run();
    kit.clock.time += 15_000;
  }
  expect(JSON.stringify(kit.glue.now('trigger', 'nightly'))).not.toContain('encrypted');
});
