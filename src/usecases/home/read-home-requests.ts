import { isOwn } from '../../domain/remediation/approval.ts';
import type { HomeRequest, HomeRequests, OwnRequest, WaitingRequest } from '../messages/home-page.ts';
import type { RequestRow } from '../ports/remediation-records.ts';
import { targetOf } from '../remediation/messages/compose-request.ts';
import { readProgress } from '../remediation/messages/read-shown.ts';
import type { RemediationStatusDependencies } from '../remediation/request/remediation-status.ts';

export type HomeRequestDependencies = Omit<RemediationStatusDependencies, 'chat' | 'log'>;

const mostWaiting = 5;
const mostOwn = 5;
const mostFindings = 3;

/**
 * What waits for this person, and what they asked for, by the records and the configuration. Who is in a user group only
 * the chat knows: a request that a group may decide is shown with the name of the group, and a press asks the chat.
 */
export async function readHomeRequests(dependencies: HomeRequestDependencies, user: string): Promise<HomeRequests> {
  const { remediation } = dependencies.store;
  const open = (await remediation.openRequests()).toSorted((a, b) => a.expiresAt - b.expiresAt);
  const forMe = open.filter((request) => mayConcern(dependencies, request, user));
  const { total, newest } = await remediation.requestsOf(user, mostOwn);
  const waiting = await Promise.all(forMe.slice(0, mostWaiting).map((row) => waitingRow(dependencies, row, user)));
  const mine = await Promise.all(newest.map((row) => ownRow(dependencies, row)));
  return { waiting: { total: forMe.length, shown: waiting }, mine: { total, shown: mine } };
}

/** True where the policy of now names the person or any user group, and they may decide about it at all. */
function mayConcern({ approvals, clock }: HomeRequestDependencies, request: RequestRow, user: string): boolean {
  const policy = approvals(request.account);
  if (policy === undefined || isOwn(user, request, policy) || clock.now() >= request.expiresAt) return false;
  return policy.approvers.users.includes(user) || policy.approvers.usergroups.length > 0;
}

async function waitingRow(
  dependencies: HomeRequestDependencies,
  request: RequestRow,
  user: string,
): Promise<WaitingRequest> {
  const { users, usergroups } = dependencies.approvals(request.account)?.approvers ?? { users: [], usergroups: [] };
  const { approvedBy, ...numbers } = await approvalsOf(dependencies, request);
  return {
    ...about(request),
    askedBy: request.askedBy,
    expiresAt: request.expiresAt,
    ...numbers,
    ...(!users.includes(user) && { groups: usergroups }),
    ...(approvedBy.includes(user) && { approvedByMe: true as const }),
  };
}

async function ownRow(dependencies: HomeRequestDependencies, request: RequestRow): Promise<OwnRequest> {
  const { approvedBy: _, ...numbers } = await approvalsOf(dependencies, request);
  const progress = request.state === 'approved' ? await readProgress(dependencies, request.id) : undefined;
  return {
    ...about(request),
    state: request.state,
    expiresAt: request.expiresAt,
    ...numbers,
    ...(progress && { headline: progress.message.headline }),
  };
}

/** Approvals as they were given: whether each still counts is judged at the press. */
async function approvalsOf({ store, approvals }: HomeRequestDependencies, request: RequestRow) {
  const decisions = await store.remediation.decisions(request.id);
  const people = new Set(decisions.filter(({ decision }) => decision === 'approve').map(({ by }) => by));
  const required = request.required === 2 || approvals(request.account)?.required === 2 ? 2 : 1;
  return { approvals: people.size, required, approvedBy: [...people] };
}

function about(request: RequestRow): HomeRequest {
  return {
    requestId: request.id,
    ...targetOf(request),
    findings: request.plans.slice(0, mostFindings).map(({ plan }) => plan.finding),
    findingsTotal: request.plans.length,
    createdAt: request.createdAt,
  };
}
