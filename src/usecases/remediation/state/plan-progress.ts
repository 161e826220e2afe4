import { largest } from '../../../domain/audit/extremes.ts';
import type { Plan, Step } from '../../../domain/plan/plan.ts';
import { hasEnded, type StepOutcome } from '../../../domain/remediation/remediation.ts';
import { stepsBack } from '../../../domain/remediation/rollback-steps.ts';
import { type Alternation, alternations, maySwitched } from '../../../domain/remediation/together.ts';
import type { ExecutionRow, RequestRow } from '../../ports/remediation-records.ts';

/**
 * One plan of a request with what was carried out of it: the way forward, and the latest way back, which counts what the
 * ones before it brought back as its own.
 */
export interface PlanProgress {
  readonly plan: Plan;
  readonly forward?: ExecutionRow;
  readonly back?: ExecutionRow;
}

export function progressOfPlans({ plans }: RequestRow, executions: readonly ExecutionRow[]): PlanProgress[] {
  return plans.map(({ plan }) => {
    const own = executions.filter(({ planId }) => planId === plan.id);
    const forward = own.find(({ direction }) => direction === 'forward');
    const back = latestBack(own.filter(({ direction }) => direction === 'back'));
    return { plan, ...(forward && { forward }), ...(back && { back }) };
  });
}

function latestBack(backs: readonly ExecutionRow[]): ExecutionRow | undefined {
  const latest = backs.at(-1);
  const before = backs.slice(0, -1).flatMap(({ outcomes }) => outcomes.filter(isBack));
  if (latest === undefined || before.length === 0) return latest;
  const outcomes = new Map([...before, ...latest.outcomes].map((outcome) => [outcome.stepId, outcome]));
  return { ...latest, outcomes: [...outcomes.values()] };
}

function isBack(outcome: StepOutcome | undefined): boolean {
  return outcome?.state === 'done' || outcome?.state === 'already';
}

export function outcomesOf(execution: ExecutionRow | undefined): ReadonlyMap<string, StepOutcome> {
  return new Map((execution?.outcomes ?? []).map((outcome) => [outcome.stepId, outcome]));
}

/** What a way back from here would do: what is back already needs nothing. */
export function stepsLeftBack({ plan, forward, back }: PlanProgress): Step[] {
  const done = outcomesOf(back);
  return stepsBack(plan, outcomesOf(forward)).filter(({ id }) => !isBack(done.get(id)));
}

/**
 * Jobs whose runs alternate between two configurations, as far as the plan is carried out, or rolled back. While it goes on,
 * what is only not begun yet does not count.
 */
export function alternationsOf({ plan, forward, back }: PlanProgress): Alternation[] {
  const [there, gone] = [outcomesOf(forward), outcomesOf(back)];
  const found = alternations(plan.steps, ({ id }) => maySwitched(there.get(id)) && !isBack(gone.get(id)));
  const latest = back ?? forward;
  if (latest === undefined) return [];
  // A pause can come between what belongs together, and take days.
  if (latest.state === 'ended' || latest.state === 'paused') return found;
  const outcomes = outcomesOf(latest);
  return found.filter(({ steps }) => steps.every(({ id }) => hasEnded(outcomes.get(id)?.state ?? 'pending')));
}

/** False while something of the plan is under way; a wait for the canary may be ended. */
export function isAtRest({ forward, back }: PlanProgress): boolean {
  const resting = ['ended', 'waiting-for-canary'];
  return resting.includes(forward?.state ?? 'ended') && (back?.state ?? 'ended') === 'ended';
}

export interface RollBackWindow {
  /** Epoch milliseconds; absent: as long as it waits for its canary. */
  readonly until?: number;
}

/**
 * While a plan can be rolled back: the definitions that it needs are kept for `keptFor` milliseconds after its last
 * execution. Undefined: there is nothing to roll back, not now, or not any more.
 */
export function rollBackWindow(progress: PlanProgress, keptFor: number, now: number): RollBackWindow | undefined {
  if (!isAtRest(progress) || stepsLeftBack(progress).length === 0) return undefined;
  if (progress.forward?.state !== 'ended') return {};
  const until = Math.max(progress.forward.endedAt ?? 0, progress.back?.endedAt ?? 0) + keptFor;
  return until > now ? { until } : undefined;
}

/** The window of a request: that of its plan which can be rolled back for the longest. */
export function requestWindow(
  plansProgress: readonly PlanProgress[],
  keptFor: number,
  now: number,
): RollBackWindow | undefined {
  if (!plansProgress.every(isAtRest)) return undefined;
  const windows = plansProgress.flatMap((progress) => rollBackWindow(progress, keptFor, now) ?? []);
  if (windows.some(({ until }) => until === undefined)) return {};
  const ends = windows.flatMap(({ until }) => until ?? []);
  return ends.length > 0 ? { until: largest(ends) } : undefined;
}

/** Step counts of one sort. */
export interface StepCounts {
  readonly total: number;
  readonly good: number;
  readonly bad: number;
  readonly begun: number;
}

export function countSteps(
  steps: readonly Step[],
  outcomes: ReadonlyMap<string, StepOutcome>,
  which: (step: Step) => boolean,
): StepCounts {
  const states = steps.filter(which).map(({ id }) => outcomes.get(id)?.state ?? 'pending');
  const good = states.filter((state) => state === 'done' || state === 'already').length;
  const ended = states.filter(hasEnded).length;
  return {
    total: states.length,
    good,
    bad: ended - good,
    begun: states.filter((state) => state !== 'pending').length,
  };
}
