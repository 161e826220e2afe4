import { type DependentType, kindOf } from '../steps/step-kinds.ts';
import type { Plan } from './plan.ts';

/** A thing that two plans would change: the second would find it changed by the first. */
export interface Overlap {
  readonly type: DependentType;
  readonly name: string;
  /** The findings of both plans. */
  readonly findings: readonly [Plan['finding'], Plan['finding']];
}

/** What this plan would change and an earlier one changes already; undefined: nothing. */
export function overlapWith(earlier: readonly Plan[], plan: Plan): Overlap | undefined {
  for (const other of earlier) {
    if (other.target.account !== plan.target.account || other.target.region !== plan.target.region) continue;
    for (const { type: step, name } of plan.steps) {
      const type = kindOf(step).dependent;
      if (type !== null && other.steps.some((each) => each.type === step && each.name === name))
        return { type, name, findings: [other.finding, plan.finding] };
    }
  }
  return undefined;
}
