import { z } from 'zod';
import type { Plan } from '../../domain/plan/plan.ts';
import type { AwsAnswer, StepOutcome } from '../../domain/remediation/remediation.ts';
import { isStepType } from '../../domain/steps/step-kinds.ts';
import type {
  DecisionRow,
  ExecutionRow,
  RequestRow,
  RollbackOrder,
  SealedPlan,
} from '../../usecases/ports/remediation-records.ts';
import type { StepTable } from '../database/remediation-schema.ts';
import { given, parseJson, parseRow } from '../database/rows.ts';

const texts = z.string().transform(parseJson).pipe(z.array(z.string()));

/** A step of a kind that nobody knows would break whatever asks the record of kinds: such a plan is no plan. */
function isPlan(value: unknown): value is Plan {
  if (typeof value !== 'object' || value === null || !('id' in value) || !('steps' in value)) return false;
  return Array.isArray(value.steps) && value.steps.every(isStep);
}

function isStep(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'type' in value && isStepType(value.type);
}

/** In place of a plan that cannot be read: no seal fits it, so it is refused like any plan that was tampered with. */
function unreadable(id: string): Plan {
  return {
    id,
    target: { account: 'unknown', region: 'unknown' },
    finding: { kind: 'configuration', name: '' },
    createdAt: 0,
    choice: { mode: 'bookmarks-only', crawlers: false, visualJobs: false, canary: false },
    configuration: { name: '', reused: false },
    steps: [],
    manual: [],
    leftOut: [],
    checks: [],
    notes: [],
  };
}

const planRow = z.object({ id: z.string(), plan_json: z.string(), seal: z.string() });

/** Only the outline is checked: the seal says that this program wrote the rest. */
export function toSealedPlan(row: unknown): SealedPlan {
  const { id, plan_json, seal } = parseRow('plans', planRow, row);
  const plan = parseJson(plan_json);
  return { plan: isPlan(plan) ? plan : unreadable(id), seal };
}

const requestRow = z.object({
  id: z.string(),
  state: z.enum(['open', 'approved', 'rejected', 'withdrawn', 'expired']),
  asked_by: z.string(),
  asked_in: z.string(),
  reason: z.string(),
  created_at: z.number(),
  expires_at: z.number(),
  required: z.union([z.literal(1), z.literal(2)]),
  self_approval: z.number(),
  seal: z.string(),
  reminded_at: z.number().nullable(),
  closed_at: z.number().nullable(),
});

/** @throws {StoreError} `damaged-row` */
export function toRequest(row: unknown, plans: readonly unknown[]): RequestRow {
  const parsed = parseRow('requests', requestRow, row);
  const sealed = plans.map(toSealedPlan);
  return {
    id: parsed.id,
    state: parsed.state,
    askedBy: parsed.asked_by,
    askedIn: parsed.asked_in,
    reason: parsed.reason,
    createdAt: parsed.created_at,
    expiresAt: parsed.expires_at,
    required: parsed.required,
    selfApproval: parsed.self_approval !== 0,
    seal: parsed.seal,
    account: sealed[0]?.plan.target.account ?? 'unknown',
    plans: sealed,
    ...given('remindedAt', parsed.reminded_at),
    ...given('closedAt', parsed.closed_at),
  };
}

const decisionRow = z
  .object({
    request_id: z.string(),
    decided_by: z.string(),
    decision: z.enum(['approve', 'reject']),
    decided_at: z.number(),
    reason: z.string().nullable(),
    seal: z.string(),
  })
  .transform(
    (row): DecisionRow => ({
      requestId: row.request_id,
      by: row.decided_by,
      decision: row.decision,
      at: row.decided_at,
      seal: row.seal,
      ...given('reason', row.reason),
    }),
  );

/** @throws {StoreError} `damaged-row` */
export function toDecision(row: unknown): DecisionRow {
  return parseRow('decisions', decisionRow, row);
}

const awsAnswer = z
  .object({ message: z.string(), requestId: z.string().optional() })
  .transform(({ message, requestId }): AwsAnswer => ({ message, ...(requestId !== undefined && { requestId }) }));

const stepRow = z
  .object({
    step_id: z.string(),
    state: z.enum(['pending', 'acting', 'done', 'already', 'drifted', 'failed', 'skipped']),
    reason: z.string().nullable(),
    touched: z.number(),
    aws_request_ids_json: texts,
    aws_answer_json: z.string().transform(parseJson).pipe(awsAnswer).nullable(),
    settled_ms: z.number().nullable(),
  })
  .transform(
    (row): StepOutcome => ({
      stepId: row.step_id,
      state: row.state,
      awsRequestIds: row.aws_request_ids_json,
      ...given('reason', row.reason),
      ...given('aws', row.aws_answer_json),
      ...given('touched', row.touched === 0 ? null : true),
      ...given('settledMs', row.settled_ms),
    }),
  );

export function stepColumns(executionId: string, outcome: StepOutcome): StepTable {
  return {
    execution_id: executionId,
    step_id: outcome.stepId,
    state: outcome.state,
    reason: outcome.reason ?? null,
    touched: outcome.touched === true ? 1 : 0,
    aws_request_ids_json: JSON.stringify(outcome.awsRequestIds),
    aws_answer_json: outcome.aws === undefined ? null : JSON.stringify(outcome.aws),
    settled_ms: outcome.settledMs ?? null,
  };
}

const executionRow = z.object({
  id: z.string(),
  plan_id: z.string(),
  request_id: z.string(),
  direction: z.enum(['forward', 'back']),
  state: z.enum(['queued', 'running', 'waiting-for-canary', 'paused', 'ended']),
  process_id: z.string().nullable(),
  lease_until: z.number().nullable(),
  queued_at: z.number(),
  ended_at: z.number().nullable(),
  canary: z.enum(['passed', 'overruled']).nullable(),
  ordered_by: z.string().nullable(),
  ordered_at: z.number().nullable(),
  order_seal: z.string().nullable(),
  held: z.enum(['approval-unverifiable', 'account-unverifiable', 'approval-lapsed', 'order-lapsed']).nullable(),
});

/** @throws {StoreError} `damaged-row` */
export function toExecution(row: unknown, steps: readonly unknown[]): ExecutionRow {
  const parsed = parseRow('executions', executionRow, row);
  return {
    id: parsed.id,
    planId: parsed.plan_id,
    requestId: parsed.request_id,
    direction: parsed.direction,
    state: parsed.state,
    queuedAt: parsed.queued_at,
    outcomes: steps.map((step) => parseRow('steps', stepRow, step)),
    ...given('processId', parsed.process_id),
    ...given('leaseUntil', parsed.lease_until),
    ...given('endedAt', parsed.ended_at),
    ...given('canary', parsed.canary),
    ...given('order', toOrder(parsed)),
    ...given('held', parsed.held),
  };
}

function toOrder(row: z.infer<typeof executionRow>): RollbackOrder | null {
  const { ordered_by: by, ordered_at: at, order_seal: seal } = row;
  return by === null || at === null || seal === null ? null : { by, at, seal };
}
