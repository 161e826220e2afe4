import { mostSaid } from '../exceptions/said.ts';
import { canonical } from '../json.ts';
import type { RequestState } from './remediation.ts';

/** Who may approve, and how. */
export interface Approvals {
  /** Where requests are posted: a channel id. */
  readonly channel?: string;
  readonly approvers: {
    /** User ids and user group ids; never both empty, unless it is the owner's group that approves. */
    readonly users: readonly string[];
    readonly usergroups: readonly string[];
    /** True: the user group of the account's owner too. Whoever judges is given it among the user groups. */
    readonly ownerGroup?: true;
  };
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
  /** No list and no group names them, and a group that may have does not exist any more. */
  | 'approver-group-gone'
  | 'own-request'
  | 'already-decided'
  /** Whether an earlier approval still counts could not be read: the answer is no. */
  | 'approval-unverifiable'
  /** They gave no approval that is awaited with others. */
  | 'no-approval'
  | 'reason-missing'
  | 'reason-too-long'
  | 'not-requester'
  | 'nothing-to-do'
  /** The account left the organization or the configuration. */
  | 'not-configured'
  /** Whether the account is still one of the organization could not be read: the answer is no. */
  | 'account-unverifiable'
  /** The account has no remediation role, or remediation is switched off. */
  | 'remediation-off'
  /** The finding is of a rule that no plan can fix. */
  | 'not-remediable'
  | 'finding-taken'
  /** It is still being carried out. */
  | 'under-way'
  | 'nothing-to-roll-back'
  /** What it was switched from does not exist. */
  | 'nothing-to-go-back-to'
  /** The stored definitions are deleted. */
  | 'window-over'
  /** A second confirmation is needed: encrypted runs may have committed. */
  | 'not-understood'
  /** It does not wait for a canary. */
  | 'not-waiting'
  | 'paused-already'
  | 'not-paused'
  /** They may not approve for any account whose work is paused. */
  | 'not-paused-accounts'
  /** They asked for what was paused. */
  | 'own-paused'
  /** They asked for what waits for its canary. */
  | 'own-canary';

/** `gone`: the group does not exist, or is disabled: nobody is in it. Undefined: it could not be read. */
export type Members = readonly string[] | 'gone' | undefined;

/** The members of user groups as read now; absent: could not be read. */
export type Membership = ReadonlyMap<string, Members>;

function peopleOf(members: Members): readonly string[] {
  return members === undefined || members === 'gone' ? [] : members;
}

type ApproverProblem = 'no-approvers' | 'not-approver' | 'approver-unverifiable' | 'approver-group-gone';

/** Whether a person is an approver now. A list that names them is enough; a group that cannot be read proves nothing. */
export function approverProblem(
  user: string,
  approvals: Approvals | undefined,
  membership: Membership,
): ApproverProblem | undefined {
  const { users, usergroups } = approvals?.approvers ?? { users: [], usergroups: [] };
  if (users.length + usergroups.length === 0) return 'no-approvers';
  if (users.includes(user)) return undefined;
  const groups = usergroups.map((group) => membership.get(group));
  if (groups.some((members) => peopleOf(members).includes(user))) return undefined;
  if (groups.includes(undefined)) return 'approver-unverifiable';
  return groups.includes('gone') ? 'approver-group-gone' : 'not-approver';
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
  const people = new Set([...approvers.users, ...groups.flatMap(peopleOf)]);
  if (!allowSelfApproval) people.delete(asker);
  if (people.size >= required) return undefined;
  return groups.includes(undefined) ? 'approver-unverifiable' : 'too-few-approvers';
}

/** What is asked for. Fixed when it was opened, or as it is configured now: both must allow it. */
interface Asked {
  readonly request: RequestTerms;
  /** The account's policy as configured now; absent: nobody may approve. */
  readonly approvals: Approvals | undefined;
  readonly membership: Membership;
}

/** Why an approval that was given does not count now. */
export type Lapse = ApproverProblem | 'own-request';

/** How far the approvals of a request reach, as judged now. */
export interface Standing {
  /** How many it takes now. */
  readonly needed: 1 | 2;
  readonly missing: number;
  readonly lapsed: readonly { readonly by: string; readonly why: Lapse }[];
  /** User groups of approvers that do not exist any more, where an approval does not count because of that. */
  readonly gone?: readonly string[];
}

/** Each approval judged as if it were given now: who was removed since, or may not approve this any more, does not count. */
export function standingOf({ request, approvals, membership }: Asked, decisions: readonly DecisionMade[]): Standing {
  const people = new Set(decisions.filter(({ decision }) => decision === 'approve').map(({ by }) => by));
  const judged = [...people].map((by) => ({ by, why: lapseOf({ request, approvals, membership }, by) }));
  const lapsed = judged.flatMap(({ by, why }) => (why === undefined ? [] : [{ by, why }]));
  const needed = request.required === 2 || approvals?.required === 2 ? 2 : 1;
  const missing = Math.max(0, needed - (people.size - lapsed.length));
  if (!lapsed.some(({ why }) => why === 'approver-group-gone')) return { needed, missing, lapsed };
  return { needed, missing, lapsed, gone: goneGroups(approvals, membership) };
}

/** The user groups of approvers that do not exist any more, or are disabled. */
export function goneGroups(approvals: Approvals | undefined, membership: Membership): readonly string[] {
  return (approvals?.approvers.usergroups ?? []).filter((group) => membership.get(group) === 'gone');
}

function lapseOf({ request, approvals, membership }: Asked, by: string): Lapse | undefined {
  return approverProblem(by, approvals, membership) ?? (isOwn(by, request, approvals) ? 'own-request' : undefined);
}

function maySelf({ request, approvals }: Pick<Asked, 'request' | 'approvals'>): boolean {
  return request.selfApproval && approvals?.allowSelfApproval === true;
}

/** True when enough approvals may still count, and it cannot be read whether they do. */
export function isUnverifiable({ missing, lapsed }: Standing): boolean {
  const unread = lapsed.filter(({ why }) => why === 'approver-unverifiable').length;
  return missing > 0 && unread >= missing;
}

export interface Attempt extends Asked {
  readonly request: RequestTerms & { readonly state: RequestState };
  /** True when every seal of the request, its plans and its decisions holds. */
  readonly intact: boolean;
  readonly decisions: readonly DecisionMade[];
  readonly by: string;
  readonly decision: Decision;
  readonly reason?: string;
  readonly now: number;
  /**
   * Why nothing can be changed in its account now: an approval would be carried out by surprise when that ends. Absent:
   * it can.
   */
  readonly unreachable?: Extract<Refusal, 'not-configured' | 'account-unverifiable' | 'remediation-off'>;
}

export type Verdict =
  | { readonly refused: Refusal }
  /** It counts. `closes` says what becomes of the request; absent: another approval is needed. */
  | { readonly closes?: 'approved' | 'rejected'; readonly missing: number };

/**
 * May this person decide this sealed request now, and what follows. Both what the request said when it was made and
 * what is configured now must allow it, for this decision and for each approval before it: a policy that became
 * stricter holds at once. Who approved may still reject.
 */
export function judgeDecision(attempt: Attempt): Verdict {
  const refused = refusalOf(attempt);
  if (refused !== undefined) return { refused };
  if (attempt.decision === 'reject') return { closes: 'rejected', missing: 0 };
  const { by, decisions, now } = attempt;
  const approvedBefore = decisions.some((made) => made.by === by);
  const standing = standingOf(attempt, [...decisions, { by, decision: 'approve', at: now }]);
  if (standing.missing === 0) return { closes: 'approved', missing: 0 };
  if (isUnverifiable(standing)) return { refused: 'approval-unverifiable' };
  return approvedBefore ? { refused: 'already-decided' } : { missing: standing.missing };
}

function refusalOf(attempt: Attempt): Refusal | undefined {
  const { request, approvals, by } = attempt;
  // Nothing about a request is told to somebody who is no approver, and a tampered one is believed in nothing.
  if (!attempt.intact) return 'tampered';
  const unauthorised = approverProblem(by, approvals, attempt.membership);
  if (unauthorised !== undefined) return unauthorised;
  const closed = closedProblem(attempt);
  if (closed !== undefined) return closed;
  if (attempt.decision === 'approve' && attempt.unreachable !== undefined) return attempt.unreachable;
  if (attempt.decision === 'approve' && isOwn(by, request, approvals)) return 'own-request';
  if (attempt.decisions.some((made) => made.by === by && made.decision === 'reject')) return 'already-decided';
  if (attempt.decision === 'reject' && (attempt.reason ?? '').trim() === '') return 'reason-missing';
  if ((attempt.reason ?? '').trim().length > mostSaid.reason) return 'reason-too-long';
  return undefined;
}

function closedProblem({ request, now }: Pick<Attempt, 'request' | 'now'>): 'expired' | 'not-open' | undefined {
  if (request.state === 'expired') return 'expired';
  if (request.state !== 'open') return 'not-open';
  return now >= request.expiresAt ? 'expired' : undefined;
}

/** May this person take their approval back now. Who is no approver any more may: it allows nothing. */
export function judgeTakeBack(attempt: Omit<Attempt, 'decision' | 'reason'>): Refusal | undefined {
  const { by, decisions, approvals, membership } = attempt;
  if (!attempt.intact) return 'tampered';
  const gave = decisions.some((made) => made.by === by && made.decision === 'approve');
  const unauthorised = gave ? undefined : approverProblem(by, approvals, membership);
  return unauthorised ?? closedProblem(attempt) ?? (gave ? undefined : 'no-approval');
}

/** May this person take the request back now. */
export function judgeWithdrawal(attempt: Pick<Attempt, 'request' | 'by' | 'now'>): Refusal | undefined {
  return attempt.by === attempt.request.askedBy ? closedProblem(attempt) : 'not-requester';
}

/** True when somebody asked for this themselves, and may not decide about it. */
export function isOwn(by: string, request: RequestTerms, approvals: Approvals | undefined): boolean {
  return by === request.askedBy && !maySelf({ request, approvals });
}

/**
 * True when the decisions, all of them genuine, really approved the request by its own terms: checked again before anything
 * is done. Whether they still count by the policy of now says {@link standingOf}.
 */
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
