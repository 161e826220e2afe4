import type { Account } from '../../../domain/fleet.ts';
import type { Plan, Step } from '../../../domain/plan/plan.ts';
import { hasEnded, type StepOutcome } from '../../../domain/remediation/remediation.ts';
import type { DefinitionReader, DefinitionWriter, RemediationCloud } from '../../ports/remediation-cloud.ts';

interface Session {
  readonly reader: DefinitionReader;
  readonly writer: DefinitionWriter;
}

export interface SessionInput {
  readonly cloud: RemediationCloud;
  readonly account: Account;
  readonly plan: Pick<Plan, 'id' | 'target'>;
  /** Of the way that is taken. */
  readonly steps: readonly Step[];
  readonly outcomes: ReadonlyMap<string, StepOutcome>;
}

/** Consecutive sessions of one plan, each for the steps that are still to do and for nothing else. */
export function createSessions({ cloud, account, plan, steps: all, outcomes }: SessionInput) {
  let current: { readonly steps: ReadonlySet<string>; readonly session: Promise<Session> } | undefined;

  function open(step: Step): Promise<Session> {
    const left = all.filter(({ id }) => id === step.id || !hasEnded(outcomes.get(id)?.state ?? 'pending'));
    const runs = cloud.sessions(account, plan, left);
    const steps = runs.find((run) => run.some(({ id }) => id === step.id)) ?? [step];
    const session = cloud.session(account, plan, steps);
    current = { steps: new Set(steps.map(({ id }) => id)), session };
    // A session that could not be had is asked for again the next time.
    session.catch(() => {
      if (current?.session === session) current = undefined;
    });
    return session;
  }

  return {
    /** @throws {CloudError} */
    async of(step: Step): Promise<Session> {
      return current?.steps.has(step.id) ? current.session : open(step);
    },
    /** The one that is open, where it covers a step. */
    current(step: Step): Promise<Session> | undefined {
      return current?.steps.has(step.id) ? current.session : undefined;
    },
    /** The next one is a new one: the credentials have expired. */
    forget(): void {
      current = undefined;
    },
  };
}
