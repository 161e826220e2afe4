import { expect } from 'vitest';
import type { JsonObject } from '../../src/domain/json.ts';
import type { Step } from '../../src/domain/plan/plan.ts';
import { isMove, type StepOutcome } from '../../src/domain/remediation/remediation.ts';
import { type FakeGlue, type Kind, withoutTimes } from './fake-glue.ts';
import { newName } from './remediation.ts';

type Move = Exclude<Step, { readonly type: `${string}-configuration` }>;

const kinds: Record<Move['type'], Kind> = {
  'repoint-job': 'job',
  'repoint-trigger': 'trigger',
  'repoint-crawler': 'crawler',
  'repoint-column-statistics': 'column-statistics',
};

/** The definition with what the step changes, and nothing else, changed. */
function moved(step: Move, before: JsonObject): JsonObject {
  if (step.type === 'repoint-job' || step.type === 'repoint-column-statistics')
    return { ...before, SecurityConfiguration: newName };
  if (step.type === 'repoint-crawler') return { ...before, CrawlerSecurityConfiguration: newName };
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
    if (!isMove(step)) continue;
    const before = withoutTimes(definitions.get(step.id) ?? {});
    const now = withoutTimes(glue.now(kinds[step.type], step.name) ?? {});
    const goal = moved(step, before);
    const outcome = outcomes.find(({ stepId }) => stepId === step.id);
    const label = `${step.name} ${outcome?.state} ${outcome?.reason ?? ''}`;
    if (outcome?.state === 'done' || outcome?.state === 'already') expect(now, label).toEqual(goal);
    else if (outcome?.touched) expect([before, goal], label).toContainEqual(now);
    else expect(now, label).toEqual(before);
  }
}
