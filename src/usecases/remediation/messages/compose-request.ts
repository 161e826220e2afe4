import type { Plan, PlanCheck } from '../../../domain/plan/plan.ts';
import type { DecisionMade, Standing } from '../../../domain/remediation/approval.ts';
import { jobSteps } from '../../../domain/steps/step-kinds.ts';
import type { Paused } from '../../messages/paused.ts';
import type {
  ApprovalRequestMessage,
  OpenRequestsMessage,
  PlanDetailsMessage,
  PlanEffect,
} from '../../messages/request-messages.ts';
import type { RemediationRecords, RequestRow } from '../../ports/remediation-records.ts';
import { besidesWords } from '../../words/explain-besides.ts';
import { canaryGroupOf, canaryOf, effectWords, totalWords } from '../../words/explain-plan.ts';
import { readTakenBack } from '../state/given-orders.ts';
import { doubtful, plansTogether, regionsOf } from './compose-together.ts';

/** The message fits a screen: the rest is in the details. */
const mostFailedChecks = 6;
/** Names; the rest is in the details too. */
const mostInGroup = 20;

/**
 * A request as those who decide see it, from what was sealed and decided. `standing`: which approvals count now; absent:
 * all of them, by its own terms.
 */
export function composeRequest(
  request: RequestRow,
  decisions: readonly DecisionMade[],
  standing?: Standing,
): ApprovalRequestMessage {
  const plans = request.plans.map(({ plan }) => plan);
  const together = plansTogether(plans);
  return {
    kind: 'approval-request',
    requestId: request.id,
    state: request.state,
    askedBy: request.askedBy,
    reason: request.reason,
    createdAt: request.createdAt,
    expiresAt: request.expiresAt,
    ...(request.closedAt !== undefined && { closedAt: request.closedAt }),
    required: standing?.needed ?? request.required,
    selfApproval: request.selfApproval,
    ...targetOf(request),
    plans: plans.map((plan) =>
      together === undefined ? effectOf(plan) : { ...effectOf(plan), doubts: [], besides: [] },
    ),
    ...(together !== undefined && { together }),
    decisions: decisions.map(({ by, decision, at, reason }) => ({
      by,
      decision,
      at,
      ...(reason !== undefined && { reason }),
      ...lapseOf(by, decision, standing),
    })),
  };
}

function lapseOf(by: string, decision: DecisionMade['decision'], standing: Standing | undefined) {
  const lapse = decision === 'approve' ? standing?.lapsed.find((each) => each.by === by)?.why : undefined;
  return lapse === undefined ? {} : { lapse };
}

/** With who took an approval back meanwhile, from the records: the row of that approval is gone. */
export async function withTakenBack(
  remediation: Pick<RemediationRecords, 'auditTrail' | 'decisions'>,
  message: ApprovalRequestMessage,
): Promise<ApprovalRequestMessage> {
  const takenBack = await readTakenBack(remediation, message.requestId);
  return takenBack.length === 0 ? message : { ...message, takenBack };
}

/** What a plan would do, in a few words and numbers. */
export function effectOf(plan: Plan): PlanEffect {
  const { choice, configuration, checks } = plan;
  const canary = canaryOf(plan);
  const group = canaryGroupOf(plan).slice(0, mostInGroup);
  const { settings, logs } = besidesWords(plan);
  const count = (outcome: PlanCheck['outcome']) => checks.filter((check) => check.outcome === outcome).length;
  return {
    finding: plan.finding,
    region: plan.target.region,
    effect: effectWords(plan),
    configuration: configuration.name,
    mode: choice.mode,
    ...(choice.retire && { retires: true as const }),
    ...(canary !== undefined && { canary }),
    ...(group.length > 0 && { canaryGroup: group }),
    ...(configuration.create !== undefined && choice.key !== undefined && { key: choice.key }),
    besides: [...settings, ...logs],
    streaming: jobSteps(plan.steps).filter((step) => step.streaming).length,
    leftOut: plan.leftOut.length,
    manual: plan.manual.length,
    checks: {
      passed: count('passed'),
      failed: count('failed'),
      warning: count('warning'),
      'not-checked': count('not-checked'),
    },
    doubts: doubtful
      .flatMap((outcome) => checks.filter((check) => check.outcome === outcome))
      .slice(0, mostFailedChecks),
  };
}

/** One plan of a request, whole: the first, or the one at `wanted`. Undefined: it has none. */
export function composeDetails(
  request: RequestRow,
  {
    opened = false,
    wanted = 0,
    paused,
    acceptedUntil,
    inThread = false,
  }: {
    readonly opened?: boolean;
    readonly wanted?: number;
    readonly paused?: Paused | undefined;
    readonly acceptedUntil?: string | undefined;
    readonly inThread?: boolean;
  } = {},
): PlanDetailsMessage | undefined {
  const at = request.plans[wanted] === undefined ? 0 : wanted;
  const plan = request.plans[at]?.plan;
  if (plan === undefined) return undefined;
  const { id, state, askedBy, reason, expiresAt } = request;
  const plans = request.plans.map(({ plan: each }) => ({ ...each.finding, region: each.target.region }));
  return {
    kind: 'plan-details',
    plan,
    ...(plans.length > 1 && { among: { at, plans } }),
    request: {
      id,
      state,
      askedBy,
      reason,
      expiresAt,
      opened,
      ...(inThread && { inThread }),
      ...(paused && { paused }),
      ...(acceptedUntil !== undefined && { acceptedUntil }),
    },
  };
}

/** One request of a list. */
export function composeOpenRequest(
  request: RequestRow,
  decisions: readonly DecisionMade[],
  standing: Standing,
): OpenRequestsMessage['requests'][number] {
  return {
    requestId: request.id,
    ...targetOf(request),
    findings: request.plans.map(({ plan }) => plan.finding.name),
    effect:
      request.plans.length > 1
        ? totalWords(request.plans.map(({ plan }) => plan))
        : request.plans.map(({ plan }) => effectWords(plan)).join(''),
    askedBy: request.askedBy,
    expiresAt: request.expiresAt,
    approvals: standing.needed - standing.missing,
    required: standing.needed,
    approvedBy: decisions.filter(({ decision }) => decision === 'approve').map(({ by }) => by),
  };
}

/** Where a request would change something; its regions in words. */
export function targetOf({ account, plans }: RequestRow) {
  const plan = plans[0]?.plan;
  return {
    account,
    ...(plan?.accountName !== undefined && { accountName: plan.accountName }),
    region: regionsOf(plans.map((each) => each.plan)),
  };
}
