import type { Plan, Step } from '../../../src/domain/plan/plan.ts';
import type { StepOutcome, StepState } from '../../../src/domain/remediation/remediation.ts';
import type { ExecutionRow, RequestRow } from '../../../src/usecases/ports/remediation-records.ts';
import type { SwitchRow, SwitchState } from '../../../src/usecases/ports/switch-records.ts';
import { planOf, smallGlue } from './remediation-samples.ts';

/** A plan that creates a configuration and moves the jobs a and b, a trigger and a crawler: s1 to s5. */
export function plan(id = 'p1', changes: Partial<Plan> = {}): Plan {
  return { ...planOf(smallGlue(['a', 'b'])).plan, id, ...changes };
}

/** The same in which the job a is the canary job. */
export function canaryPlan(id = 'p1'): Plan {
  const { steps, ...rest } = plan(id);
  return {
    ...rest,
    steps: steps.map(
      (step): Step => (step.type === 'repoint-job' && step.name === 'a' ? { ...step, canary: true } : step),
    ),
  };
}

/** An approved request for these plans. */
export function approvedRequest(plans: readonly Plan[] = [plan()]): RequestRow {
  return {
    id: 'r1',
    state: 'approved',
    askedBy: 'UASKER',
    askedIn: 'CTEAM',
    reason: 'why',
    createdAt: 1,
    expiresAt: 2,
    required: 1,
    selfApproval: false,
    seal: 'terms',
    account: plans[0]?.target.account ?? 'unknown',
    plans: plans.map((each) => ({ plan: each, seal: 'seal' })),
  };
}

/** States in the order of the steps s1, s2, …; `touched` is a failure after something was sent. */
export type Ended = StepState | 'touched';

export function outcomes(...states: readonly Ended[]): StepOutcome[] {
  return states.map((state, index) => ({
    stepId: `s${index + 1}`,
    ...(state === 'touched' ? { state: 'failed', touched: true } : { state }),
    awsRequestIds: [],
  }));
}

/** An execution that has ended at 100, unless it is said otherwise. */
export function execution(states: readonly Ended[], changes: Partial<ExecutionRow> = {}): ExecutionRow {
  const { state = 'ended', direction = 'forward', planId = 'p1' } = changes;
  return {
    id: `${direction} of ${planId}`,
    planId,
    requestId: 'r1',
    direction,
    state,
    queuedAt: 10,
    ...(state === 'ended' && { endedAt: 100 }),
    outcomes: outcomes(...states),
    ...changes,
  };
}

export function switchRow(state: SwitchState, changes: Partial<SwitchRow> = {}): SwitchRow {
  return {
    planId: 'p1',
    stepId: 's2',
    requestId: 'r1',
    executionId: 'forward of p1',
    rule: 'Glue-005',
    account: '111122223333',
    region: 'eu-west-1',
    job: 'a',
    from: 'std',
    to: 'twin',
    canary: false,
    streaming: false,
    before: { none: true },
    openedAt: 50,
    state,
    ...changes,
  };
}
