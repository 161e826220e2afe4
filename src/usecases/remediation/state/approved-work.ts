import type { Account } from '../../../domain/fleet.ts';
import type { Plan, Step } from '../../../domain/plan/plan.ts';
import { isApproved } from '../../../domain/remediation/approval.ts';
import type { ExecutionRow, RequestRow } from '../../ports/remediation-records.ts';
import type { Store } from '../../ports/store.ts';
import type { Vault } from '../../ports/vault.ts';
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
export type WorkRefusal = 'tampered' | 'not-approved' | 'remediation-off';

export interface ApprovedWorkDependencies {
  readonly store: Store;
  readonly vault: Vault;
  readonly account: (id: string) => Account | undefined;
}

/** The database is not believed: the seals and the people's decisions are checked once more. */
export async function readApprovedWork(
  { store, vault, account }: ApprovedWorkDependencies,
  execution: ExecutionRow,
): Promise<ApprovedWork | { readonly refused: WorkRefusal }> {
  const { requestId, planId, direction } = execution;
  const request = await store.remediation.request(requestId);
  if (request === undefined) return { refused: 'tampered' };
  const decisions = await store.remediation.decisions(requestId);
  const plan = request.plans.find((sealed) => sealed.plan.id === planId)?.plan;
  if (plan === undefined || !isIntact(vault, request, decisions)) return { refused: 'tampered' };
  if (!isApproved(request, decisions)) return { refused: 'not-approved' };
  // An approval is for the way forward. The way back needs an order of its own.
  if (direction === 'back' && !isOrdered(vault, request.seal, execution)) return { refused: 'tampered' };
  const known = account(plan.target.account);
  if (known?.remediationRoleArn === undefined) return { refused: 'remediation-off' };
  const steps = direction === 'forward' ? plan.steps : await stepsOfRollback(store, request, execution);
  return { request, plan, account: known, direction, steps };
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
