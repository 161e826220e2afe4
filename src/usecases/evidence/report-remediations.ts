import { aboutStep, type Step } from '../../domain/steps/step-kinds.ts';
import type { EvidenceRecords, Period } from '../ports/evidence-records.ts';
import type { ExecutionRow, RemediationRecords, RequestRow } from '../ports/remediation-records.ts';
import type { SwitchRow } from '../ports/switch-records.ts';
import type { ExecutionRecord, RemediationRecord } from './report-records.ts';

/** Requests that are held in memory at once: by their ids alone. */
const page = 200;

/** Each request that was open, carried out or watched in the period, from asking to the first runs. */
export async function* reportRemediations(
  evidence: EvidenceRecords,
  remediation: RemediationRecords,
  period: Period,
): AsyncGenerator<RemediationRecord> {
  for (let after: { id: string; createdAt: number } | undefined; ; ) {
    const some = await evidence.requestsIn(period, page, after);
    for (const { id } of some) {
      const request = await remediation.request(id);
      if (request !== undefined) yield await remediationRecord(remediation, request);
    }
    after = some.at(-1);
    if (some.length < page) return;
  }
}

async function remediationRecord(remediation: RemediationRecords, request: RequestRow): Promise<RemediationRecord> {
  const { id, state, account, plans, askedBy, createdAt, reason, required, closedAt } = request;
  const [decisions, executions, switches] = await Promise.all([
    remediation.decisions(id),
    remediation.executions(id),
    remediation.switches(id),
  ]);
  const accountName = plans[0]?.plan.accountName;
  return {
    type: 'remediation',
    request: id,
    state,
    account,
    ...(accountName !== undefined && { accountName }),
    findings: plans.map(({ plan }) => ({ region: plan.target.region, ...plan.finding })),
    askedBy,
    askedAt: createdAt,
    reason,
    required,
    ...(closedAt !== undefined && { closedAt }),
    decisions: decisions.map(({ by, decision, at, reason: why }) => ({
      by,
      decision,
      at,
      ...(why !== undefined && { reason: why }),
    })),
    executions: executions.map((execution) => executionRecord(request, execution)),
    firstRuns: switches.flatMap((each) => firstRun(each)),
  };
}

function executionRecord({ plans }: RequestRow, execution: ExecutionRow): ExecutionRecord {
  const { id, direction, order, state, queuedAt, endedAt, planId, outcomes } = execution;
  const steps = plans.find(({ plan }) => plan.id === planId)?.plan.steps ?? [];
  return {
    id,
    direction,
    ...(order && { orderedBy: order.by }),
    state,
    queuedAt,
    ...(endedAt !== undefined && { endedAt }),
    steps: outcomes.map(({ stepId, state: reached, reason, aws, awsRequestIds }) => ({
      id: stepId,
      what: stepWords(
        steps.find((step) => step.id === stepId),
        stepId,
        direction,
      ),
      state: reached,
      ...(reason !== undefined && { reason }),
      awsRequestIds: [...awsRequestIds, ...(aws?.requestId === undefined ? [] : [aws.requestId])],
    })),
  };
}

/** Names and configurations, never an argument. */
function stepWords(step: Step | undefined, id: string, direction: ExecutionRow['direction']): string {
  if (step === undefined) return id;
  const words = aboutStep(step).toDo();
  return direction === 'back' ? `roll back: ${words}` : words;
}

/** Nothing of what was not switched after all. */
function firstRun({ job, region, state, run, reason, closedAt }: SwitchRow): RemediationRecord['firstRuns'] {
  if (state === 'moving' || state === 'void') return [];
  return [
    {
      job,
      region,
      state,
      ...(run && { run: run.id, runState: run.state }),
      ...(reason !== undefined && { reason }),
      ...(closedAt !== undefined && { at: closedAt }),
    },
  ];
}
