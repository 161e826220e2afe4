import type { JobStep } from '../steps/step-base.ts';
import { canaryGroup } from '../steps/step-groups.ts';
import { canaryStep, kindOf, type Step, type SwitchStep } from '../steps/step-kinds.ts';

/** How far one step is. `drifted` and `failed` are ends of that step; the rest goes on. */
export type StepState = 'pending' | 'acting' | 'done' | 'already' | 'drifted' | 'failed' | 'skipped';

/** AWS's own sentence to a call that failed. */
export interface AwsAnswer {
  /** One line of at most 300 characters, without argument values and secrets. */
  readonly message: string;
  /** AWS's id of that request; absent: AWS did not answer with one. */
  readonly requestId?: string;
}

export interface StepOutcome {
  readonly stepId: string;
  readonly state: StepState;
  /** An error code or the differing paths; never a value. */
  readonly reason?: string;
  /** What AWS itself said, where that is the reason. */
  readonly aws?: AwsAnswer;
  /** True when a change was sent, and AWS took it or may have taken it. */
  readonly touched?: boolean;
  /** Of a step that has not ended: how long it has waited for what the service is changing. */
  readonly settledMs?: number;
  readonly awsRequestIds: readonly string[];
}

export type RequestState = 'open' | 'approved' | 'rejected' | 'withdrawn' | 'expired';

/** How a wait for the canary's run ended: it went well, or an approver went on without it. */
export type CanaryEnd = 'passed' | 'overruled';

const ended: ReadonlySet<StepState> = new Set(['done', 'already', 'drifted', 'failed', 'skipped']);
const good: ReadonlySet<StepState> = new Set(['done', 'already']);

/** True when a step needs nothing more. */
export function hasEnded(state: StepState): boolean {
  return ended.has(state);
}

/** True for a step that changes what runs use; the others make or delete a configuration. */
export function isSwitch(step: Step): step is SwitchStep {
  return kindOf(step.type).effect === 'switches';
}

/** The next step to work on: the first that has not ended. A failed creation leaves nothing to point to. */
export function nextStep(steps: readonly Step[], outcomes: ReadonlyMap<string, StepOutcome>): Step | undefined {
  const created = steps.find(({ type }) => kindOf(type).effect === 'creates');
  if (created !== undefined && outcomes.get(created.id)?.state === 'failed') return undefined;
  return steps.find((step) => !ended.has(outcomes.get(step.id)?.state ?? 'pending'));
}

/**
 * The plain end of an execution, from its steps alone. `failed` means that nothing was moved; a step that failed after it
 * was sent counts as moved, and one that was not begun as not done.
 */
export function endState(
  steps: readonly Step[],
  outcomes: ReadonlyMap<string, StepOutcome>,
): 'done' | 'partly-done' | 'failed' {
  if (steps.every((step) => good.has(outcomes.get(step.id)?.state ?? 'pending'))) return 'done';
  // What only deletes or creates has nothing to move: it is done in part when one of several is.
  const counted = steps.some(isSwitch) ? steps.filter(isSwitch) : steps;
  const switched = counted.some(({ id }) => {
    const outcome = outcomes.get(id);
    return outcome && (good.has(outcome.state) || outcome.touched === true);
  });
  return switched ? 'partly-done' : 'failed';
}

/** The canary of a plan, when its wait is due: it and what is switched with it have ended as steps, and others are left. */
export function canaryToWaitFor(
  steps: readonly Step[],
  outcomes: ReadonlyMap<string, StepOutcome>,
  ended: CanaryEnd | undefined,
): JobStep | undefined {
  const canary = canaryStep(steps);
  if (canary === undefined || ended !== undefined || nextStep(steps, outcomes) === undefined) return undefined;
  const isOver = canaryGroup(steps).every(({ id }) => hasEnded(outcomes.get(id)?.state ?? 'pending'));
  return isOver ? canary : undefined;
}
