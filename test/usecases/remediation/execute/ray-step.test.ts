import { expect, test } from 'vitest';
import { notify, orderBack } from '../../../support/remediation/afterwards.ts';
import {
  approved,
  job,
  newName,
  outcomesOf,
  planOf,
  type RemediationKit,
  remediationKit,
  smallGlue,
  trigger,
} from '../../../support/remediation/remediation.ts';

const ray = { Command: { Name: 'glueray', Runtime: 'Ray2.4', ScriptLocation: 's3://scripts/b.py' } };

/** A plan as version 0.1.0 sealed them: with a step for a Ray job. */
async function planned() {
  const glue = smallGlue();
  glue.put('job', 'b', job('b', ray));
  const kit = await remediationKit(glue);
  const request = await approved(kit, planOf(glue));
  return { kit, request };
}

async function outcomeOf(kit: RemediationKit) {
  return (await notify(kit)).find(({ message }) => message.kind === 'remediation-outcome')?.message;
}

test('a Ray job in a plan of version 0.1.0 is not switched, in words; everything else is', async () => {
  const { kit, request } = await planned();
  await kit.run();
  expect(await outcomesOf(kit, request.id)).toMatchObject({ s2: 'done', s3: 'failed', s4: 'done', s5: 'done' });
  expect(kit.glue.now('job', 'b')?.SecurityConfiguration).toBe('std');
  expect(kit.glue.effects.filter(({ name }) => name === 'b')).toEqual([]);
  expect(await outcomeOf(kit)).toMatchObject({
    state: 'partly-done',
    trouble: [
      {
        name: 'b',
        why: 'it is a Ray job, which takes no security configuration (have it name none); left as it was',
      },
    ],
    next: expect.arrayContaining(['Fix what failed, and ask for a fresh plan for the rest.']),
  });
  expect(await orderBack(kit, request.id, { understood: true })).toHaveProperty('request');
  await kit.run();
  expect(kit.glue.now('job', 'a')?.SecurityConfiguration).toBe('std');
});

test('one that version 0.1.0 had switched already can go back to what it had', async () => {
  const { kit, request } = await planned();
  // The process of the old version was killed after it had sent the update, and before it wrote that down.
  kit.glue.around = ({ operation, name }, phase) => {
    if (operation === 'GetJob' && name === 'b' && phase === 'before')
      kit.glue.put('job', 'b', job('b', { ...ray, SecurityConfiguration: newName }));
  };
  const [execution] = await kit.store.remediation.executions(request.id);
  const claim = { processId: 'old', holder: 'old', now: kit.clock.now(), leaseUntil: kit.clock.now() + 1 };
  await kit.store.remediation.claimExecution(claim);
  await kit.store.remediation.journal(execution?.id ?? '', 'old', { stepId: 's3', state: 'acting', awsRequestIds: [] });
  kit.clock.time += 600_000;
  await kit.run();
  expect(await outcomesOf(kit, request.id)).toMatchObject({ s3: 'done' });
  kit.glue.around = () => {};
  expect(await orderBack(kit, request.id, { understood: true })).toHaveProperty('request');
  await kit.run();
  expect(kit.glue.now('job', 'b')?.SecurityConfiguration).toBe('std');
});

/** A plan as version 0.1.0 sealed them: its trigger steps do not say which jobs their actions start. */
async function plannedTrigger(changes: Parameters<typeof planOf>[1] = {}) {
  const glue = smallGlue(['a']);
  glue.put('job', 'b', job('b', { ...ray, SecurityConfiguration: 'other' }));
  const Actions = [{ JobName: 'a' }, { JobName: 'b', SecurityConfiguration: 'std' }];
  glue.put('trigger', 'rays', trigger('rays', { Actions }));
  const made = planOf(glue);
  const steps = made.plan.steps.filter(({ name }) => name !== 'b');
  const kit = await remediationKit(glue);
  const request = await approved(kit, { ...made, plan: { ...made.plan, steps, ...changes } });
  const named = () => JSON.stringify(glue.now('trigger', 'rays')?.Actions);
  const rays = steps.find(({ name }) => name === 'rays')?.id ?? '';
  const others = steps.flatMap(({ id, name }) => (name === 'rays' ? [] : [id]));
  return { kit, request, named, rays, others };
}

test('an action of version 0.1.0 that starts a Ray job is not switched, in words; everything else is', async () => {
  const { kit, request, named, rays, others } = await plannedTrigger();
  await kit.run();
  expect(await outcomesOf(kit, request.id)).toEqual({
    ...Object.fromEntries(others.map((id) => [id, 'done'])),
    [rays]: 'failed',
  });
  expect(named()).toContain('"SecurityConfiguration":"std"');
  expect(await outcomeOf(kit)).toMatchObject({
    state: 'partly-done',
    trouble: [
      {
        name: 'rays',
        why: 'it starts a Ray job, which takes no security configuration (have that action of the trigger name none); left as it was',
      },
    ],
  });
});

test('one whose job cannot be read is not switched either, and one whose job is gone is', async () => {
  const { kit, request, named, rays } = await plannedTrigger();
  kit.glue.around = ({ operation, name }) => {
    if (operation === 'GetJob' && name === 'b') throw kit.glue.denied('GetJob');
  };
  await kit.run();
  expect((await kit.store.remediation.executions(request.id))[0]?.outcomes).toContainEqual(
    expect.objectContaining({ stepId: rays, state: 'failed', reason: 'GetJob: AccessDeniedException' }),
  );
  expect(named()).not.toContain(newName);

  const other = await plannedTrigger();
  other.kit.glue.things.job.delete('b');
  await other.kit.run();
  expect(await outcomesOf(other.kit, other.request.id)).toMatchObject({ [other.rays]: 'done' });
});

test('an action that version 0.1.0 had switched already can go back to what it had', async () => {
  const { kit, request, named, rays } = await plannedTrigger();
  // As with the job above: killed between the update and its record.
  const [execution] = await kit.store.remediation.executions(request.id);
  const claim = { processId: 'old', holder: 'old', now: kit.clock.now(), leaseUntil: kit.clock.now() + 1 };
  await kit.store.remediation.claimExecution(claim);
  await kit.store.remediation.journal(execution?.id ?? '', 'old', { stepId: rays, state: 'acting', awsRequestIds: [] });
  const Actions = [{ JobName: 'a' }, { JobName: 'b', SecurityConfiguration: newName }];
  kit.glue.put('trigger', 'rays', trigger('rays', { Actions }));
  kit.clock.time += 600_000;
  await kit.run();
  expect(await outcomesOf(kit, request.id)).toMatchObject({ [rays]: 'done' });
  expect(await orderBack(kit, request.id, { understood: true })).toHaveProperty('request');
  await kit.run();
  expect(named()).toContain('"SecurityConfiguration":"std"');
});
