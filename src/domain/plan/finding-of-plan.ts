import type { FindingIdentity } from '../model.ts';
import { glue005 } from '../rules/glue-005.ts';
import type { Plan } from './plan.ts';

/** The finding that a plan fixes. Plans that were sealed before plans named a rule are all of Glue-005. */
export function findingOfPlan({ target, finding }: Pick<Plan, 'target' | 'finding'>): FindingIdentity {
  const { account, region } = target;
  const { rule = glue005.id, kind, name } = finding;
  return { rule, account, region, kind, name };
}
