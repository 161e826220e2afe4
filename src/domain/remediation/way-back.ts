import type { JsonObject } from '../json.ts';
import type { Plan, Step } from '../plan/plan.ts';
import { triggerActions } from '../steps/trigger-update.ts';
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
 * their ids: the stored definitions are found by them. `saw` stays empty until the definition is known, see
 * {@link madeBy}. What a dangling reference named does not exist, so nothing can be pointed back to it.
 */
export function stepsBack({ steps, finding }: Plan, outcomes: ReadonlyMap<string, StepOutcome>): Step[] {
  const changed = steps.filter(({ id }) => wasChanged(outcomes.get(id)));
  return finding.kind === 'dangling-reference' ? [] : changed.toReversed().flatMap(inverse);
}

function inverse(step: Step): Step[] {
  switch (step.type) {
    case 'create-configuration':
      return [{ ...step, type: 'delete-configuration' }];
    case 'delete-configuration':
      return [{ ...step, type: 'create-configuration' }];
    case 'repoint-job':
      return [{ ...step, from: step.to, to: step.from, saw: '', canary: false }];
    case 'repoint-crawler':
      return [{ ...step, from: step.to, to: step.from, saw: '' }];
    case 'repoint-column-statistics':
      return [{ ...step, from: step.to, to: step.from, saw: '' }];
    case 'repoint-trigger': {
      // All of them named what the plan replaced.
      const to = step.actions[0]?.from ?? null;
      const actions = step.actions.map(({ index }) => ({ index, from: step.to }));
      return [{ ...step, actions, to, saw: '', anyState: true }];
    }
  }
}

/** The definition as a step of the plan left it, made from what it was before: what the way back must find. */
export function madeBy(step: Step, before: JsonObject): JsonObject {
  switch (step.type) {
    case 'repoint-job':
    case 'repoint-column-statistics':
      return pointed(before, 'SecurityConfiguration', step.to);
    case 'repoint-crawler':
      return pointed(before, 'CrawlerSecurityConfiguration', step.to);
    case 'repoint-trigger': {
      const indices = new Set(step.actions.map(({ index }) => index));
      const actions = triggerActions(before).map((action, index) =>
        indices.has(index) ? pointed(action, 'SecurityConfiguration', step.to) : action,
      );
      return { ...before, Actions: actions };
    }
    default:
      return before;
  }
}

function pointed(definition: JsonObject, member: string, to: string | null): JsonObject {
  const { [member]: _replaced, ...rest } = definition;
  return to === null ? rest : { ...rest, [member]: to };
}
