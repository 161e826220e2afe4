import { describe, expect, test } from 'vitest';
import type { StepOutcome, StepState } from '../../../../src/domain/remediation/remediation.ts';
import type { SwitchRow } from '../../../../src/usecases/ports/switch-records.ts';
import { createJournal } from '../../../../src/usecases/remediation/execute/execution-journal.ts';
import { switchRow } from '../../../support/remediation/plan-progress.ts';
import { approved, planOf, remediationKit } from '../../../support/remediation/remediation.ts';

const id = { planId: 'plan-1', stepId: 's2' };
const claim = { processId: 'p1', holder: 'h1', now: 0, leaseUntil: Number.MAX_SAFE_INTEGER };

/** The journal of a claimed execution whose job `a` (s2) is about to be moved. */
async function setUp({ holder = 'h1', direction = 'forward' as 'forward' | 'back' } = {}) {
  const kit = await remediationKit();
  const { plan } = planOf(kit.glue);
  const request = await approved(kit);
  const execution = await kit.store.remediation.claimExecution(claim);
  if (execution === undefined) throw new Error('no execution');
  const about = { ...id, requestId: request.id, executionId: execution.id, openedAt: kit.clock.now() };
  await kit.store.remediation.openSwitch(switchRow('moving', about));
  const journal = createJournal(kit, execution, holder, { plan, direction });
  const end = async (state: StepState, touched?: true, stepId = 's2') => {
    const step = plan.steps.find((each) => each.id === stepId);
    if (step === undefined) throw new Error('no step');
    const outcome: StepOutcome = { stepId, state, ...(touched && { touched }), awsRequestIds: ['w1'] };
    await journal.end(outcome, step);
  };
  const jobSwitch = () => kit.store.remediation.jobSwitch(id);
  const trail = () => kit.store.remediation.auditTrail(execution.id);
  return { kit, execution, journal, end, jobSwitch, trail };
}

describe('the end of a moved job, on the way forward', () => {
  test.each<[StepState, true | undefined, SwitchRow['state']]>([
    ['done', undefined, 'watching'],
    ['done', true, 'watching'],
    ['failed', true, 'watching'],
    ['drifted', true, 'watching'],
    ['already', undefined, 'void'],
    ['failed', undefined, 'void'],
    ['drifted', undefined, 'void'],
    ['skipped', undefined, 'void'],
  ])('%s (sent: %s): its first run is %s', async (state, touched, watched) => {
    const { kit, end, jobSwitch } = await setUp();
    kit.clock.time += 5_000;
    await end(state, touched);
    const row = await jobSwitch();
    expect(row?.state).toBe(watched);
    expect([row?.movedAt, row?.watchUntil, row?.nextCheckAt]).toEqual(
      watched === 'void'
        ? [undefined, undefined, undefined]
        : [kit.clock.now(), kit.clock.now() + kit.watchRunsFor, kit.clock.now()],
    );
  });

  test('another step settles nothing', async () => {
    const { end, jobSwitch } = await setUp();
    await end('done', undefined, 's3');
    await end('done', undefined, 's5');
    expect(await jobSwitch()).toMatchObject({ state: 'moving' });
  });
});

describe('the end of a moved job, on the way back', () => {
  test.each<[StepState, true | undefined, boolean]>([
    ['done', undefined, true],
    ['already', undefined, true],
    ['failed', undefined, false],
    ['failed', true, false],
    ['drifted', undefined, false],
  ])('%s (sent: %s): it counts as back: %s', async (state, touched, isBack) => {
    const { kit, end, jobSwitch } = await setUp({ direction: 'back' });
    await kit.store.remediation.settleSwitch(id, { movedAt: 1, until: 2 });
    await end(state, touched);
    expect(await jobSwitch()).toMatchObject(
      isBack ? { state: 'unseen', backAt: kit.clock.now() } : { state: 'watching', movedAt: 1, watchUntil: 2 },
    );
    if (!isBack) expect(await jobSwitch()).not.toHaveProperty('backAt');
  });
});

describe('a journal', () => {
  test('has each end with an entry in the audit trail, and the request ids', async () => {
    const { end, trail, journal } = await setUp();
    await journal.intend('s2');
    await end('failed', true);
    expect((await trail()).at(-1)).toMatchObject({
      actor: 'gluewarden',
      action: 'step.failed',
      detail: { step: 's2', type: 'repoint-job', name: 'a', touched: true },
      awsRequestIds: ['w1'],
    });
    expect(journal.outcomes.get('s2')).toMatchObject({ state: 'failed', touched: true });
  });

  test('that somebody else holds writes nothing at all: no end, no entry, no watch', async () => {
    const { end, jobSwitch, trail, kit, execution, journal } = await setUp({ holder: 'other' });
    const before = await trail();
    await expect(journal.intend('s2')).rejects.toMatchObject({ reason: 'lost' });
    await expect(end('done')).rejects.toMatchObject({ reason: 'lost' });
    expect(await trail()).toEqual(before);
    expect(await jobSwitch()).toMatchObject({ state: 'moving' });
    expect((await kit.store.remediation.execution(execution.id))?.outcomes).toEqual([]);
    expect(journal.outcomes.size).toBe(0);
  });

  test('does not end a step twice: the second end changes nothing', async () => {
    const { end, jobSwitch, trail, journal } = await setUp();
    await end('already');
    const before = await trail();
    await expect(end('done')).rejects.toMatchObject({ reason: 'lost' });
    expect(await trail()).toEqual(before);
    expect(await jobSwitch()).toMatchObject({ state: 'void' });
    expect(journal.outcomes.get('s2')).toMatchObject({ state: 'already' });
  });
});
