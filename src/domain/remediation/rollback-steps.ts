import type { Plan } from '../plan/plan.ts';
import { aboutStep, type Step } from '../steps/step-kinds.ts';
import type { StepOutcome } from './remediation.ts';

/**
 * True when the plan itself changed the thing, or may have: a step that was begun when its execution ended can have been
 * sent. What was there already, or was left alone, has no way back.
 */
export function wasChanged(outcome: StepOutcome | undefined): boolean {
  return outcome?.state === 'done' || outcome?.state === 'acting' || outcome?.touched === true;
}

/**
 * What undoes a plan that was carried out as far as `outcomes` say, in the reverse order: what it moved is pointed to
 * what it had, and a configuration that it created is deleted last (that it deleted, created again). The steps keep
 * their ids: the stored definitions are found by them. `saw` stays empty until the definition is known. What a dangling
 * reference named does not exist, so nothing can be pointed back to it.
 */
export function stepsBack({ steps, finding }: Plan, outcomes: ReadonlyMap<string, StepOutcome>): Step[] {
  const changed = steps.filter(({ id }) => wasChanged(outcomes.get(id)));
  return finding.kind === 'dangling-reference' ? [] : changed.toReversed().map((step) => aboutStep(step).inverse());
}
