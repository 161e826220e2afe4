import type { DecisionMade } from '../domain/approval.ts';
import type { Plan, PlanCheck } from '../domain/plan.ts';
import { effectWords } from './explain-plan.ts';
import type {
  ApprovalRequestMessage,
  OpenRequestsMessage,
  PlanDetailsMessage,
  PlanEffect,
} from './remediation-message.ts';
import type { RequestRow } from './remediation-ports.ts';

/** The message fits a screen: the rest is in the details. */
const mostDoubts = 6;
const doubtful: readonly PlanCheck['outcome'][] = ['failed', 'warning', 'not-checked'];

/** A request as those who decide see it, from what was sealed and decided. */
export function composeRequest(request: RequestRow, decisions: readonly DecisionMade[]): ApprovalRequestMessage {
  return {
    kind: 'approval-request',
    requestId: request.id,
    state: request.state,
    askedBy: request.askedBy,
    reason: request.reason,
    createdAt: request.createdAt,
    expiresAt: request.expiresAt,
    ...(request.closedAt !== undefined && { closedAt: request.closedAt }),
    required: request.required,
    selfApproval: request.selfApproval,
    ...placeOf(request),
    plans: request.plans.map(({ plan }) => effectOf(plan)),
    decisions: decisions.map(({ by, decision, at, reason }) => ({
      by,
      decision,
      at,
      ...(reason !== undefined && { reason }),
    })),
  };
}

/** What a plan would do, in a few words and numbers. */
export function effectOf(plan: Plan): PlanEffect {
  const { choice, configuration, checks } = plan;
  const count = (outcome: PlanCheck['outcome']) => checks.filter((check) => check.outcome === outcome).length;
  return {
    finding: plan.finding,
    effect: effectWords(plan),
    configuration: configuration.name,
    mode: choice.mode,
    ...(choice.retire && { retires: true as const }),
    ...(configuration.create !== undefined && choice.key !== undefined && { key: choice.key }),
    streaming: plan.steps.filter((step) => step.type === 'repoint-job' && step.streaming).length,
    leftOut: plan.leftOut.length,
    manual: plan.manual.length,
    checks: {
      passed: count('passed'),
      failed: count('failed'),
      warning: count('warning'),
      'not-checked': count('not-checked'),
    },
    doubts: doubtful.flatMap((outcome) => checks.filter((check) => check.outcome === outcome)).slice(0, mostDoubts),
  };
}

/** The first plan of a request, whole. Undefined: it has none. */
export function composeDetails(request: RequestRow, opened = false): PlanDetailsMessage | undefined {
  const plan = request.plans[0]?.plan;
  if (plan === undefined) return undefined;
  const { id, state, askedBy, reason, expiresAt } = request;
  return { kind: 'plan-details', plan, request: { id, state, askedBy, reason, expiresAt, opened } };
}

/** One request of a list. */
export function composeOpenRequest(
  request: RequestRow,
  decisions: readonly DecisionMade[],
): OpenRequestsMessage['requests'][number] {
  return {
    requestId: request.id,
    ...placeOf(request),
    findings: request.plans.map(({ plan }) => plan.finding.name),
    effect: request.plans.map(({ plan }) => effectWords(plan)).join('; '),
    askedBy: request.askedBy,
    expiresAt: request.expiresAt,
    approvals: decisions.filter(({ decision }) => decision === 'approve').length,
    required: request.required,
  };
}

function placeOf({ plans }: RequestRow) {
  const plan = plans[0]?.plan;
  return {
    account: plan?.target.account ?? 'unknown',
    ...(plan?.accountName !== undefined && { accountName: plan.accountName }),
    region: plan?.target.region ?? 'unknown',
  };
}
