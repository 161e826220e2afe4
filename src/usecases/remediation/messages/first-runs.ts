import { canaryStep } from '../../../domain/steps/step-kinds.ts';
import type { FirstRunsMessage, SuspectRun } from '../../messages/afterwards-messages.ts';
import type { ExecutionRow, RequestRow } from '../../ports/remediation-records.ts';
import type { Clock, NewId } from '../../ports/runtime.ts';
import type { Records } from '../../ports/store.ts';
import type { SwitchRow } from '../../ports/switch-records.ts';
import { thingWords } from '../../words/explain-plan.ts';
import { aboutRequest } from '../state/about-request.ts';
import { inThread, threadOf } from '../state/announced-at.ts';
import { badRuns, canaryAlternations } from '../state/canary-state.ts';
import { progressOfPlans, requestWindow } from '../state/plan-progress.ts';
import { requestNotice } from './request-notice.ts';

const mostSuspectRuns = 20;
const mostLeft = 5;

export interface FirstRunsDependencies {
  readonly clock: Clock;
  readonly newId: NewId;
  /** Where the approvers of an account read. */
  readonly channelOf: (account: string) => string | undefined;
  /** How long definitions are kept after an end, milliseconds. */
  readonly watchRunsFor: number;
}

/** What the watch over the first runs has to say now. */
function composeFirstRuns(
  { clock, watchRunsFor }: FirstRunsDependencies,
  event: FirstRunsMessage['event'],
  request: RequestRow,
  executions: readonly ExecutionRow[],
  switches: readonly SwitchRow[],
): FirstRunsMessage {
  const stays = switches.filter(({ backAt }) => backAt === undefined);
  const doubtful = event === 'canary' ? canaryTroubles(request, executions, stays) : stays.flatMap(suspectRun);
  const count = (state: SwitchRow['state']) => stays.filter((jobSwitch) => jobSwitch.state === state).length;
  return {
    kind: 'first-runs',
    ...aboutRequest(request),
    event,
    good: count('good'),
    doubtful: doubtful.slice(0, mostSuspectRuns),
    doubtfulTotal: doubtful.length,
    watching: count('watching'),
    unseen: count('unseen'),
    mayRollBack: requestWindow(progressOfPlans(request, executions), watchRunsFor, clock.now()) !== undefined,
  };
}

/**
 * Why what waits for a canary does not go on by itself: the canary first. Empty: nothing speaks against it yet. `stays`: the
 * switches that were not switched back.
 */
export function canaryTroubles(
  request: RequestRow,
  executions: readonly ExecutionRow[],
  stays: readonly SwitchRow[],
): SuspectRun[] {
  const waiting = executions.filter(({ state }) => state === 'waiting-for-canary');
  const ofWaiting = stays.filter(({ executionId }) => waiting.some(({ id }) => id === executionId));
  return [
    ...neverBegun(request, waiting, stays),
    ...alternating(request, waiting),
    ...ofWaiting.flatMap(suspectRun).toSorted((a, b) => Number(b.canary) - Number(a.canary)),
  ];
}

/** Canaries whose move failed before it was begun: there is no record of one. */
function neverBegun(
  { plans }: RequestRow,
  waiting: readonly ExecutionRow[],
  switches: readonly SwitchRow[],
): SuspectRun[] {
  return plans.flatMap(({ plan }) => {
    if (!waiting.some(({ planId }) => planId === plan.id)) return [];
    const canary = canaryStep(plan.steps);
    if (canary === undefined || switches.some((jobSwitch) => jobSwitch.planId === plan.id && jobSwitch.canary))
      return [];
    const about = { job: canary.name, region: plan.target.region, canary: true };
    return [{ ...about, verdict: 'failed', reason: 'not-moved' } as const];
  });
}

/** Jobs of canary groups that were switched in part. */
function alternating({ plans }: RequestRow, waiting: readonly ExecutionRow[]): SuspectRun[] {
  return plans.flatMap(({ plan }) => {
    const canary = canaryStep(plan.steps)?.name;
    const own = waiting.filter(({ planId }) => planId === plan.id);
    return own.flatMap((execution) =>
      canaryAlternations(plan, execution).map(
        ({ job, from, to, left }): SuspectRun => ({
          job,
          region: plan.target.region,
          verdict: 'failed',
          reason: 'alternates',
          alternates: { from, to, left: left.slice(0, mostLeft).map(thingWords) },
          canary: job === canary,
        }),
      ),
    );
  });
}

/** A first run that is not good; none: it is, or is not known yet. */
export function suspectRun({ job, region, canary, state, reason, run }: SwitchRow): SuspectRun[] {
  const about = { job, region, canary };
  if (state === 'void' && canary) return [{ ...about, verdict: 'failed', reason: 'not-moved' }];
  if (state === 'unseen' && canary) return [{ ...about, verdict: 'doubtful', reason: reason ?? 'not-run' }];
  if (state !== 'failed' && state !== 'doubtful') return [];
  return [
    {
      ...about,
      verdict: state,
      reason: reason ?? 'unread',
      ...(state === 'failed' && run && { runState: run.state }),
      ...(run?.aboutKeys && { aboutKeys: true }),
      ...(run && run.id !== '' && { runId: run.id }),
      ...(run?.error !== undefined && { error: run.error }),
    },
  ];
}

/**
 * Tells what is new about the first runs of a request, in its thread: a canary that did not go well, the first run that is
 * not good, and the end. Each once, whoever looks: the ids of the replies say so. The requester is told what needs somebody.
 */
export async function notifyFirstRuns(
  dependencies: FirstRunsDependencies,
  records: Records,
  request: RequestRow,
): Promise<void> {
  const { remediation, outbox } = records;
  const executions = await remediation.executions(request.id);
  const switches = await remediation.switches(request.id);
  const parent = await threadOf(records, request, dependencies.channelOf(request.account));
  for (const { event, id, loud } of eventsOf(request, executions, switches)) {
    const message = composeFirstRuns(dependencies, event, request, executions, switches);
    const createdAt = dependencies.clock.now();
    const reply = inThread(parent, { id: `${id}-${parent.channel}`, message, createdAt }, loud);
    if ((await outbox.get(reply.id)) !== undefined) continue;
    const notice = { event: event === 'canary' ? 'canary-asks' : 'runs-review' } as const;
    const told = requestNotice(dependencies, parent, request, notice, { requester: loud });
    // An older version told the requester under this id.
    const isTold = (await outbox.get(`${id}-${request.askedBy}`)) !== undefined;
    await outbox.add([reply, ...(isTold ? [] : told)]);
  }
}

interface Event {
  readonly event: FirstRunsMessage['event'];
  readonly id: string;
  /** True: the approvers are told as well. */
  readonly loud: boolean;
}

function eventsOf(request: RequestRow, executions: readonly ExecutionRow[], switches: readonly SwitchRow[]): Event[] {
  const requestId = request.id;
  const stays = switches.filter(({ backAt }) => backAt === undefined);
  const waiting = executions.filter(({ state }) => state === 'waiting-for-canary');
  const isAsked = (executionId: string) => waiting.some(({ id }) => id === executionId);
  // What is switched together with a canary is told with it.
  const bad = stays.filter(
    ({ state, canary, executionId }) =>
      !canary && !isAsked(executionId) && (state === 'failed' || state === 'doubtful'),
  );
  // Also when there is no move of the canary at all, or only a part of what belongs to it: nobody would ever be asked.
  const asks = waiting.filter((execution) => {
    const plan = request.plans.find((sealed) => sealed.plan.id === execution.planId)?.plan;
    const mayGoWell = stays.some(
      ({ executionId, canary, state }) =>
        executionId === execution.id && canary && ['moving', 'watching', 'good'].includes(state),
    );
    const isSplit = plan !== undefined && canaryAlternations(plan, execution).length > 0;
    return !mayGoWell || isSplit || badRuns(execution, stays).length > 0;
  });
  const open = stays.some(({ state }) => state === 'moving' || state === 'watching');
  const watched = stays.filter(({ state }) => state !== 'void');
  const over = !open && watched.length > 0 && executions.every(({ state }) => state === 'ended');
  return [
    ...asks.map(({ id }): Event => ({ event: 'canary', id: `canary-${id}`, loud: true })),
    ...(over
      ? [{ event: 'over' as const, id: `runs-over-${requestId}`, loud: bad.length > 0 }]
      : bad.length > 0
        ? [{ event: 'trouble' as const, id: `runs-trouble-${requestId}`, loud: true }]
        : []),
  ];
}
