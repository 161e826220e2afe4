import type { Plan } from '../../../domain/plan/plan.ts';
import { type Alternation, alternations, maySwitched } from '../../../domain/remediation/together.ts';
import { canaryGroup } from '../../../domain/steps/step-groups.ts';
import type { ExecutionRow, RequestRow } from '../../ports/remediation-records.ts';
import type { SwitchRow } from '../../ports/switch-records.ts';
import { outcomesOf } from './plan-progress.ts';

/** The jobs of a canary group whose runs alternate, because not all of the group was switched. */
export function canaryAlternations({ steps }: Pick<Plan, 'steps'>, execution: ExecutionRow): Alternation[] {
  const outcomes = outcomesOf(execution);
  return alternations(canaryGroup(steps), ({ id }) => maySwitched(outcomes.get(id)));
}

/** The switches of an execution whose first runs are no reason to go on. */
export function badRuns<T extends SwitchRow>({ id }: Pick<ExecutionRow, 'id'>, switches: readonly T[]): T[] {
  return switches.filter(
    ({ executionId, backAt, state }) =>
      executionId === id && backAt === undefined && (state === 'failed' || state === 'doubtful'),
  );
}

/**
 * True when what waits for its canary may go on by itself: the canary's run went well, nothing that was switched with it
 * failed, and none of them is left behind. A good run of a job whose next one uses the old configuration proves too little.
 */
export function mayPass(
  request: Pick<RequestRow, 'plans'>,
  execution: ExecutionRow,
  switches: readonly SwitchRow[],
): boolean {
  const plan = request.plans.find((sealed) => sealed.plan.id === execution.planId)?.plan;
  const isGood = switches.some(
    ({ executionId, canary, state }) => executionId === execution.id && canary && state === 'good',
  );
  return (
    plan !== undefined &&
    isGood &&
    badRuns(execution, switches).length === 0 &&
    canaryAlternations(plan, execution).length === 0
  );
}
