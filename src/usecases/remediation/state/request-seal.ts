import {
  backText,
  type DecisionMade,
  decisionText,
  type RequestTerms,
  termsText,
} from '../../../domain/remediation/approval.ts';
import type {
  DecisionRow,
  ExecutionRow,
  RequestRow,
  RollbackOrder,
  SealedPlan,
} from '../../ports/remediation-records.ts';
import type { Vault } from '../../ports/vault.ts';

/** Seals the terms of a request together with its plans. */
export function sealTerms(vault: Vault, terms: RequestTerms, plans: readonly SealedPlan[]): string {
  return vault.sign(
    termsText(
      terms,
      plans.map(({ seal }) => seal),
    ),
  );
}

/** Seals one person's decision on one sealed request. */
export function sealDecision(vault: Vault, requestSeal: string, decision: DecisionMade): string {
  return vault.sign(decisionText(requestSeal, decision));
}

type OrderedBack = Pick<ExecutionRow, 'id' | 'planId'>;

/** Seals somebody's order to go back: for this one execution. */
export function sealBack(
  vault: Vault,
  requestSeal: string,
  execution: OrderedBack,
  order: Omit<RollbackOrder, 'seal'>,
): RollbackOrder {
  return { ...order, seal: vault.sign(backText(requestSeal, execution, order)) };
}

/** True when this program wrote the order that this execution carries. */
export function isOrdered(vault: Vault, requestSeal: string, { order, ...execution }: ExecutionRow): boolean {
  return order !== undefined && vault.isSigned(backText(requestSeal, execution, order), order.seal);
}

/** True when the request, each of its plans and each decision on it are as this program wrote them. */
export function isIntact(vault: Vault, request: RequestRow, decisions: readonly DecisionRow[]): boolean {
  const seals = request.plans.map(({ seal }) => seal);
  return (
    request.plans.length > 0 &&
    vault.isSigned(termsText(request, seals), request.seal) &&
    request.plans.every(({ plan, seal }) => vault.isSealed(plan, seal)) &&
    decisions.every((decision) => vault.isSigned(decisionText(request.seal, decision), decision.seal))
  );
}

/** The stored definition of a step belongs to this plan's step and to no other. */
export function definitionContext(planId: string, stepId: string): string {
  return `${planId}/${stepId}`;
}
