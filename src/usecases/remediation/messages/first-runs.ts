import { canaryStep } from '../../../domain/steps/step-kinds.ts';
import type { FirstRunsMessage, SuspectRun } from '../../messages/afterwards-messages.ts';
import type { NewOutboxMessage } from '../../ports/outbox-records.ts';
import type { ExecutionRow, RequestRow } from '../../ports/remediation-records.ts';
import type { Clock } from '../../ports/runtime.ts';
import type { Records } from '../../ports/store.ts';
import type { SwitchRow } from '../../ports/switch-records.ts';
import { aboutRequest } from '../state/about-request.ts';
import { progressOfPlans, requestWindow } from '../state/plan-progress.ts';

const mostSuspectRuns = 20;

export interface FirstRunsDependencies {
  readonly clock: Clock;
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
  const seen = stays.flatMap(suspectRun).filter(({ canary }) => event !== 'canary' || canary);
  const doubtful = [...(event === 'canary' ? neverBegun(request, executions, stays) : []), ...seen];
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

/** Canaries whose move failed before it was begun: there is no record of one. */
function neverBegun(
  { plans }: RequestRow,
  executions: readonly ExecutionRow[],
  switches: readonly SwitchRow[],
): SuspectRun[] {
  const waiting = executions.filter(({ state }) => state === 'waiting-for-canary');
  return plans.flatMap(({ plan }) => {
    if (!waiting.some(({ planId }) => planId === plan.id)) return [];
    const canary = canaryStep(plan.steps);
    if (canary === undefined || switches.some((jobSwitch) => jobSwitch.planId === plan.id && jobSwitch.canary))
      return [];
    const about = { job: canary.name, region: plan.target.region, canary: true };
    return [{ ...about, verdict: 'failed', reason: 'not-moved' } as const];
  });
}

/** A first run that is not good; none: it is, or is not known yet. */
export function suspectRun({ job, region, canary, state, reason, run }: SwitchRow): SuspectRun[] {
  const about = { job, region, canary };
  if (state === 'void' && canary) return [{ ...about, verdict: 'failed', reason: 'not-moved' }];
  if (state === 'unseen' && canary) return [{ ...about, verdict: 'doubtful', reason: 'not-run' }];
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
 * Tells what is new about the first runs of a request: a canary that did not go well, the first run that is not good, and
 * the end. Each once, whoever looks: the messages' ids say so.
 */
export async function notifyFirstRuns(
  dependencies: FirstRunsDependencies,
  { remediation, outbox }: Records,
  request: RequestRow,
): Promise<void> {
  const executions = await remediation.executions(request.id);
  const switches = await remediation.switches(request.id);
  const events = eventsOf(executions, switches);
  for (const { event, id, loud } of events) {
    const message = composeFirstRuns(dependencies, event, request, executions, switches);
    const channel = loud ? dependencies.channelOf(message.account) : undefined;
    for (const to of new Set([request.askedBy, channel].filter((name) => name !== undefined))) {
      const row: NewOutboxMessage = { id: `${id}-${to}`, channel: to, message, createdAt: dependencies.clock.now() };
      if ((await outbox.get(row.id)) === undefined) await outbox.add([row]);
    }
  }
}

interface Event {
  readonly event: FirstRunsMessage['event'];
  readonly id: string;
  /** True: the approvers are told as well. */
  readonly loud: boolean;
}

function eventsOf(executions: readonly ExecutionRow[], switches: readonly SwitchRow[]): Event[] {
  const requestId = executions[0]?.requestId ?? '';
  const stays = switches.filter(({ backAt }) => backAt === undefined);
  const bad = stays.filter(({ state, canary }) => !canary && (state === 'failed' || state === 'doubtful'));
  const waiting = executions.filter(({ state }) => state === 'waiting-for-canary');
  // Also when there is no move of the canary at all: nobody would ever be asked.
  const asks = waiting.filter(
    ({ id }) =>
      !stays.some(
        (jobSwitch) =>
          jobSwitch.executionId === id && jobSwitch.canary && ['moving', 'watching', 'good'].includes(jobSwitch.state),
      ),
  );
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
