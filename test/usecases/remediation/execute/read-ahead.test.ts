import { expect, test } from 'vitest';
import { oldestAhead } from '../../../../src/usecases/remediation/execute/read-ahead.ts';
import type { Around } from '../../../support/fakes/fake-glue.ts';
import { orderBack } from '../../../support/remediation/afterwards.ts';
import {
  approved,
  job,
  newName,
  outcomesOf,
  planOf,
  type RemediationKit,
  remediationKit,
} from '../../../support/remediation/remediation.ts';

/** Carries the plan out, with something around each of its calls. */
async function carryOut(around: (kit: RemediationKit) => Around) {
  const kit = await remediationKit();
  const request = await approved(kit);
  kit.glue.around = around(kit);
  await kit.run();
  return { kit, request, outcomes: await outcomesOf(kit, request.id), of: (name: string) => callsOf(kit, name) };
}

function callsOf({ glue }: RemediationKit, name: string): readonly string[] {
  return glue.calls.filter((call) => call.name === name).map(({ operation }) => operation);
}

const early = ['GetJob', 'GetJobBookmark'];

/** The answer to the switch of job a comes when job b has been read, or not in time. */
async function readOf(kit: RemediationKit, name: string, operations = early): Promise<void> {
  for (let turn = 0; turn < 2_000; turn += 1) {
    if (operations.every((operation) => callsOf(kit, name).includes(operation))) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('while a change is on its way the next step is read, and nothing else is changed', async () => {
  let during: readonly string[] = [];
  let writing = 0;
  const { kit, outcomes, of } = await carryOut((kit) => async ({ write, name, operation }, phase) => {
    if (!write) return;
    writing += phase === 'before' ? 1 : -1;
    expect(writing).toBeLessThanOrEqual(1);
    if (phase === 'before' || operation !== 'UpdateJob' || name !== 'a') return;
    await readOf(kit, 'b');
    during = callsOf(kit, 'b').toSorted();
  });
  expect(during).toEqual(early);
  expect(of('b').toSorted()).toEqual(['GetJob', 'GetJob', 'GetJobBookmark', 'UpdateJob']);
  expect(outcomes).toMatchObject({ s2: 'done', s3: 'done' });
  expect(kit.glue.now('job', 'b')).toMatchObject({ SecurityConfiguration: newName });
});

test('what was read too early is read again: a change by somebody else is seen', async () => {
  const { kit, outcomes, of } = await carryOut((kit) => async ({ operation, name }, phase) => {
    if (operation !== 'UpdateJob' || name !== 'a' || phase === 'before') return;
    await readOf(kit, 'b');
    kit.clock.time += oldestAhead + 1;
    kit.glue.put('job', 'b', job('b', { Timeout: 77 }));
  });
  expect(of('b')).toEqual(expect.arrayContaining(['GetJob', 'GetJob']));
  expect(of('b')).not.toContain('UpdateJob');
  expect(outcomes).toMatchObject({ s2: 'done', s3: 'drifted' });
  expect(kit.glue.now('job', 'b')).toMatchObject({ Timeout: 77, SecurityConfiguration: 'std' });
});

test('an early read that AWS refused is asked again in its own time', async () => {
  let refused = 0;
  const { outcomes, of } = await carryOut((kit) => async ({ operation, name }, phase) => {
    if (phase === 'after' && operation === 'UpdateJob' && name === 'a') await readOf(kit, 'b');
    if (operation !== 'GetJob' || name !== 'b' || refused > 0) return;
    refused += 1;
    throw kit.glue.denied('GetJob');
  });
  expect(refused).toBe(1);
  expect(of('b').filter((operation) => operation === 'GetJob')).toHaveLength(3);
  expect(outcomes).toMatchObject({ s3: 'done' });
});

test('nothing is read ahead of a canary that is waited for', async () => {
  const kit = await remediationKit();
  const plan = planOf(kit.glue);
  const steps = plan.plan.steps.map((step) => (step.id === 's2' ? { ...step, canary: true } : step));
  await approved(kit, { ...plan, plan: { ...plan.plan, steps, choice: { ...plan.plan.choice, canary: true } } });
  kit.glue.around = async ({ operation }, phase) => {
    if (operation === 'UpdateJob' && phase === 'after') await readOf(kit, 'b', ['GetJob']);
  };
  await kit.run();
  expect(callsOf(kit, 'a')).toContain('UpdateJob');
  expect(callsOf(kit, 'b')).toEqual([]);
});

test('on the way back the next step is read ahead too, without a bookmark', async () => {
  const { kit, request, outcomes } = await carryOut(() => () => {});
  expect(outcomes).toMatchObject({ s2: 'done', s3: 'done' });
  await orderBack(kit, request.id, { understood: true });
  kit.glue.calls.length = 0;
  const during: string[] = [];
  kit.glue.around = async ({ operation, name }, phase) => {
    if (operation !== 'UpdateJob' || phase === 'before' || name !== 'b') return;
    await readOf(kit, 'a', ['GetJob']);
    during.push(...callsOf(kit, 'a'));
  };
  await kit.run();
  expect(during).toEqual(['GetJob']);
});
