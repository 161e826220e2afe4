import { ChatError } from '../../../domain/errors.ts';
import {
  type Approvals,
  type Decision,
  judgeDecision,
  type Membership,
  type Refusal,
} from '../../../domain/remediation/approval.ts';
import type { RequestState } from '../../../domain/remediation/remediation.ts';
import { auditEntry } from '../../audit-entry.ts';
import type { Chat } from '../../ports/chat.ts';
import type { DecisionRow, RequestRow } from '../../ports/remediation-records.ts';
import type { Clock, Log, NewId } from '../../ports/runtime.ts';
import type { Records, Store } from '../../ports/store.ts';
import type { Vault } from '../../ports/vault.ts';
import { composeProgress } from '../messages/compose-progress.ts';
import { progressId } from '../messages/refresh-progress.ts';
import { requestNotice } from '../messages/request-notice.ts';
import { isIntact, sealDecision } from '../state/request-seal.ts';

export interface DecideDependencies {
  readonly store: Store;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  readonly chat: Pick<Chat, 'usergroupMembers'>;
  /** The policy of an account as configured now; absent: nobody may approve. */
  readonly approvals: (account: string) => Approvals | undefined;
  /** Says that an execution was queued: look now. */
  readonly onQueued: () => void;
  /** How long first runs are watched and definitions are kept, milliseconds. */
  readonly watchRunsFor: number;
}

export interface DecisionInput {
  readonly requestId: string;
  readonly by: string;
  readonly decision: Decision;
  readonly reason?: string;
  /** The message whose button was pressed, for the audit trail. */
  readonly message?: { readonly channel: string; readonly ts: string };
}

export type DecisionResult =
  /** `request` as it is now, with who decided what; absent: there is none, or the clicker may not see it. */
  | { readonly refused: Refusal; readonly request?: RequestRow; readonly decisions?: readonly DecisionRow[] }
  | {
      readonly state: Extract<RequestState, 'open' | 'approved' | 'rejected'>;
      /** How many more approvals are needed. */
      readonly missing: number;
      readonly request: RequestRow;
      readonly decisions: readonly DecisionRow[];
    };

/**
 * One person's decision on one sealed request: judged against what the database and the configuration say now, and
 * recorded with its audit entry and the queued executions in one transaction. A refused attempt changes nothing and
 * leaves its entry.
 */
export async function decideRequest(dependencies: DecideDependencies, input: DecisionInput): Promise<DecisionResult> {
  const { store, clock } = dependencies;
  const known = await store.remediation.request(input.requestId);
  const membership = await readMembership(dependencies, input.by, known && policyOf(dependencies, known));
  const result = await store.transaction(async (records): Promise<DecisionResult> => {
    const request = await records.remediation.request(input.requestId);
    if (request === undefined) return refuse(dependencies, records, input, { refused: 'unknown-request' });
    const decisions = await records.remediation.decisions(request.id);
    const intact = isIntact(dependencies.vault, request, decisions);
    const now = clock.now();
    // Of the request that is judged: the one read before may have had another account in it.
    const approvals = policyOf(dependencies, request);
    const verdict = judgeDecision({ request, intact, decisions, now, approvals, membership, ...input });
    if ('refused' in verdict) {
      const visible = verdict.refused !== 'tampered' && !isUnauthorised(verdict.refused);
      return refuse(dependencies, records, input, { ...verdict, ...(visible && { request, decisions }) });
    }
    return record(dependencies, records, request, input, { ...verdict, at: now }, approvals?.channel);
  });
  if ('state' in result && result.state === 'approved') dependencies.onQueued();
  return result;
}

function policyOf({ approvals }: DecideDependencies, { account }: RequestRow): Approvals | undefined {
  return approvals(account);
}

function isUnauthorised(refusal: Refusal): boolean {
  return refusal === 'no-approvers' || refusal === 'not-approver' || refusal === 'approver-unverifiable';
}

/** Read at the click, outside of any transaction. Groups are asked only about somebody who is in no list. */
export async function readMembership(
  { chat, log }: Pick<DecideDependencies, 'chat' | 'log'>,
  user: string,
  approvals: Approvals | undefined,
): Promise<Membership> {
  if (approvals === undefined || approvals.approvers.users.includes(user)) return new Map();
  return readGroups({ chat, log }, approvals.approvers.usergroups);
}

/** The members of these groups as they are now; undefined: could not be read. */
export async function readGroups(
  { chat, log }: Pick<DecideDependencies, 'chat' | 'log'>,
  usergroups: readonly string[],
): Promise<Membership> {
  const membership = new Map<string, readonly string[] | undefined>();
  for (const usergroup of usergroups) {
    try {
      membership.set(usergroup, await chat.usergroupMembers(usergroup));
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      log.warn({ usergroup, err: error }, 'cannot read the members of a user group: nobody is let in by it');
      membership.set(usergroup, undefined);
    }
  }
  return membership;
}

async function refuse(
  dependencies: DecideDependencies,
  { remediation }: Records,
  input: DecisionInput,
  result: Extract<DecisionResult, { refused: Refusal }>,
): Promise<DecisionResult> {
  await remediation.audit(entry(dependencies, input, 'decision.refused', { refusal: result.refused }));
  return result;
}

function entry(
  dependencies: DecideDependencies,
  { by, requestId, decision, message }: DecisionInput,
  action: string,
  detail: Readonly<Record<string, string | number>>,
) {
  const where = message && { channel: message.channel, ts: message.ts };
  return auditEntry(dependencies, { actor: by, action, subject: requestId, detail: { decision, ...where, ...detail } });
}

async function record(
  dependencies: DecideDependencies,
  records: Records,
  request: RequestRow,
  input: DecisionInput,
  /** `at`: the instant that was judged. A later one could be after the expiry, and would not count. */
  { closes, missing, at }: { readonly closes?: 'approved' | 'rejected'; readonly missing: number; readonly at: number },
  channel: string | undefined,
): Promise<DecisionResult> {
  const { remediation } = records;
  const reason = input.reason?.trim();
  const made = { by: input.by, decision: input.decision, at, ...(reason && { reason }) };
  const seal = sealDecision(dependencies.vault, request.seal, made);
  const added = await remediation.addDecision({ requestId: request.id, ...made, seal });
  if (!added) return refuse(dependencies, records, input, { refused: 'already-decided', request });
  if (closes !== undefined) {
    // The transaction has the write lock since before the request was read: nobody else can have closed it.
    if (!(await remediation.close(request.id, closes, at))) throw new Error('a request was closed by somebody else');
    const notice = { event: closes, by: input.by, ...(closes === 'rejected' && reason && { reason }) };
    // The message with the buttons shows an approval, and the next one how far it is.
    const also = closes === 'approved' ? undefined : channel;
    await records.outbox.add(requestNotice(dependencies, request, notice, [request.askedBy, also]));
  }
  if (closes === 'approved') {
    await queueAll(dependencies, records, request, at);
    await showProgress(dependencies, records, { ...request, state: 'approved' }, channel ?? request.askedIn);
  }
  const action = input.decision === 'approve' ? 'decision.approved' : 'decision.rejected';
  const detail = { missing, ...(closes && { closes }), ...(reason && { reason }) };
  await remediation.audit(entry(dependencies, input, action, detail));
  const now: RequestRow = closes === undefined ? request : { ...request, state: closes, closedAt: at };
  return { state: closes ?? 'open', missing, request: now, decisions: await remediation.decisions(request.id) };
}

/** The message that is edited from now on. */
async function showProgress(
  { clock, watchRunsFor }: DecideDependencies,
  { remediation, outbox }: Records,
  request: RequestRow,
  channel: string,
): Promise<void> {
  const executions = await remediation.executions(request.id);
  const now = clock.now();
  const message = composeProgress({ request, executions, switches: [], held: false, keptFor: watchRunsFor, now });
  const id = progressId(request.id);
  await outbox.add([{ id, channel, message, createdAt: now }]);
  await remediation.followProgress(request.id, id);
}

async function queueAll(
  dependencies: DecideDependencies,
  { remediation }: Records,
  request: RequestRow,
  at: number,
): Promise<void> {
  for (const { plan } of request.plans) {
    const execution = { id: dependencies.newId(), planId: plan.id, requestId: request.id };
    if (!(await remediation.queueExecution(execution, at))) throw new Error('the plan has an execution already');
    await remediation.audit(
      auditEntry(dependencies, {
        actor: 'gluewarden',
        action: 'execution.queued',
        subject: execution.id,
        detail: { request: request.id, plan: plan.id },
      }),
    );
  }
}
