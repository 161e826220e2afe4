import type { ManagedBy } from '../../domain/glue-arn.ts';
import type { Plan } from '../../domain/plan/plan.ts';

const managedBy = 'managed by';

/** Who manages things of these plans, as their sealed checks say: "CloudFormation stack orders-prod". */
export function managedWords(plans: readonly Pick<Plan, 'checks'>[]): string[] {
  const found = plans
    .flatMap(({ checks }) => checks)
    .filter(({ check, outcome }) => check === managedBy && outcome === 'warning')
    .flatMap(({ detail }) => [
      ...detail.matchAll(/: managed by ((?:CloudFormation|Terraform)(?: stack [A-Za-z0-9-]+)?)\. Put /g),
    ]);
  return [...new Set(found.flatMap((match) => match[1] ?? []))];
}

/** Whose templates may turn a change of these plans back: both where it is not known of everything. */
export function toolsOf(plans: readonly Pick<Plan, 'checks'>[], managed: readonly string[]): ManagedBy['tool'][] {
  const isUnknown = plans.some(({ checks }) =>
    checks.some(({ check, outcome }) => check === managedBy && outcome === 'not-checked'),
  );
  const all = ['CloudFormation', 'Terraform'] as const;
  const known = all.filter((tool) => managed.some((words) => words.startsWith(tool)));
  return known.length === 0 || isUnknown ? [...all] : known;
}
