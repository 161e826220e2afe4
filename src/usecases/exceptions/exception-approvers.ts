import type { Judged } from '../../domain/exceptions/coverage.ts';
import { type ExceptionScope, isExact } from '../../domain/exceptions/exception.ts';
import { type Account, idOf } from '../../domain/fleet.ts';
import { type Approvals, approverProblem, type Membership, type Refusal } from '../../domain/remediation/approval.ts';
import type { Chat } from '../ports/chat.ts';
import type { ExceptionRow } from '../ports/records/exception-records.ts';
import type { Log } from '../ports/runtime.ts';
import { readMembershipOf } from '../remediation/state/membership.ts';

export interface ApproverDependencies {
  readonly chat: Pick<Chat, 'usergroupMembers'>;
  readonly log: Log;
  readonly accounts: readonly Account[];
  /** The policy of an account as configured now; absent: nobody may approve. */
  readonly approvals: (account: string) => Approvals | undefined;
}

/**
 * The accounts whose approvers decide: those that the scope names, or, where it names none, every one that is configured
 * and every one in which something of it is open.
 */
export function accountsOf(
  { accounts }: Pick<ApproverDependencies, 'accounts'>,
  scope: ExceptionScope,
  reached: readonly Judged[] = [],
): readonly string[] {
  if (isExact(scope)) return [scope.finding.account];
  const named = scope.accounts ?? accounts.map(idOf).filter((id) => id !== 'unknown');
  return [...new Set([...named, ...(scope.accounts ? [] : reached.map(({ account }) => account))])];
}

/** Whose it is: who asked for it, and who answers for it. */
export function isOwn({ askedBy, owner }: Pick<ExceptionRow, 'askedBy' | 'owner'>, user: string): boolean {
  return askedBy === user || owner === user;
}

/** What is known of one person's rights before a transaction begins: groups are asked at the chat. */
export function readRights(
  dependencies: ApproverDependencies,
  user: string,
  accounts: readonly string[],
): Promise<Membership> {
  const policies = [...new Set(accounts.flatMap((id) => dependencies.approvals(id) ?? []))];
  return readMembershipOf(dependencies, user, policies, 'each');
}

/** Why this person may not decide for one of the accounts; undefined: they may for each of them. */
export function notApprover(
  { approvals }: Pick<ApproverDependencies, 'approvals'>,
  user: string,
  accounts: readonly string[],
  membership: Membership,
): Refusal | undefined {
  if (accounts.length === 0) return 'no-approvers';
  for (const account of accounts) {
    const problem = approverProblem(user, approvals(account), membership);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** Whether every account lets who asks agree to it themselves. */
export function maySelfApprove(
  { approvals }: Pick<ApproverDependencies, 'approvals'>,
  accounts: readonly string[],
): boolean {
  return accounts.every((account) => approvals(account)?.allowSelfApproval === true);
}
