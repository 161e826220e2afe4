import type { Approvals } from '../domain/approval.ts';
import type { Target } from '../domain/model.ts';
import { auditEntry, itself } from './audit-entry.ts';
import { type ExecuteDependencies, type Executed, executePlan, type HeldExecution } from './execute-plan.ts';
import { createLease, leaseMs } from './execution-lease.ts';
import { ExecutionStop, type StopReason } from './execution-stop.ts';
import { composeOutcome, mayHaveChanged, refusedOutcome } from './outcome-words.ts';
import type { NewOutgoing, Records } from './ports.ts';
import type { ExecutionRow } from './remediation-ports.ts';

export interface RunExecutionsDependencies extends Omit<ExecuteDependencies, 'stopReason'> {
  readonly processId: string;
  /** False: REMEDIATION=off. */
  readonly enabled: boolean;
  /** True when the process takes no new steps because it is about to end. */
  readonly isStopping: () => boolean;
  readonly approvals: (account: string) => Approvals | undefined;
  /** Scans one target and records what it saw. */
  readonly rescan: (target: Target) => Promise<void>;
}

/**
 * One look: carries out whatever is approved and free, one execution after another, then has the re-scans made that
 * were asked for. Several processes may look at once: a lease says whose an execution is. An unexpected failure leaves
 * the execution leased, so that it is taken up again when the lease has ended, and not at once, for ever.
 */
export async function runExecutions(dependencies: RunExecutionsDependencies): Promise<void> {
  const { store, clock, newId, processId } = dependencies;
  const stopReason = () => stopReasonOf(dependencies);
  while ((await stopReason()) === undefined) {
    const holder = newId();
    const now = clock.now();
    const execution = await store.remediation.claimExecution({ processId, holder, now, leaseUntil: now + leaseMs });
    if (execution === undefined) break;
    await runOne({ ...dependencies, stopReason }, execution, holder);
  }
  await makeRescans(dependencies);
}

async function stopReasonOf({
  enabled,
  isStopping,
  store,
}: RunExecutionsDependencies): Promise<Exclude<StopReason, 'lost'> | undefined> {
  if (!enabled) return 'off';
  if (isStopping()) return 'stopping';
  return (await store.remediation.paused()) === undefined ? undefined : 'paused';
}

type RunDependencies = RunExecutionsDependencies & ExecuteDependencies;

async function runOne(dependencies: RunDependencies, execution: ExecutionRow, holder: string): Promise<void> {
  const { store, clock, log } = dependencies;
  const lease = createLease(store, clock, execution.id, holder);
  const held = { execution, holder, lease };
  try {
    await finish(dependencies, held, await executePlan(dependencies, held));
  } catch (error) {
    if (!(error instanceof ExecutionStop)) {
      log.error({ execution: execution.id, err: error }, 'an execution failed unexpectedly; it is taken up again');
      return;
    }
    log.warn({ execution: execution.id, reason: error.reason }, 'an execution was let go of before its end');
    if (error.reason !== 'lost') await store.remediation.endExecution(execution.id, holder, 'paused', clock.now());
  }
}

/** The end, its audit entry, the message and the wish for a re-scan: in one transaction. */
async function finish(dependencies: RunDependencies, held: HeldExecution, executed: Executed): Promise<void> {
  const { store, clock } = dependencies;
  const { execution, holder } = held;
  await store.transaction(async (records) => {
    const at = clock.now();
    if (!(await records.remediation.endExecution(execution.id, holder, 'ended', at))) throw new ExecutionStop('lost');
    const message = await outcomeOf(records, execution, executed, at);
    const refused = 'refused' in executed ? { refusal: executed.refused } : {};
    const detail = { request: execution.requestId, plan: execution.planId, ...refused };
    await records.remediation.audit(
      auditEntry(dependencies, {
        actor: itself,
        action: 'refused' in executed ? 'execution.refused' : `execution.${message?.state ?? 'failed'}`,
        subject: execution.id,
        detail: { ...detail, ...(message && { moved: message.moved, total: message.total }) },
      }),
    );
    if (message === undefined) return;
    if (!('refused' in executed) || execution.outcomes.some(mayHaveChanged))
      await records.remediation.askRescan({ account: message.account, region: message.region }, at);
    const channel = dependencies.approvals(message.account)?.channel;
    const to = new Set([message.askedBy, channel].filter((name) => name !== undefined));
    await records.outgoing.add(
      [...to].map((name): NewOutgoing => {
        return { id: dependencies.newId(), channel: name, message, createdAt: at };
      }),
    );
  });
}

async function outcomeOf({ remediation }: Records, execution: ExecutionRow, executed: Executed, endedAt: number) {
  const ids = { requestId: execution.requestId, executionId: execution.id, endedAt };
  if (!('refused' in executed))
    return composeOutcome({ ...ids, askedBy: executed.request.askedBy }, executed.plan, executed.outcomes);
  const request = await remediation.request(execution.requestId);
  const plan = request?.plans.find((sealed) => sealed.plan.id === execution.planId)?.plan ?? request?.plans[0]?.plan;
  if (request === undefined || plan === undefined) return undefined;
  const about = { ...ids, planId: execution.planId, askedBy: request.askedBy };
  return refusedOutcome(about, executed.refused, plan, execution.outcomes);
}

/** A re-scan that fails is still asked for: the next look makes it. */
async function makeRescans({ store, rescan, log, isStopping }: RunExecutionsDependencies): Promise<void> {
  for (const asked of await store.remediation.rescansAsked()) {
    if (isStopping()) return;
    try {
      await rescan({ account: asked.account, region: asked.region });
      await store.remediation.rescanned(asked);
    } catch (error) {
      log.error({ account: asked.account, region: asked.region, err: error }, 'a re-scan failed; it is tried again');
    }
  }
}
