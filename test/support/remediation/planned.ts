import type { JsonObject } from '../../../src/domain/json.ts';
import { makePlan } from '../../../src/domain/plan/make-plan.ts';
import type { PlanChoice } from '../../../src/domain/plan/plan.ts';
import { sha256 } from '../../../src/ops/vault.ts';
import type { PlanToRequest } from '../../../src/usecases/remediation/request/open-request.ts';
import type { FakeGlue, Kind } from '../fakes/fake-glue.ts';
import { choice, definitionsOf, finding, inventoryOf, made } from './plans.ts';

/** The plan that the planner itself makes for everything that this Glue has, as it is now. */
export function plannedOf(glue: FakeGlue, parts: Partial<PlanChoice> = {}): PlanToRequest {
  const all = (kind: Kind): JsonObject[] => [...glue.things[kind].keys()].map((name) => glue.now(kind, name) ?? {});
  const world = {
    configurations: all('configuration'),
    jobs: all('job'),
    triggers: all('trigger'),
    crawlers: all('crawler'),
  };
  return made(
    makePlan({
      id: 'plan-1',
      accountName: 'data-production',
      createdAt: 1,
      inventory: inventoryOf(world),
      finding,
      choice: { ...choice, visualJobs: true, ...parts },
      definitions: definitionsOf(world),
      keyVerdict: { state: 'usable' },
      hash: sha256,
    }),
  );
}
