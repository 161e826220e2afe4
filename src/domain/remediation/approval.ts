import { canonical } from '../json.ts';
import type { RequestState } from './remediation.ts';

/** Who may approve, and how. */
export interface Approvals {
  /** Where requests are posted: a channel id. */
  readonly channel?: string;
  /** User ids and user group ids; never both empty. */
  readonly approvers: { readonly users: readonly string[]; readonly usergroups: readonly string[] };
  readonly required: 1 | 2;
  readonly allowSelfApproval: boolean;
  /** Milliseconds. */
  readonly expireAfter: number;
  /** Milliseconds before the expiry. */
  readonly remindBefore: number;
}

/** What was asked, by whom, and what it takes. Fixed from the start, and signed. */
export interface RequestTerms {
  readonly id: string;
  readonly askedBy: string;
  readonly askedIn: string;
  readonly reason: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** How many approvals it needs. */
  readonly required: 1 | 2;
  readonly selfApproval: boolean;
}

export type Decision = 'approve' | 'reject';

export interface DecisionMade {
  readonly by: string;
  readonly decision: Decision;
  readonly at: number;
  readonly reason?: string;
}

/** Why an attempt changes nothing. Stable codes; usecases/explain-refusal.ts has the words. */
export type Refusal =
  | 'unknown-request'
  /** The row, a plan or an earlier decision does not carry our seal. */
  | 'tampered'
  | 'not-open'
  | 'expired'
  | 'no-approvers'
  /** Not as many people may approve as are needed, the requester left out. */
  | 'too-few-approvers'
  | 'not-approver'
  /** Whether they are one could not be read: the answer is no. */
  | 'approver-unverifiable'
  | 'own-request'
  | 'already-decided'
  | 'reason-missing'
  | 'not-requester'
  | 'nothing-to-do'
  /** The account left the configuration. */
  | 'not-configured'
  /** The account has no remediation role, or remediation is switched off. */
  | 'remediation-off'
  /** The finding is of a rule that no plan can fix. */
  | 'not-remediable'
  | 'finding-taken'
  /** It is still being carried out. */
  | 'under-way'
  | 'nothing-to-roll-back'
  /** The stored definitions are deleted. */
  | 'window-over'
  /** A second confirmation is needed: encrypted runs may have committed. */
  | 'not-understood'
  /** It does not wait for a canary. */
  | 'not-waiting'
  | 'paused-already'
  | 'not-paused';

/** The members of user groups as read now; absent or undefined: could not be read. */
export type Membership = ReadonlyMap<string, readonly string[] | undefined>;

/** Whether a person is an approver now. A list that names them is enough; a group that cannot be read proves nothing. */
export function approverProblem(
  user: string,
  approvals: Approvals | undefined,
  membership: Membership,
): 'no-approvers' | 'not-approver' | 'approver-unverifiable' | undefined {
  const { users, usergroups } = approvals?.approvers ?? { users: [], usergroups: [] };
  if (users.length + usergroups.length === 0) return 'no-approvers';
  if (users.includes(user)) return undefined;
  const groups = usergroups.map((group) => membership.get(group));
  if (groups.some((members) => members?.includes(user))) return undefined;
  return groups.includes(undefined) ? 'approver-unverifiable' : 'not-approver';
}

/**
 * Whether enough people could approve what this person asks for, before anybody is asked. A group that cannot be read
 * proves nothing, and nobody may be sent to wait for a decision that nobody can make.
 */
export function approversMissing(
  asker: string,
  { approvers, required, allowSelfApproval }: Approvals,
  membership: Membership,
): 'no-approvers' | 'too-few-approvers' | 'approver-unverifiable' | undefined {
  if (approvers.users.length + approvers.usergroups.length === 0) return 'no-approvers';
  const groups = approvers.usergroups.map((group) => membership.get(group));
  const people = new Set([...approvers.users, ...groups.flatMap((members) => members ?? [])]);
  if (!allowSelfApproval) people.delete(asker);
  if (people.size >= required) return undefined;
  return groups.includes(undefined) ? 'approver-unverifiable' : 'too-few-approvers';
}

export interface Attempt {
  readonly request: RequestTerms & { readonly state: RequestState };
  /** True when every seal of the request, its plans and its decisions holds. */
  readonly intact: boolean;
  readonly decisions: readonly DecisionMade[];
  readonly by: string;
  readonly decision: Decision;
  readonly reason?: string;
  readonly now: number;
  /** The account's policy as configured now; absent: nobody may approve. */
  readonly approvals: Approvals | undefined;
  readonly membership: Membership;
}

export type Verdict =
  | { readonly refused: Refusal }
  /** It counts. `closes` says what becomes of the request; absent: another approval is needed. */
  | { readonly closes?: 'approved' | 'rejected'; readonly missing: number };

/**
 * May this person decide this sealed request now, and what follows. Both what the request said when it was made and
 * what is configured now must allow it: a policy that became stricter holds at once.
 */
export function judgeDecision(attempt: Attempt): Verdict {
  const refused = refusalOf(attempt);
  if (refused !== undefined) return { refused };
  if (attempt.decision === 'reject') return { closes: 'rejected', missing: 0 };
  const approvers = new Set(attempt.decisions.filter(({ decision }) => decision === 'approve').map(({ by }) => by));
  const missing = neededApprovals(attempt) - approvers.add(attempt.by).size;
  return missing <= 0 ? { closes: 'approved', missing: 0 } : { missing };
}

function neededApprovals({ request, approvals }: Attempt): number {
  return Math.max(request.required, approvals?.required ?? request.required);
}

function refusalOf(attempt: Attempt): Refusal | undefined {
  const { request, approvals, by } = attempt;
  // Nothing about a request is told to somebody who is no approver, and a tampered one is believed in nothing.
  if (!attempt.intact) return 'tampered';
  const unauthorised = approverProblem(by, approvals, attempt.membership);
  if (unauthorised !== undefined) return unauthorised;
  if (request.state === 'expired') return 'expired';
  if (request.state !== 'open') return 'not-open';
  if (attempt.now >= request.expiresAt) return 'expired';
  const maySelf = request.selfApproval && approvals?.allowSelfApproval === true;
  if (attempt.decision === 'approve' && by === request.askedBy && !maySelf) return 'own-request';
  if (attempt.decisions.some((made) => made.by === by)) return 'already-decided';
  if (attempt.decision === 'reject' && (attempt.reason ?? '').trim() === '') return 'reason-missing';
  return undefined;
}

/** May this person take the request back now. */
export function judgeWithdrawal(attempt: Pick<Attempt, 'request' | 'by' | 'now'>): Refusal | undefined {
  const { request, by, now } = attempt;
  if (by !== request.askedBy) return 'not-requester';
  if (request.state === 'expired') return 'expired';
  if (request.state !== 'open') return 'not-open';
  return now >= request.expiresAt ? 'expired' : undefined;
}

/** True when the decisions, all of them genuine, really approve the request: checked again before anything is done. */
export function isApproved(
  request: RequestTerms & { readonly state: RequestState },
  decisions: readonly DecisionMade[],
): boolean {
  const approvals = decisions.filter(({ decision, by }) => {
    return decision === 'approve' && (request.selfApproval || by !== request.askedBy);
  });
  const inTime = approvals.every(({ at }) => at < request.expiresAt);
  const rejected = decisions.some(({ decision }) => decision === 'reject');
  const people = new Set(approvals.map(({ by }) => by)).size;
  return request.state === 'approved' && inTime && !rejected && people >= request.required;
}

/** The text that a request's seal signs. */
export function termsText(terms: RequestTerms, planSeals: readonly string[]): string {
  const { id, askedBy, askedIn, reason, createdAt, expiresAt, required, selfApproval } = terms;
  return canonical({ id, askedBy, askedIn, reason, createdAt, expiresAt, required, selfApproval, planSeals });
}

/** The text that a decision's seal signs: it belongs to this request and to no other. */
export function decisionText(requestSeal: string, { by, decision, at, reason }: DecisionMade): string {
  return canonical({ requestSeal, by, decision, at, reason: reason ?? null });
}

/** The text that the seal of an order to go back signs: it is for this execution of this plan and for no other. */
export function backText(
  requestSeal: string,
  { id, planId }: { readonly id: string; readonly planId: string },
  { by, at }: { readonly by: string; readonly at: number },
): string {
  return canonical({ requestSeal, execution: id, planId, direction: 'back', by, at });
}
