import type { Step } from './plan.ts';

/** How far one step is. `drifted` and `failed` are ends of that step; the rest goes on. */
export type StepState = 'pending' | 'acting' | 'done' | 'already' | 'drifted' | 'failed' | 'skipped';

export interface StepOutcome {
  readonly stepId: string;
  readonly state: StepState;
  /** An error code or the differing paths; never a value. */
  readonly reason?: string;
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

/** The next step to work on: the first that has not ended. A failed creation leaves nothing to point to. */
export function nextStep(steps: readonly Step[], outcomes: ReadonlyMap<string, StepOutcome>): Step | undefined {
  const created = steps.find((step) => step.type === 'create-configuration');
  if (created !== undefined && outcomes.get(created.id)?.state === 'failed') return undefined;
  return steps.find((step) => !ended.has(outcomes.get(step.id)?.state ?? 'pending'));
}

/** The plain end of an execution, from its steps alone. Undefined while steps are open. */
export function endState(
  steps: readonly Step[],
  outcomes: ReadonlyMap<string, StepOutcome>,
): 'done' | 'partly-done' | 'failed' | undefined {
  if (nextStep(steps, outcomes) !== undefined) return undefined;
  const states = steps.map((step) => outcomes.get(step.id)?.state ?? 'pending');
  const moves = steps.flatMap((step, index) =>
    step.type === 'create-configuration' ? [] : (states[index] ?? 'pending'),
  );
  if (states.every((state) => good.has(state))) return 'done';
  return moves.some((state) => good.has(state)) ? 'partly-done' : 'failed';
}
