import type { Account } from '../../../domain/fleet.ts';
import type { Plan, Step } from '../../../domain/plan/plan.ts';
import {
  type Approvals,
  approverProblem,
  goneGroups,
  isApproved,
  isUnverifiable,
  type Standing,
} from '../../../domain/remediation/approval.ts';
import type { DecisionRow, ExecutionRow, RequestRow } from '../../ports/remediation-records.ts';
import type { Store } from '../../ports/store.ts';
import type { Vault } from '../../ports/vault.ts';
import { type MembershipDependencies, readMembership, readStanding } from './membership.ts';
import { progressOfPlans, stepsLeftBack } from './plan-progress.ts';
import { isIntact, isOrdered } from './request-seal.ts';

/** What one execution is to do, once everything that allows it was checked. */
export interface ApprovedWork {
  readonly request: RequestRow;
  readonly plan: Plan;
  readonly account: Account;
  readonly direction: ExecutionRow['direction'];
  /** The plan's own, or those that lead back from where its execution ended. */
  readonly steps: readonly Step[];
}

/** Why an execution is not carried out: its approval, or the order to go back, does not hold. */
export type WorkRefusal =
  | 'tampered'
  | 'not-approved'
  | 'remediation-off'
  /** The account left the organization or the configuration. */
  | 'not-configured'
  /** The policy became stricter since, or an approver was removed: see the standing. */
  | 'approval-lapsed'
  /** Who ordered to go back is no approver any more. */
  | 'order-lapsed';

export interface RefusedWork {
  readonly refused: WorkRefusal;
  /** With `approval-lapsed`. */
  readonly lapsed?: { readonly request: RequestRow; readonly standing: Standing };
  /** With `order-lapsed`: user groups of approvers that do not exist any more. */
  readonly gone?: readonly string[];
  /** It was kept for another process that may know the account, until the end of that time. */
  readonly heldInVain?: true;
}

export interface ApprovedWorkDependencies extends MembershipDependencies {
  readonly store: Store;
  readonly vault: Vault;
  readonly account: (id: string) => Account | undefined;
  /** Takes the accounts that another process listed since. Absent: they never change. */
  readonly newestAccounts?: () => Promise<void>;
  /** Whether what is known of an account may decide about a change there now: false where that is too old. Absent: true. */
  readonly mayDecide?: (account: string) => Promise<boolean>;
  /** The policy of an account as configured now; absent: nobody may approve. */
  readonly approvals: (account: string) => Approvals | undefined;
}

/**
 * The database is not believed: the seals and the people's decisions are checked once more, and who decided is judged by
 * the policy and the user groups of now. `unverifiable`: a group could not be read, `account-unverifiable`: the accounts
 * of the organization, so nothing may be done yet.
 */
export async function readApprovedWork(
  dependencies: ApprovedWorkDependencies,
  execution: ExecutionRow,
): Promise<ApprovedWork | RefusedWork | 'unverifiable' | 'account-unverifiable'> {
  const { store, vault, account } = dependencies;
  const { requestId, planId, direction } = execution;
  const request = await store.remediation.request(requestId);
  if (request === undefined) return { refused: 'tampered' };
  const decisions = await store.remediation.decisions(requestId);
  const plan = request.plans.find((sealed) => sealed.plan.id === planId)?.plan;
  if (plan === undefined || !isIntact(vault, request, decisions)) return { refused: 'tampered' };
  if (!isApproved(request, decisions)) return { refused: 'not-approved' };
  // An approval is for the way forward. The way back needs an order of its own.
  if (direction === 'back' && !isOrdered(vault, request.seal, execution)) return { refused: 'tampered' };
  await dependencies.newestAccounts?.();
  if ((await dependencies.mayDecide?.(plan.target.account)) === false) return 'account-unverifiable';
  const known = account(plan.target.account);
  if (known === undefined) return { refused: 'not-configured' };
  if (known.remediationRoleArn === undefined) return { refused: 'remediation-off' };
  const problem =
    direction === 'forward'
      ? await approvalProblem(dependencies, request, decisions)
      : await orderProblem(dependencies, request, execution);
  if (problem !== undefined) return problem;
  const steps = direction === 'forward' ? plan.steps : await stepsOfRollback(store, request, execution);
  return { request, plan, account: known, direction, steps };
}

async function approvalProblem(
  dependencies: ApprovedWorkDependencies,
  request: RequestRow,
  decisions: readonly DecisionRow[],
): Promise<RefusedWork | 'unverifiable' | undefined> {
  const standing = await readStanding(dependencies, request, decisions);
  if (standing.missing === 0) return undefined;
  return isUnverifiable(standing) ? 'unverifiable' : { refused: 'approval-lapsed', lapsed: { request, standing } };
}

/** A way back undoes: it needs one approver of now, and not again the approvals of the way forward. */
async function orderProblem(
  dependencies: ApprovedWorkDependencies,
  { account }: RequestRow,
  { order }: ExecutionRow,
): Promise<RefusedWork | 'unverifiable' | undefined> {
  const by = order?.by ?? '';
  const approvals = dependencies.approvals(account);
  const membership = await readMembership(dependencies, [by], approvals);
  const problem = approverProblem(by, approvals, membership);
  if (problem === undefined) return undefined;
  if (problem === 'approver-unverifiable') return 'unverifiable';
  return { refused: 'order-lapsed', gone: goneGroups(approvals, membership) };
}

/**
 * What is left to go back, as it was shown to whoever ordered it. What an earlier way back did is not done again: it may
 * have been switched again since, by another request.
 */
async function stepsOfRollback(
  { remediation }: Pick<Store, 'remediation'>,
  request: RequestRow,
  { id, planId }: ExecutionRow,
): Promise<readonly Step[]> {
  const others = (await remediation.executions(request.id)).filter((each) => each.id !== id);
  const progress = progressOfPlans(request, others).find(({ plan }) => plan.id === planId);
  return progress === undefined ? [] : stepsLeftBack(progress);
}
