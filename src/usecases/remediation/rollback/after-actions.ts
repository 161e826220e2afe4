import {
  type Approvals,
  approverProblem,
  isOwn,
  type Membership,
  type Refusal,
} from '../../../domain/remediation/approval.ts';
import { auditEntry } from '../../audit-entry.ts';
import type { Actor } from '../../ports/command.ts';
import type { RequestRow } from '../../ports/remediation-records.ts';
import type { Records } from '../../ports/store.ts';
import { notifyFirstRuns } from '../messages/first-runs.ts';
import { notifyEnd } from '../messages/notify-end.ts';
import { requestNotice } from '../messages/request-notice.ts';
import type { DecideDependencies } from '../request/decide-request.ts';
import { progressId, threadOf } from '../state/announced-at.ts';
import { readMembership } from '../state/membership.ts';

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

const events = { back: 'back-ordered', canary: 'went-on', stop: 'stopped' } as const;

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
  await dependencies.newestAccounts?.();
  const known = await store.remediation.request(requestId);
  const isUncertain =
    known !== undefined && attempt === 'canary' && (await dependencies.mayDecide?.(known.account)) === false;
  const membership = await readMembership(dependencies, [actor.user], known && policyOf(dependencies, known));
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
        const parent = await threadOf(records, request, policyOf(dependencies, request)?.channel);
        const notice = { event: events[attempt], by: actor.user };
        await records.outbox.add(requestNotice(dependencies, parent, request, notice, { thread: 'quiet' }));
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
    const problem = unauthorisedProblem(dependencies, actor, request, membership);
    // More is changed by going on; who may order it is as old as the listing. Nothing keeps anybody from stopping.
    return problem ?? (isUncertain ? 'account-unverifiable' : await work(records, request, clock.now()));
  }
}

function unauthorisedProblem(
  dependencies: AfterDependencies,
  actor: Actor,
  request: RequestRow,
  membership: Membership,
): Refusal | undefined {
  const unauthorised = approverProblem(actor.user, policyOf(dependencies, request), membership);
  return unauthorised ?? (dependencies.enabled ? undefined : 'remediation-off');
}

/** Why this person may give no order about this request, asked before anything is looked up for it. */
export async function orderProblem(
  dependencies: AfterDependencies,
  actor: Actor,
  request: RequestRow,
): Promise<Refusal | undefined> {
  const membership = await readMembership(dependencies, [actor.user], policyOf(dependencies, request));
  return unauthorisedProblem(dependencies, actor, request, membership);
}

class Refused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal);
    this.refusal = refusal;
  }
}

function policyOf({ approvals }: AfterDependencies, { account }: RequestRow): Approvals | undefined {
  return approvals(account);
}

/** The executions that wait for their canary go on without its run. */
export function goOnWithoutCanary(dependencies: AfterDependencies, input: AfterInput): Promise<AfterResult> {
  return orderAfter(dependencies, { ...input, attempt: 'canary' }, async ({ remediation }, request) => {
    // Who asked does not overrule what keeps their own request in check; to stop or to roll back is always safe.
    if (isOwn(input.actor.user, request, policyOf(dependencies, request))) return 'own-canary';
    let released = 0;
    const switches = await remediation.switches(request.id);
    for (const { id } of await remediation.executions(request.id)) {
      if (!(await remediation.releaseCanary(id, 'overruled'))) continue;
      released += 1;
      const seen = switches.find(({ executionId, canary }) => canary && executionId === id);
      const run = seen?.run && { run: seen.run.id, runState: seen.run.state };
      const detail = { request: request.id, ...(seen && { job: seen.job, canary: seen.state }), ...run };
      const entry = { actor: input.actor.user, action: 'execution.overruled', subject: id, detail };
      await remediation.audit(auditEntry(dependencies, entry));
    }
    return released === 0 ? 'not-waiting' : undefined;
  });
}

/** The executions that wait for their canary end where they are. */
export function stopAtCanary(dependencies: AfterDependencies, input: AfterInput): Promise<AfterResult> {
  return orderAfter(dependencies, { ...input, attempt: 'stop' }, async (records, request, at) => {
    const ended = await endAllWaiting(records, request, at);
    if (ended.length === 0) return 'not-waiting';
    for (const id of ended)
      await records.remediation.audit(
        auditEntry(dependencies, {
          actor: input.actor.user,
          action: 'execution.stopped',
          subject: id,
          detail: { request: request.id },
        }),
      );
    const channelOf = (account: string) => dependencies.approvals(account)?.channel;
    await notifyEnd({ ...dependencies, channelOf }, records, request, at, { by: input.actor.user, at });
    await notifyFirstRuns({ ...dependencies, channelOf }, records, request);
    return undefined;
  });
}

/** Ends what waits. What was switched before is scanned again, as after any end. Returns the executions. */
export async function endAllWaiting(
  { remediation }: Records,
  request: RequestRow,
  at: number,
): Promise<readonly string[]> {
  const ended: string[] = [];
  for (const { id, planId } of await remediation.executions(request.id)) {
    if (!(await remediation.endWaiting(id, at))) continue;
    ended.push(id);
    const target = request.plans.find(({ plan }) => plan.id === planId)?.plan.target;
    if (target) await remediation.askRescan(target, at);
  }
  return ended;
}
