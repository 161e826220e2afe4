import type { Plan, PlanCheck } from '../../../domain/plan/plan.ts';
import type { PlansTogether } from '../../messages/request-messages.ts';
import { besidesWords } from '../../words/explain-besides.ts';
import { canaryOf, totalWords } from '../../words/explain-plan.ts';
import { listWords, numberWords } from '../../words/words.ts';

/** Failed first. What passed is no doubt. */
export const doubtful: readonly PlanCheck['outcome'][] = ['failed', 'warning', 'not-checked'];

/** Several plans as one: every number and doubt of all of them; undefined for one plan alone. */
export function plansTogether(plans: readonly Plan[]): PlansTogether | undefined {
  if (plans.length < 2) return undefined;
  const keys = plans.flatMap(({ configuration, choice }) => (configuration.create ? (choice.key ?? []) : []));
  const besides = plans.map(besidesWords);
  return {
    effect: totalWords(plans),
    keys: [...new Set(keys)],
    canaries: plans.filter((plan) => canaryOf(plan) !== undefined).length,
    besides: {
      settings: besides.filter(({ settings }) => settings.length > 0).length,
      logs: besides.filter(({ logs }) => logs.length > 0).length,
    },
    doubts: doubtful.flatMap((outcome) => failedChecksOf(plans, outcome)),
  };
}

/** A check that is doubtful in several plans is one doubt, with their number. */
function failedChecksOf(plans: readonly Plan[], outcome: PlanCheck['outcome']): PlansTogether['doubts'] {
  const byCheck = new Map<string, number>();
  for (const { checks } of plans) {
    const own = new Set(checks.flatMap((each) => (each.outcome === outcome ? each.check : [])));
    for (const check of own) byCheck.set(check, (byCheck.get(check) ?? 0) + 1);
  }
  return [...byCheck].toSorted(([, a], [, b]) => b - a).map(([check, count]) => ({ check, outcome, plans: count }));
}

const mostRegions = 3;

/** Where several plans are, in the place of one region: "eu-west-1 and us-east-1", "7 regions". */
export function regionsOf(plans: readonly Pick<Plan, 'target'>[]): string {
  const regions = [...new Set(plans.map(({ target }) => target.region))];
  if (regions.length === 0) return 'unknown';
  return regions.length > mostRegions ? `${numberWords(regions.length)} regions` : listWords(regions);
}
