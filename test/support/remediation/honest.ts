import { expect } from 'vitest';
import type { JsonObject } from '../../../src/domain/json.ts';
import { isSwitch, type StepOutcome } from '../../../src/domain/remediation/remediation.ts';
import { kindOf, type Step, type SwitchStep } from '../../../src/domain/steps/step-kinds.ts';
import { type FakeGlue, withoutTimes } from '../fakes/fake-glue.ts';
import { newName } from './remediation.ts';

/** The definition with what the step changes, and nothing else, changed. */
function switched(step: SwitchStep, before: JsonObject): JsonObject {
  if (step.type === 'repoint-crawler') return { ...before, CrawlerSecurityConfiguration: newName };
  if (step.type !== 'repoint-trigger') return { ...before, SecurityConfiguration: newName };
  const actions = Array.isArray(before.Actions) ? before.Actions : [];
  const indices = new Set(step.actions.map(({ index }) => index));
  return {
    ...before,
    Actions: actions.map((action, index) =>
      indices.has(index) ? { ...action, SecurityConfiguration: newName } : action,
    ),
  };
}

/**
 * What the journal says of each thing is how it is: good means moved and otherwise as before; a failure that sent
 * nothing means untouched; and whatever happened, nothing is half moved.
 */
export function expectHonest(
  glue: FakeGlue,
  steps: readonly Step[],
  definitions: ReadonlyMap<string, JsonObject>,
  outcomes: readonly StepOutcome[],
): void {
  const created = outcomes.find(({ stepId }) => stepId === 's1');
  if (created?.state === 'done' || created?.state === 'already')
    expect(glue.now('configuration', newName)).toBeDefined();
  for (const step of steps) {
    if (!isSwitch(step)) continue;
    const before = withoutTimes(definitions.get(step.id) ?? {});
    const now = withoutTimes(glue.now(kindOf(step.type).resource, step.name) ?? {});
    const goal = switched(step, before);
    const outcome = outcomes.find(({ stepId }) => stepId === step.id);
    const label = `${step.name} ${outcome?.state} ${outcome?.reason ?? ''}`;
    if (outcome?.state === 'done' || outcome?.state === 'already') expect(now, label).toEqual(goal);
    else if (outcome?.touched) expect([before, goal], label).toContainEqual(now);
    else expect(now, label).toEqual(before);
  }
}
