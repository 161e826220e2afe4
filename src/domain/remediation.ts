import type { Step } from './plan.ts';

/** How far one step is. `drifted` and `failed` are ends of that step; the rest goes on. */
export type StepState = 'pending' | 'acting' | 'done' | 'already' | 'drifted' | 'failed' | 'skipped';

export interface StepOutcome {
  readonly stepId: string;
  readonly state: StepState;
  /** An error code or the differing paths; never a value. */
  readonly reason?: string;
  /** True when a change was sent, and AWS took it or may have taken it. */
  readonly touched?: boolean;
  readonly awsRequestIds: readonly string[];
}

export type RequestState = 'open' | 'approved' | 'rejected' | 'withdrawn' | 'expired';

export type ExecutionState =
  | 'running'
  | 'waiting-for-canary'
  | 'paused'
  | 'done'
  | 'partly-done'
  | 'failed'
  | 'rolling-back'
  | 'rolled-back';

const ended: ReadonlySet<StepState> = new Set(['done', 'already', 'drifted', 'failed', 'skipped']);
const good: ReadonlySet<StepState> = new Set(['done', 'already']);

/** True when a step needs nothing more. */
export function hasEnded(state: StepState): boolean {
  return ended.has(state);
}

/** The next step to work on: the first that has not ended. A failed creation leaves nothing to point to. */
export function nextStep(steps: readonly Step[], outcomes: ReadonlyMap<string, StepOutcome>): Step | undefined {
  const created = steps.find((step) => step.type === 'create-configuration');
  if (created !== undefined && outcomes.get(created.id)?.state === 'failed') return undefined;
  return steps.find((step) => !ended.has(outcomes.get(step.id)?.state ?? 'pending'));
}

/**
 * The plain end of an execution, from its steps alone. Undefined while steps are open. `failed` means that nothing was
 * moved; a step that failed after it was sent counts as moved.
 */
export function endState(
  steps: readonly Step[],
  outcomes: ReadonlyMap<string, StepOutcome>,
): 'done' | 'partly-done' | 'failed' | undefined {
  if (nextStep(steps, outcomes) !== undefined) return undefined;
  if (steps.every((step) => good.has(outcomes.get(step.id)?.state ?? 'pending'))) return 'done';
  const moved = steps.some((step) => {
    const outcome = outcomes.get(step.id);
    return step.type !== 'create-configuration' && outcome && (good.has(outcome.state) || outcome.touched === true);
  });
  return moved ? 'partly-done' : 'failed';
}
