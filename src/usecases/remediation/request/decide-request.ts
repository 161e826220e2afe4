import type { Account } from '../../../domain/fleet.ts';
import {
  type Approvals,
  type Decision,
  judgeDecision,
  type Refusal,
  type Standing,
  standingOf,
} from '../../../domain/remediation/approval.ts';
import type { RequestState } from '../../../domain/remediation/remediation.ts';
import { storedText } from '../../../domain/remediation/stored-text.ts';
import { auditEntry } from '../../audit-entry.ts';
import type { Chat } from '../../ports/chat.ts';
import type { DecisionRow, RequestRow } from '../../ports/remediation-records.ts';
import type { Clock, Log, NewId } from '../../ports/runtime.ts';
import type { Records, Store } from '../../ports/store.ts';
import type { Vault } from '../../ports/vault.ts';
import { composeProgress, inReply } from '../messages/compose-progress.ts';
import { requestNotice } from '../messages/request-notice.ts';
import { inThread, progressId, type ThreadParent, threadOf } from '../state/announced-at.ts';
import { readMembership } from '../state/membership.ts';
import { isPausedFor } from '../state/paused.ts';
import { isIntact, sealDecision } from '../state/request-seal.ts';
import { unreachable } from '../state/unreachable.ts';

export interface DecideDependencies {
  readonly store: Store;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  readonly chat: Pick<Chat, 'usergroupMembers'>;
  readonly account: (id: string) => Account | undefined;
  /** Takes the accounts that another process listed since. Absent: they never change. */
  readonly newestAccounts?: () => Promise<void>;
  /** Whether what is known of an account may decide about a change there now: false where that is too old. Absent: true. */
  readonly mayDecide?: (account: string) => Promise<boolean>;
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
  | {
      readonly refused: Refusal;
      readonly request?: RequestRow;
      readonly decisions?: readonly DecisionRow[];
      readonly standing?: Standing;
    }
  | {
      readonly state: Extract<RequestState, 'open' | 'approved' | 'rejected'>;
      /** How many more approvals are needed. */
      readonly missing: number;
      readonly request: RequestRow;
      readonly decisions: readonly DecisionRow[];
      /** Which of the approvals count now. */
      readonly standing: Standing;
    };

/**
 * One person's decision on one sealed request: judged against what the database and the configuration say now, and
 * recorded with its audit entry and the queued executions in one transaction. A refused attempt changes nothing and
 * leaves its entry.
 */
export async function decideRequest(dependencies: DecideDependencies, input: DecisionInput): Promise<DecisionResult> {
  const { store, clock } = dependencies;
  await dependencies.newestAccounts?.();
  const known = await store.remediation.request(input.requestId);
  const isUncertain =
    known !== undefined && input.decision === 'approve' && (await dependencies.mayDecide?.(known.account)) === false;
  const people = [input.by, ...(await store.remediation.decisions(input.requestId)).map(({ by }) => by)];
  const membership = await readMembership(dependencies, people, known && policyOf(dependencies, known));
  const result = await store.transaction(async (records): Promise<DecisionResult> => {
    const request = await records.remediation.request(input.requestId);
    if (request === undefined) return refuse(dependencies, records, input, { refused: 'unknown-request' });
    const decisions = await records.remediation.decisions(request.id);
    const intact = isIntact(dependencies.vault, request, decisions);
    const now = clock.now();
    // Of the request that is judged: the one read before may have had another account in it.
    const approvals = policyOf(dependencies, request);
    const stranded = isUncertain ? 'account-unverifiable' : unreachable(dependencies, request);
    const verdict = judgeDecision({
      request,
      intact,
      decisions,
      now,
      approvals,
      membership,
      ...(stranded && { unreachable: stranded }),
      ...input,
    });
    const judge = (made: readonly DecisionRow[]) => standingOf({ request, approvals, membership }, made);
    if ('refused' in verdict) {
      const visible = verdict.refused !== 'tampered' && !isUnauthorised(verdict.refused);
      const shown = visible && { request, decisions, standing: judge(decisions) };
      return refuse(dependencies, records, input, { ...verdict, ...shown });
    }
    return record(dependencies, records, { request, decisions, judge }, input, {
      ...verdict,
      at: now,
      channel: approvals?.channel,
    });
  });
  if ('state' in result && result.state === 'approved') dependencies.onQueued();
  return result;
}

function policyOf({ approvals }: DecideDependencies, { account }: RequestRow): Approvals | undefined {
  return approvals(account);
}

const unauthorised: ReadonlySet<Refusal> = new Set([
  'no-approvers',
  'not-approver',
  'approver-unverifiable',
  'approver-group-gone',
]);

function isUnauthorised(refusal: Refusal): boolean {
  return unauthorised.has(refusal);
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

interface Judged {
  readonly request: RequestRow;
  readonly decisions: readonly DecisionRow[];
  readonly judge: (decisions: readonly DecisionRow[]) => Standing;
}

interface Counted {
  readonly closes?: 'approved' | 'rejected';
  readonly missing: number;
  /** The instant that was judged. A later one could be after the expiry, and would not count. */
  readonly at: number;
  /** Where the approvers read. */
  readonly channel: string | undefined;
}

async function record(
  dependencies: DecideDependencies,
  records: Records,
  { request, decisions, judge }: Judged,
  input: DecisionInput,
  { closes, missing, at, channel }: Counted,
): Promise<DecisionResult> {
  const { remediation } = records;
  const reason = storedText(input.reason?.trim() ?? '');
  await write(dependencies, records, request, { ...input, at, ...(reason && { reason }) }, decisions);
  // The transaction has the write lock since before the request was read: nobody else can have closed it.
  if (closes !== undefined && !(await remediation.close(request.id, closes, at)))
    throw new Error('a request was closed by somebody else');
  const parent = await threadOf(records, request, channel);
  await tell(dependencies, records, { parent, request }, { by: input.by, closes, missing, reason });
  if (closes === 'approved') {
    await queueAll(dependencies, records, request, at);
    await showProgress(dependencies, records, { ...request, state: 'approved' }, parent);
  }
  await remediation.followProgress(request.id, progressId(request.id));
  const action = input.decision === 'approve' ? 'decision.approved' : 'decision.rejected';
  const detail = { missing, ...(closes && { closes }), ...(reason && { reason }) };
  await remediation.audit(entry(dependencies, input, action, detail));
  const now: RequestRow = closes === undefined ? request : { ...request, state: closes, closedAt: at };
  const made = await remediation.decisions(request.id);
  return { state: closes ?? 'open', missing, request: now, decisions: made, standing: judge(made) };
}

interface ToTell {
  readonly by: string;
  readonly closes: Counted['closes'] | undefined;
  readonly missing: number;
  readonly reason: string;
}

/** In the thread; and the requester, once it is decided. */
async function tell(
  dependencies: DecideDependencies,
  { outbox }: Records,
  { parent, request }: { readonly parent: ThreadParent; readonly request: RequestRow },
  { by, closes, missing, reason }: ToTell,
): Promise<void> {
  const notice =
    closes === undefined
      ? { event: 'approval' as const, by, missing }
      : { event: closes, by, ...(closes === 'rejected' && reason && { reason }) };
  const told = { thread: 'quiet' as const, requester: closes !== undefined };
  await outbox.add(requestNotice(dependencies, parent, request, notice, told));
}

/** One row a person: who rejects after approving has rejected, and an approval that stands is not given again. */
async function write(
  { vault }: DecideDependencies,
  { remediation }: Records,
  request: RequestRow,
  { by, decision, at, reason }: DecisionInput & { readonly at: number },
  decisions: readonly DecisionRow[],
): Promise<void> {
  const stands = decisions.some((earlier) => earlier.by === by);
  if (stands && decision === 'approve') return;
  if (stands) await remediation.takeBackApproval(request.id, by);
  const made = { by, decision, at, ...(reason && { reason }) };
  const seal = sealDecision(vault, request.seal, made);
  if (!(await remediation.addDecision({ requestId: request.id, ...made, seal })))
    throw new Error('a decision was recorded twice');
}

/** The message that is edited from now on. */
async function showProgress(
  { clock, watchRunsFor }: DecideDependencies,
  { remediation, outbox }: Records,
  request: RequestRow,
  parent: ThreadParent,
): Promise<void> {
  const executions = await remediation.executions(request.id);
  const now = clock.now();
  const pause = await remediation.paused();
  const held = isPausedFor(request.account, pause);
  const paused = held && pause ? { paused: { by: pause.by, at: pause.at } } : {};
  const input = { request, executions, switches: [], held, ...paused, keptFor: watchRunsFor, now };
  const message = inReply(composeProgress(input));
  const id = progressId(request.id);
  // It is there already where a request was approved again.
  if ((await outbox.get(id)) === undefined) await outbox.add([inThread(parent, { id, message, createdAt: now })]);
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
