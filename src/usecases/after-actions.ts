import { type Approvals, approverProblem, type Refusal } from '../domain/approval.ts';
import { auditEntry } from './audit-entry.ts';
import type { Actor } from './command.ts';
import { type DecideDependencies, readMembership } from './decide-request.ts';
import type { Records } from './ports.ts';
import { progressId } from './refresh-progress.ts';
import type { RequestRow } from './remediation-ports.ts';

/** What an approver does with a request that was approved: roll it back, go on without the canary, or stop. */
export interface AfterDependencies extends DecideDependencies {
  /** False: REMEDIATION=off. */
  readonly enabled: boolean;
}

export interface AfterInput {
  readonly actor: Actor;
  readonly requestId: string;
  readonly message?: { readonly channel: string; readonly ts: string };
}

export type AfterResult = { readonly refused: Refusal } | { readonly request: RequestRow };

/** What an attempt is called in the audit trail: `back.ordered` and `back.refused`, and so on. */
type Attempt = 'back' | 'canary' | 'stop';

/**
 * One approver's order, judged against what the records and the configuration say now, and recorded with its audit entry
 * in one transaction. A refused attempt changes nothing and leaves its entry.
 */
export async function orderAfter(
  dependencies: AfterDependencies,
  input: AfterInput & { readonly attempt: Attempt },
  work: (records: Records, request: RequestRow, at: number) => Promise<Refusal | undefined>,
): Promise<AfterResult> {
  const { store, clock } = dependencies;
  const { actor, requestId, attempt, message } = input;
  const known = await store.remediation.request(requestId);
  const membership = await readMembership(dependencies, actor.user, known && policyOf(dependencies, known));
  const record = (records: Records, refusal?: Refusal) =>
    records.remediation.audit(
      auditEntry(dependencies, {
        actor: actor.user,
        action: `${attempt}.${refusal === undefined ? 'ordered' : 'refused'}`,
        subject: requestId,
        detail: {
          ...(message && { channel: message.channel, ts: message.ts }),
          ...(refusal !== undefined && { refusal }),
        },
      }),
    );
  const judged = await tryOrder();
  if ('request' in judged) dependencies.onQueued();
  return judged;

  async function tryOrder(): Promise<AfterResult> {
    try {
      return await store.transaction(async (records): Promise<AfterResult> => {
        const request = await records.remediation.request(requestId);
        const refusal = await refusalOf(records, request);
        if (refusal !== undefined || request === undefined) throw new Refused(refusal ?? 'unknown-request');
        await records.remediation.followProgress(requestId, progressId(requestId));
        await record(records);
        return { request };
      });
    } catch (error) {
      // What was written before the refusal is rolled back; the entry is written by itself.
      if (!(error instanceof Refused)) throw error;
      await record(store, error.refusal);
      return { refused: error.refusal };
    }
  }

  async function refusalOf(records: Records, request: RequestRow | undefined): Promise<Refusal | undefined> {
    if (request === undefined) return 'unknown-request';
    const stranger = approverProblem(actor.user, policyOf(dependencies, request), membership);
    if (stranger !== undefined) return stranger;
    if (!dependencies.enabled) return 'remediation-off';
    return work(records, request, clock.now());
  }
}

class Refused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal);
    this.refusal = refusal;
  }
}

function policyOf({ approvals }: AfterDependencies, { plans }: RequestRow): Approvals | undefined {
  return approvals(plans[0]?.plan.target.account ?? '');
}

/** The executions that wait for their canary go on without its run. */
export function goOnWithoutCanary(dependencies: AfterDependencies, input: AfterInput): Promise<AfterResult> {
  return orderAfter(dependencies, { ...input, attempt: 'canary' }, async ({ remediation }, request) => {
    let released = 0;
    for (const { id } of await remediation.executions(request.id))
      released += (await remediation.releaseCanary(id, 'overruled')) ? 1 : 0;
    return released === 0 ? 'not-waiting' : undefined;
  });
}

/** The executions that wait for their canary end where they are. */
export function stopAtCanary(dependencies: AfterDependencies, input: AfterInput): Promise<AfterResult> {
  return orderAfter(dependencies, { ...input, attempt: 'stop' }, async (records, request, at) => {
    return (await endAllWaiting(records, request, at)) === 0 ? 'not-waiting' : undefined;
  });
}

/** Ends what waits. What was moved before is looked at again, like after any end. Returns how many. */
export async function endAllWaiting({ remediation }: Records, request: RequestRow, at: number): Promise<number> {
  let ended = 0;
  for (const { id, planId } of await remediation.executions(request.id)) {
    if (!(await remediation.endWaiting(id, at))) continue;
    ended += 1;
    const target = request.plans.find(({ plan }) => plan.id === planId)?.plan.target;
    if (target) await remediation.askRescan(target, at);
  }
  return ended;
}
