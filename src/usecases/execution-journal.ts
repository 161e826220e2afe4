import type { StepOutcome } from '../domain/remediation.ts';
import { auditEntry, itself } from './audit-entry.ts';
import { ExecutionStop } from './execution-stop.ts';
import type { Clock, NewId, Store } from './ports.ts';
import type { ExecutionRow } from './remediation-ports.ts';

export interface JournalDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly newId: NewId;
}

/** The journal of one execution, as its holder writes it. */
export interface Journal {
  readonly outcomes: ReadonlyMap<string, StepOutcome>;
  /** Before anything is looked at or done. @throws {ExecutionStop} `lost` */
  intend(stepId: string): Promise<void>;
  /** The work on a step stops before anything was sent: whoever goes on begins it anew. @throws {ExecutionStop} `lost` */
  takeBack(stepId: string): Promise<void>;
  /** The step's end, with its audit entry. @throws {ExecutionStop} `lost` */
  end(outcome: StepOutcome, named: { readonly type: string; readonly name: string }): Promise<void>;
}

export function createJournal(
  dependencies: JournalDependencies,
  execution: Pick<ExecutionRow, 'id' | 'outcomes'>,
  holder: string,
): Journal {
  const { store } = dependencies;
  const outcomes = new Map(execution.outcomes.map((outcome) => [outcome.stepId, outcome]));

  async function write(stepId: string, state: 'acting' | 'pending'): Promise<void> {
    const outcome: StepOutcome = { stepId, state, awsRequestIds: [] };
    if (!(await store.remediation.journal(execution.id, holder, outcome))) throw new ExecutionStop('lost');
    outcomes.set(stepId, outcome);
  }

  return {
    outcomes,

    async intend(stepId) {
      if (outcomes.get(stepId)?.state !== 'acting') await write(stepId, 'acting');
    },

    takeBack: (stepId) => write(stepId, 'pending'),

    async end(outcome, { type, name }) {
      await store.transaction(async ({ remediation }) => {
        if (!(await remediation.journal(execution.id, holder, outcome))) throw new ExecutionStop('lost');
        const { state, reason, touched, awsRequestIds } = outcome;
        const detail = { step: outcome.stepId, type, name, ...(reason && { reason }), ...(touched && { touched }) };
        const action = `step.${state}`;
        await remediation.audit(
          auditEntry(dependencies, { actor: itself, action, subject: execution.id, detail, awsRequestIds }),
        );
      });
      outcomes.set(outcome.stepId, outcome);
    },
  };
}
