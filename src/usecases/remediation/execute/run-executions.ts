import { findingOfPlan } from '../../../domain/plan/finding-of-plan.ts';
import { isSwitch } from '../../../domain/remediation/remediation.ts';
import { auditEntry, itself } from '../../audit-entry.ts';
import { reportUnexpected } from '../../boundary.ts';
import type { RemediationOutcomeMessage } from '../../messages/afterwards-messages.ts';
import type { ExecutionRow, RequestRow } from '../../ports/remediation-records.ts';
import type { Records } from '../../ports/store.ts';
import { type FirstRunsDependencies, notifyFirstRuns } from '../messages/first-runs.ts';
import { endMessages, notifyEnd } from '../messages/notify-end.ts';
import { composeOutcome, mayHaveChanged, refusedOutcome } from '../messages/outcome-words.ts';
import { reopenRequest, standingDetail } from '../request/reopen-request.ts';
import { progressId } from '../state/announced-at.ts';
import type { RefusedWork } from '../state/approved-work.ts';
import { mayPass } from '../state/canary-state.ts';
import { isPausedFor } from '../state/paused.ts';
import { progressOfPlans, rollBackWindow } from '../state/plan-progress.ts';
import {
  type ExecuteDependencies,
  type Executed,
  executePlan,
  type HeldExecution,
  type HoldReason,
} from './execute-plan.ts';
import { createLeases, type Leases, leaseMs } from './execution-lease.ts';
import { ExecutionStop } from './execution-stop.ts';
import { holdElsewhere, unlessElsewhere } from './hold-elsewhere.ts';

export interface RunExecutionsDependencies extends Omit<ExecuteDependencies, 'stopReason'>, FirstRunsDependencies {
  readonly processId: string;
  /** Those that are renewed with the process's heartbeat. Absent: its own, which are renewed when it asks. */
  readonly leases?: Leases;
  /** False: REMEDIATION=off. */
  readonly enabled: boolean;
  /**
   * True while other processes have other accounts: one that this process does not know, or may not change, may be among
   * theirs. Absent: there are no others.
   */
  readonly differsElsewhere?: () => Promise<boolean>;
  /** True when the process takes no new steps because it is about to end. */
  readonly isStopping: () => boolean;
  /** Told when one has ended or waits, before the next is begun. */
  readonly onLetGo?: () => void;
}

/**
 * One look: carries out whatever is approved and free, one execution after another. Several processes may look at once: a lease says whose an execution is. An unexpected failure leaves
 * the execution leased, so that it is taken up again when the lease has ended, and not at once, for ever.
 */
export async function runExecutions(dependencies: RunExecutionsDependencies): Promise<void> {
  const { store, newId, processId } = dependencies;
  const stopReason = (account: string) => stopReasonOf(dependencies, account);
  while (dependencies.enabled && !dependencies.isStopping()) {
    const pause = await store.remediation.paused();
    const holder = newId();
    const now = await store.now();
    const claim = {
      processId,
      holder,
      now,
      leaseUntil: now + leaseMs,
      ...(pause && { accounts: pause.resumed ?? [] }),
    };
    const execution = await store.remediation.claimExecution(claim);
    if (execution === undefined) break;
    await runOne({ ...dependencies, stopReason }, execution, holder);
    // What follows may take minutes, and this one is to be told now.
    dependencies.onLetGo?.();
  }
}

/** What left is ended by whoever takes it next, who reads its approval and meets nobody to change anything for. */
async function stopReasonOf(
  { enabled, isStopping, store, newestAccounts, account: known }: RunExecutionsDependencies,
  account: string,
): Promise<HoldReason | undefined> {
  if (!enabled) return 'off';
  if (isStopping()) return 'stopping';
  await newestAccounts?.();
  if (known(account)?.remediationRoleArn === undefined) return 'left';
  return isPausedFor(account, await store.remediation.paused()) ? 'paused' : undefined;
}

/** Slack may list the members of a group again: until then it is tried once a minute. */
const againMs = 60_000;

type RunDependencies = RunExecutionsDependencies & ExecuteDependencies;

async function runOne(dependencies: RunDependencies, execution: ExecutionRow, holder: string): Promise<void> {
  const { store, clock } = dependencies;
  const { leases = createLeases(store, clock) } = dependencies;
  const lease = leases.take(execution.id, holder);
  const held = { execution, holder, lease };
  try {
    const executed = await executePlan(dependencies, held);
    await finish(dependencies, held, await unlessElsewhere(dependencies, execution, executed));
  } catch (error) {
    await letGo(dependencies, held, error);
  } finally {
    lease.letGo();
  }
}

/** Of what could not be ended: somebody goes on with it, at once or later. */
async function letGo(
  dependencies: RunDependencies,
  { execution, holder }: HeldExecution,
  error: unknown,
): Promise<void> {
  const { store, clock, log } = dependencies;
  const { id, requestId: request, planId: plan } = execution;
  if (!(error instanceof ExecutionStop)) {
    const text = 'an execution failed unexpectedly; it is taken up again';
    reportUnexpected(dependencies, error, { action: 'executions', request, plan, execution: id }, text);
    return;
  }
  log.warn({ execution: id, reason: error.reason }, 'an execution was let go of before its end');
  if (error.reason === 'unverifiable')
    await store.remediation.holdExecution(id, holder, 'approval-unverifiable', (await store.now()) + againMs);
  else if (error.reason === 'account-unverifiable')
    await store.remediation.holdExecution(id, holder, error.reason, (await store.now()) + againMs);
  else if (error.reason === 'elsewhere') await holdElsewhere(dependencies, execution, holder);
  else if (error.againMs !== undefined)
    await store.remediation.postponeExecution(id, holder, (await store.now()) + error.againMs);
  else if (error.reason !== 'lost') await store.remediation.endExecution(id, holder, 'paused', clock.now());
}

/** The end or the wait, its audit entry, the message and the wish for a re-scan: in one transaction. */
async function finish(dependencies: RunDependencies, held: HeldExecution, executed: Executed): Promise<void> {
  const { store } = dependencies;
  if (!('refused' in executed) && executed.waitsFor) return wait(dependencies, held, executed);
  const { execution, holder } = held;
  await store.transaction(async (records) => {
    const at = dependencies.clock.now();
    if (await isReopened(dependencies, records, held, executed)) return;
    const why = 'refused' in executed ? heldBy(executed) : undefined;
    if (!(await records.remediation.endExecution(execution.id, holder, 'ended', at, why)))
      throw new ExecutionStop('lost');
    const message = await outcomeOf(dependencies, records, execution, executed, at);
    const standing = 'refused' in executed && executed.lapsed ? standingDetail(executed.lapsed.standing) : {};
    const refused = 'refused' in executed ? { refusal: executed.refused, ...standing } : {};
    const detail = {
      request: execution.requestId,
      plan: execution.planId,
      direction: execution.direction,
      ...refused,
      ...(message && { moved: message.moved, total: message.total }),
    };
    const action = 'refused' in executed ? 'execution.refused' : `execution.${message?.state ?? 'failed'}`;
    await records.remediation.audit(auditEntry(dependencies, { actor: itself, action, subject: execution.id, detail }));
    if (message === undefined) return;
    if (!('refused' in executed) || execution.outcomes.some(mayHaveChanged))
      await records.remediation.askRescan({ account: message.account, region: message.region }, at);
    await records.remediation.followProgress(execution.requestId, progressId(execution.requestId));
    if ('refused' in executed) await settleBegun(dependencies, records, execution, at);
    else await markFixed(records, executed, at);
    await notifyOutcome(dependencies, records, executed, message);
  });
}

/** The outcome of the one plan; of several plans nothing until the last has ended, and then one message for all. */
async function notifyOutcome(
  dependencies: RunDependencies,
  records: Records,
  executed: Executed,
  outcome: RemediationOutcomeMessage,
): Promise<void> {
  const request = await records.remediation.request(outcome.requestId);
  const bulk = request !== undefined && request.plans.length > 1;
  const alone = 'refused' in executed && heldBy(executed) === undefined;
  const ended = { now: outcome.endedAt, request };
  if (alone || !bulk) await records.outbox.add(await endMessages(dependencies, records, outcome, ended));
  if (bulk) await notifyEnd(dependencies, records, request, outcome.endedAt);
  if (request !== undefined) await notifyFirstRuns(dependencies, records, request);
}

/** Nothing of the request was begun: it waits for a decision again. Only the holder of the execution may say so. */
async function isReopened(
  dependencies: RunDependencies,
  records: Records,
  { execution, holder }: HeldExecution,
  executed: Executed,
): Promise<boolean> {
  if (!('refused' in executed) || executed.lapsed === undefined) return false;
  const { request, standing } = executed.lapsed;
  const until = (await records.now()) + leaseMs;
  if (!(await records.remediation.renewLease(execution.id, holder, until))) throw new ExecutionStop('lost');
  return reopenRequest(dependencies, records, request, standing);
}

/** What is shown of a refusal that is no fault of the records. */
function heldBy({ refused }: RefusedWork): 'approval-lapsed' | 'order-lapsed' | undefined {
  return refused === 'approval-lapsed' || refused === 'order-lapsed' ? refused : undefined;
}

/** A change that was sent, and whose end nobody recorded, is watched like one that was made. */
async function settleBegun(
  { watchRunsFor }: RunDependencies,
  { remediation }: Records,
  { requestId, planId }: ExecutionRow,
  movedAt: number,
): Promise<void> {
  for (const jobSwitch of await remediation.switches(requestId))
    if (jobSwitch.planId === planId && jobSwitch.state === 'moving')
      await remediation.settleSwitch(jobSwitch, { movedAt, until: movedAt + watchRunsFor });
}

/** What used the configuration was moved away, or given back. It counts as fixed only while nothing uses it. */
async function markFixed(
  { findings }: Records,
  { work, outcomes }: Exclude<Executed, { refused: unknown }>,
  at: number,
): Promise<void> {
  const { plan, steps, direction } = work;
  const switched = steps.filter(isSwitch).some(({ id }) => outcomes.get(id)?.state === 'done');
  if (switched) await findings.setFixed(findingOfPlan(plan), direction === 'forward' ? at : null);
}

/** The canary is moved and its run is to be waited for; it may have ended while that was written. */
async function wait(
  dependencies: RunDependencies,
  { execution, holder }: HeldExecution,
  { work, waitsFor }: Exclude<Executed, { refused: unknown }>,
): Promise<void> {
  await dependencies.store.transaction(async (records) => {
    const { remediation } = records;
    const at = dependencies.clock.now();
    if (!(await remediation.endExecution(execution.id, holder, 'waiting-for-canary', at)))
      throw new ExecutionStop('lost');
    const detail = { request: execution.requestId, plan: execution.planId, job: waitsFor?.name ?? '' };
    await remediation.audit(
      auditEntry(dependencies, { actor: itself, action: 'execution.waiting', subject: execution.id, detail }),
    );
    const now = (await remediation.executions(work.request.id)).find(({ id }) => id === execution.id) ?? execution;
    const switches = await remediation.switches(work.request.id);
    if (mayPass(work.request, now, switches)) await remediation.releaseCanary(execution.id, 'passed');
    await remediation.followProgress(execution.requestId, progressId(execution.requestId));
    await notifyFirstRuns(dependencies, records, work.request);
  });
}

async function outcomeOf(
  { watchRunsFor }: RunDependencies,
  { remediation }: Records,
  execution: ExecutionRow,
  executed: Executed,
  endedAt: number,
): Promise<RemediationOutcomeMessage | undefined> {
  const ids = { requestId: execution.requestId, executionId: execution.id, endedAt };
  if (!('refused' in executed)) {
    const { request, plan } = executed.work;
    const progress = progressOfPlans(request, await remediation.executions(request.id)).find(
      (each) => each.plan.id === plan.id,
    );
    const until = progress && rollBackWindow(progress, watchRunsFor, endedAt)?.until;
    const about = {
      ...ids,
      askedBy: request.askedBy,
      ...(until !== undefined && { rollBackUntil: until }),
      ...(execution.order && { orderedBy: execution.order.by }),
    };
    return composeOutcome(about, executed.work, executed.outcomes);
  }
  const request: RequestRow | undefined = await remediation.request(execution.requestId);
  const plan = request?.plans.find((sealed) => sealed.plan.id === execution.planId)?.plan ?? request?.plans[0]?.plan;
  if (request === undefined || plan === undefined) return undefined;
  const about = { ...ids, planId: execution.planId, askedBy: request.askedBy };
  return refusedOutcome(about, executed, plan, execution.outcomes);
}
