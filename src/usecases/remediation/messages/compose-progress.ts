import { endState, isSwitch } from '../../../domain/remediation/remediation.ts';
import { stepsBack, wasChanged } from '../../../domain/remediation/rollback-steps.ts';
import type {
  ProgressState,
  RemediationProgressMessage,
  Stage,
  SuspectRun,
  Trouble,
} from '../../messages/afterwards-messages.ts';
import type { Paused } from '../../messages/paused.ts';
import type { ExecutionRow, RequestRow } from '../../ports/remediation-records.ts';
import type { SwitchRow } from '../../ports/switch-records.ts';
import { aboutRequest } from '../state/about-request.ts';
import type { GivenOrders } from '../state/given-orders.ts';
import {
  alternationsOf,
  outcomesOf,
  type PlanProgress,
  progressOfPlans,
  requestWindow,
} from '../state/plan-progress.ts';
import { templateLines } from './after-end.ts';
import { alternationNext } from './alternation-words.ts';
import { canaryTroubles, suspectRun } from './first-runs.ts';
import { troubleOf } from './outcome-words.ts';
import { backStages, forwardStages } from './progress-stages.ts';
import { elsewhereHeadline, headlineWords, nextWords, suspectWords } from './progress-words.ts';

const mostTrouble = 15;
const mostManual = 10;

export interface ProgressInput {
  readonly request: RequestRow;
  readonly executions: readonly ExecutionRow[];
  readonly switches: readonly SwitchRow[];
  /** True while no step may begin. */
  readonly held: boolean;
  /** An execution is kept for another process, which may know its account. */
  readonly heldElsewhere?: boolean;
  /** Who stopped all new steps, where that is why. */
  readonly paused?: Paused;
  /** How long definitions are kept after an end, milliseconds. */
  readonly keptFor: number;
  readonly now: number;
  readonly orders?: GivenOrders;
  /** The recorded finding of the plan for which something had drifted. */
  readonly freshPlanFor?: RemediationProgressMessage['freshPlanFor'];
}

/** How far an approved request is. */
export function composeProgress(input: ProgressInput): RemediationProgressMessage {
  const { request, executions, switches, keptFor, now, freshPlanFor } = input;
  const plansProgress = progressOfPlans(request, executions);
  const { held, heldElsewhere = false } = input;
  const state = request.state === 'approved' ? progressState(plansProgress, held || heldElsewhere) : 'not-approved';
  const isElsewhere = state === 'paused' && heldElsewhere && !held;
  const stays = switches.filter(({ backAt }) => backAt === undefined);
  const isWaiting = state === 'waiting-for-canary';
  const suspects = isWaiting ? canaryTroubles(request, executions, stays) : stays.flatMap(suspectRun);
  const goesBack = plansProgress.some(({ back }) => back !== undefined);
  const trouble = plansProgress.flatMap((progress) => troubleNow(progress, goesBack));
  const manual = goesBack ? [] : plansProgress.flatMap(({ plan }) => plan.manual);
  const window = requestWindow(plansProgress, keptFor, now);
  const isOver = state === 'done' || state === 'partly-done';
  const carried = plansProgress.map(({ plan, forward }) => ({ plan, outcomes: outcomesOf(forward) }));
  const template = isOver ? templateLines(carried) : undefined;
  const order = plansProgress.flatMap(({ back }) => back?.order ?? []).at(-1);
  const { stopped, wentOn, resumed } = input.orders ?? {};
  const ordered = order
    ? { by: order.by, what: 'roll-back' as const }
    : stopped && { by: stopped.by, what: 'stop' as const };
  return {
    kind: 'remediation-progress',
    ...aboutRequest(request),
    state,
    headline: isElsewhere ? elsewhereHeadline : headlineWords(plansProgress, state, request.state, suspects),
    stages: stagesOf(plansProgress, state, switches),
    trouble: trouble.slice(0, mostTrouble),
    troubleTotal: trouble.length,
    manual: manual.slice(0, mostManual),
    manualTotal: manual.length,
    ...(state === 'paused' && input.paused && { paused: input.paused }),
    next: [
      ...nextWords(plansProgress, state, switches, { isPauseShown: input.paused !== undefined, isElsewhere, suspects }),
      ...alternationNext(
        plansProgress.flatMap(alternationsOf),
        state === 'paused' ? 'paused' : goesBack ? 'back' : 'forward',
      ),
    ],
    ...(template && { template }),
    ...(ordered && { ordered }),
    ...(wentOn && { wentOn }),
    ...(resumed && !isOver && state !== 'paused' && { resumed }),
    ...(isWaiting && canaryTrouble(suspects)),
    mayGoOn: plansProgress.some(({ forward }) => forward?.state === 'waiting-for-canary'),
    mayRollBack: window !== undefined,
    ...(window?.until !== undefined && { rollBackUntil: window.until }),
    ...(freshPlanFor && plansProgress.every(({ forward }) => forward?.state === 'ended') && { freshPlanFor }),
    revision: now,
  };
}

function stagesOf(
  plansProgress: readonly PlanProgress[],
  state: ProgressState,
  switches: readonly SwitchRow[],
): readonly Stage[] {
  if (state === 'not-approved') return [];
  const goesBack = plansProgress.some(({ back }) => back !== undefined);
  return goesBack ? backStages(plansProgress) : forwardStages(plansProgress, switches);
}

/** What a canary's run showed, or that of what was switched with it, for the question before going on without it. */
function canaryTrouble([first]: readonly SuspectRun[]): Pick<RemediationProgressMessage, 'canaryTrouble'> {
  return first === undefined ? {} : { canaryTrouble: suspectWords(first) };
}

/** As a reply in the thread: the first message has the buttons that an approver presses. */
export function inReply(message: RemediationProgressMessage): RemediationProgressMessage {
  return { ...message, mayGoOn: false, mayRollBack: false };
}

/** True while something of it can still change by itself. */
export function canStillChange({
  request,
  executions,
  switches,
}: Pick<ProgressInput, 'request' | 'executions' | 'switches'>): boolean {
  return (
    request.state === 'open' ||
    executions.some(({ state }) => state !== 'ended') ||
    switches.some(({ state }) => state === 'watching' || state === 'moving')
  );
}

/** What has not gone as planned so far. A step that is not begun is trouble only once its execution has ended. */
function troubleNow(progress: PlanProgress, goesBack: boolean): Trouble[] {
  const { plan, forward, back } = progress;
  const execution = goesBack ? back : forward;
  if (execution === undefined) return [];
  const steps = execution.direction === 'back' ? stepsBack(plan, outcomesOf(forward)) : plan.steps;
  const outcomes = outcomesOf(execution);
  const counted =
    execution.state === 'ended'
      ? steps
      : steps.filter(({ id }) => ['drifted', 'failed', 'skipped'].includes(outcomes.get(id)?.state ?? ''));
  return troubleOf(counted, outcomes, alternationsOf(progress));
}

function progressState(plansProgress: readonly PlanProgress[], held: boolean): ProgressState {
  const backs = plansProgress.flatMap(({ back }) => back ?? []);
  const executions = backs.length > 0 ? backs : plansProgress.flatMap(({ forward }) => forward ?? []);
  const open = executions.filter(({ state }) => state !== 'ended');
  if (open.some(({ state }) => state !== 'waiting-for-canary')) {
    if (held || open.some(({ state }) => state === 'paused')) return 'paused';
    if (backs.length > 0) return 'rolling-back';
    return executions.some(({ outcomes }) => outcomes.length > 0) ? 'running' : 'queued';
  }
  if (open.length > 0) return 'waiting-for-canary';
  if (executions.length === 0) return 'queued';
  return backs.length > 0 ? backEnd(plansProgress) : forwardEnd(plansProgress);
}

function forwardEnd(plansProgress: readonly PlanProgress[]): ProgressState {
  const ends = plansProgress.map(({ plan, forward }) => endState(plan.steps, outcomesOf(forward)));
  if (ends.every((end) => end === 'done')) return 'done';
  return ends.every((end) => end === 'failed') ? 'failed' : 'partly-done';
}

function backEnd(plansProgress: readonly PlanProgress[]): ProgressState {
  const whole = plansProgress.every(({ plan, forward, back }) => {
    const there = outcomesOf(forward);
    const switched = plan.steps.filter((step) => isSwitch(step) && wasChanged(there.get(step.id)));
    const steps = stepsBack(plan, there).filter(isSwitch);
    // A dangling reference cannot be pointed back: what was moved for it stays moved.
    return steps.length === switched.length && endState(steps, outcomesOf(back)) === 'done';
  });
  return whole ? 'rolled-back' : 'partly-rolled-back';
}
