import type { StepOutcome } from '../../../domain/remediation/remediation.ts';
import { wasChanged } from '../../../domain/remediation/rollback-steps.ts';
import { watchedJobs } from '../../../domain/steps/step-groups.ts';
import type { Step } from '../../../domain/steps/step-kinds.ts';
import { auditEntry, itself } from '../../audit-entry.ts';
import type { ExecutionRow } from '../../ports/remediation-records.ts';
import type { Clock, NewId } from '../../ports/runtime.ts';
import type { Records, Store } from '../../ports/store.ts';
import type { ApprovedWork } from '../state/approved-work.ts';
import { ExecutionStop } from './execution-stop.ts';

export interface JournalDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly newId: NewId;
  /** How long the first run of a moved job is waited for, milliseconds. */
  readonly watchRunsFor: number;
}

/** The journal of one execution, as its holder writes it. */
export interface Journal {
  readonly outcomes: ReadonlyMap<string, StepOutcome>;
  /** Before anything is checked or done. @throws {ExecutionStop} `lost` */
  intend(stepId: string): Promise<void>;
  /**
   * The work on a step stops before anything was sent: whoever goes on begins it again. `settledMs`: how long it has waited.
   * @throws {ExecutionStop} `lost`
   */
  takeBack(stepId: string, settledMs?: number): Promise<void>;
  /** It stops with a change sent, or maybe sent, until the service is done with it. @throws {ExecutionStop} `lost` */
  leave(stepId: string, waited: Pick<StepOutcome, 'settledMs' | 'awsRequestIds'>): Promise<void>;
  /** The step's end, with its audit entry. @throws {ExecutionStop} `lost` */
  end(outcome: StepOutcome, step: Step): Promise<void>;
}

export function createJournal(
  dependencies: JournalDependencies,
  execution: Pick<ExecutionRow, 'id' | 'outcomes'>,
  holder: string,
  { plan, direction }: Pick<ApprovedWork, 'plan' | 'direction'>,
): Journal {
  const { store, clock, watchRunsFor } = dependencies;
  const outcomes = new Map(execution.outcomes.map((outcome) => [outcome.stepId, outcome]));

  async function write({ remediation }: Pick<Records, 'remediation'>, outcome: StepOutcome): Promise<void> {
    if (!(await remediation.journal(execution.id, holder, outcome))) throw new ExecutionStop('lost');
  }

  /** From here on the first run of a job is watched, or nothing of it is any more. */
  async function settle({ remediation }: Records, outcome: StepOutcome, stepId: string): Promise<void> {
    const id = { planId: plan.id, stepId };
    const at = clock.now();
    if (direction === 'forward')
      await remediation.settleSwitch(id, wasChanged(outcome) ? { movedAt: at, until: at + watchRunsFor } : null);
    else if (outcome.state === 'done' || outcome.state === 'already') await remediation.switchBack(id, at);
  }

  return {
    outcomes,

    async intend(stepId) {
      const before = outcomes.get(stepId);
      if (before?.state === 'acting') return;
      const settledMs = before?.settledMs;
      const outcome: StepOutcome = { stepId, state: 'acting', ...(settledMs && { settledMs }), awsRequestIds: [] };
      await write(store, outcome);
      outcomes.set(stepId, outcome);
    },

    async takeBack(stepId, settledMs) {
      const outcome: StepOutcome = { stepId, state: 'pending', ...(settledMs && { settledMs }), awsRequestIds: [] };
      const planned = plan.steps.find(({ id }) => id === stepId);
      await store.transaction(async (records) => {
        await write(records, outcome);
        // A pause can take days, in which runs go on with the old configuration: the bookmark is recorded anew after it.
        if (direction === 'back' || planned === undefined) return;
        for (const { id } of watchedJobs(plan.steps, planned))
          await records.remediation.forgetSwitch({ planId: plan.id, stepId: id });
      });
      outcomes.set(stepId, outcome);
    },

    async leave(stepId, waited) {
      const outcome: StepOutcome = { stepId, state: 'acting', ...waited };
      await write(store, outcome);
      outcomes.set(stepId, outcome);
    },

    async end(outcome, step) {
      const { type, name } = step;
      await store.transaction(async (records) => {
        const { remediation } = records;
        await write(records, outcome);
        const { state, reason, aws, touched } = outcome;
        const detail = {
          step: outcome.stepId,
          type,
          name,
          ...(reason && { reason }),
          ...(aws && { aws: aws.message }),
          ...(touched && { touched }),
        };
        // The request that was refused is among them: a trail is asked for all that AWS has a record of.
        const awsRequestIds = [...outcome.awsRequestIds, ...(aws?.requestId === undefined ? [] : [aws.requestId])];
        const planned = plan.steps.find(({ id }) => id === outcome.stepId) ?? step;
        for (const { id } of watchedJobs(plan.steps, planned)) await settle(records, outcome, id);
        const action = `step.${state}`;
        await remediation.audit(
          auditEntry(dependencies, { actor: itself, action, subject: execution.id, detail, awsRequestIds }),
        );
      });
      outcomes.set(outcome.stepId, outcome);
    },
  };
}
