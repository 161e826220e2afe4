import { assessTarget } from '../audit/assess.ts';
import type { JsonObject } from '../json.ts';
import type { FindingKind, Inventory, KeyVerdict } from '../model.ts';
import { nearest } from '../nearest.ts';
import { remediableRules } from '../rules/index.ts';
import { creation } from '../steps/create-configuration.ts';
import { aboutStep, type Step } from '../steps/step-kinds.ts';
import type { RunsOf } from '../steps/step-runs.ts';
import type { LeftOut, Plan, PlanChoice, PlannedConfiguration } from './plan.ts';
import { planChecks } from './plan-checks.ts';
import {
  columnStatisticsCheck,
  databaseRefusals,
  draftColumnStatistics,
  type ReadDatabase,
} from './plan-column-statistics.ts';
import { planConfiguration, type ReadDefinition } from './plan-configuration.ts';
import { type Dependents, dependentsOf, type PlannedFinding } from './plan-dependents.ts';
import { manualWork, rayWork } from './plan-manual.ts';
import { planNotes } from './plan-notes.ts';
import type { PlanRefusal } from './plan-refusal.ts';
import { logGroupChanges, type PlannedRuns, plannedRuns } from './plan-runs.ts';
import { type DraftStep, draftSteps, type Hash, type ReadDependents } from './plan-steps.ts';
import { inOrder, togetherChecks } from './plan-together.ts';
import { retireParts } from './retire-plan.ts';

/** Everything that was read, and what was chosen. */
export interface PlanInput {
  readonly id: string;
  readonly createdAt: number;
  readonly accountName?: string;
  /** Every list of the target. */
  readonly inventory: Inventory;
  readonly finding: Pick<PlannedFinding, 'kind' | 'name'> & { readonly rule?: string };
  readonly choice: PlanChoice;
  /** Those that {@link neededDefinitions} names, as read one by one; one that is gone is absent. */
  readonly definitions: {
    readonly configurations: ReadonlyMap<string, ReadDefinition>;
    readonly dependents: ReadDependents;
    /** Of the databases that the choice names. */
    readonly columnStatistics?: readonly ReadDatabase[];
  };
  /** What kms:DescribeKey says of `choice.key`. */
  readonly keyVerdict?: KeyVerdict;
  /** What it says of the keys that the configurations read name. */
  readonly keyVerdicts?: ReadonlyMap<string, KeyVerdict>;
  /** Names that other plans of the same request are going to create. */
  readonly reserved?: readonly string[];
  readonly hash: Hash;
}

/** A plan, with the definitions that its steps saw, by step id: they hold secrets and are kept apart. */
export interface MadePlan {
  readonly plan: Plan;
  readonly definitions: ReadonlyMap<string, JsonObject>;
  /** What will run with another configuration. */
  readonly runs: PlannedRuns;
}

export type PlanResult = MadePlan | { readonly refusals: readonly PlanRefusal[] };

/**
 * The finding as the inventory shows it now, or why no plan can be made for it. Without a kind, the only one of that
 * name: a configuration and a job can share a name. Rules that no plan can fix are left out.
 */
export function findingNow(
  inventory: Inventory,
  { rule, kind, name }: { readonly rule?: string; readonly kind?: FindingKind; readonly name: string },
): { readonly finding: PlannedFinding } | { readonly refusals: readonly PlanRefusal[] } {
  const { configurations, jobs } = inventory;
  const failure = configurations.error ?? jobs.error;
  if (failure) return { refusals: [{ code: 'not-read', call: failure.call, detail: failure.error }] };
  const wanted = remediableRules.filter(({ id }) => rule === undefined || id === rule);
  const { findings } = assessTarget(inventory, wanted);
  const named = findings.filter((finding) => finding.name === name && (kind === undefined || finding.kind === kind));
  const [finding, other] = named;
  if (other) return { refusals: [{ code: 'ambiguous', name, suggestions: named.map((each) => each.kind) }] };
  if (finding) return { finding };
  const exists = [...configurations.items, ...jobs.items].some((item) => item.name === name);
  const suggestions = nearest(
    name,
    findings.map((each) => each.name),
  );
  return { refusals: [{ code: exists ? 'compliant' : 'no-such-finding', name, suggestions }] };
}

/** Makes the plan that fixes one finding. Pure: the same input gives the same plan. */
export function makePlan(input: PlanInput): PlanResult {
  const { inventory, choice, definitions } = input;
  const now = findingNow(inventory, input.finding);
  if ('refusals' in now) return now;
  const { finding } = now;
  if (choice.retire) return retirePlan(input, finding);
  const dependents = dependentsOf(inventory, finding);
  const columnStatistics = definitions.columnStatistics ?? [];
  const unauthorised = [
    ...unknownDependents(choice, dependents),
    ...databaseRefusals(choice, finding, columnStatistics),
  ];
  const planned = planConfiguration({ ...input, finding, configurations: definitions.configurations });
  const refusals = [...unauthorised, ...('refusals' in planned ? planned.refusals : [])];
  if ('refusals' in planned || refusals.length > 0) return { refusals };
  const configuration = planned.planned;
  const to = configuration.name;
  const drafted = [
    ...draftSteps({ ...input, finding, movable: dependents.movable, dependents: definitions.dependents, to }),
    ...draftColumnStatistics({ finding, choice, to, columnStatistics, hash: input.hash }),
  ];
  const leftOut = drafted.flatMap((each) => ('leftOut' in each ? [each.leftOut] : []));
  const drafts = drafted.flatMap((each) => ('draft' in each ? [each.draft] : []));
  const manual = [
    ...manualWork(dependents.manual, inventory.target, configuration.name),
    ...rayWork(dependents.ray, inventory.target),
  ];
  if (drafts.length === 0 && leftOut.length === 0 && dependents.manual.length === 0 && dependents.ray.length > 0)
    return { refusals: [{ code: 'ray-only', name: finding.name, references: dependents.ray.map(({ name }) => name) }] };
  if (drafts.length === 0 && manual.length === 0)
    return { refusals: [{ code: 'nothing-to-move', name: finding.name, leftOut }] };
  return assemble(input, finding, { configuration, drafts, leftOut, manual });
}

/** The way back needs the plan alone; the definition is kept beside it, so that its window ends like any other. */
function retirePlan(input: PlanInput, finding: PlannedFinding): PlanResult {
  const { configurations } = input.definitions;
  const parts = retireParts({ inventory: input.inventory, finding, configurations });
  if ('refusals' in parts) return parts;
  const read = configurations.get(finding.name);
  const known = read !== undefined && 'definition' in read ? [read.definition] : [];
  const definitions = new Map(parts.steps.flatMap(({ id }) => known.map((definition) => [id, definition] as const)));
  return { plan: { ...planHead(input, finding), ...parts }, definitions, runs: { runs: [], unread: [] } };
}

function planHead({ id, inventory, accountName, createdAt, choice }: PlanInput, finding: PlannedFinding) {
  return {
    id,
    target: inventory.target,
    ...(accountName !== undefined && { accountName }),
    finding: { rule: finding.rule, kind: finding.kind, name: finding.name },
    createdAt,
    choice,
  };
}

function unknownDependents({ only = [] }: PlanChoice, { movable, ray }: Dependents): PlanRefusal[] {
  const unauthorised = only.filter(
    ({ type, name }) => !movable.some((known) => known.type === type && known.name === name),
  );
  return unauthorised.map(({ type, name }) => {
    const isRay = ray.some((known) => known.type === type && known.name === name);
    return { code: isRay ? 'ray-job' : 'unknown-dependent', name, detail: type };
  });
}

interface Parts {
  readonly configuration: PlannedConfiguration;
  readonly drafts: readonly DraftStep[];
  readonly leftOut: readonly LeftOut[];
  readonly manual: Plan['manual'];
}

function assemble(input: PlanInput, finding: PlannedFinding, parts: Parts): MadePlan {
  const { choice } = input;
  const { configuration, leftOut, manual } = parts;
  const definitions = new Map<string, JsonObject>();
  const jobs = new Map<string, JsonObject>();
  const { create, name } = configuration;
  const first: Step[] = create ? [creation('s1', name, create)] : [];
  const ordered = inOrder(parts.drafts, { ...input, finding });
  const switches = ordered.drafts.map(({ step, definition }, index): Step => {
    const id = `s${first.length + index + 1}`;
    definitions.set(id, definition);
    const placed = { ...step, id };
    if (aboutStep(placed).job !== null) jobs.set(step.name, definition);
    return placed;
  });
  const steps = [...first, ...switches];
  const { dependents } = input.definitions;
  const runs = plannedRuns(steps, definitions, (of) => definitionOf(dependents, of));
  const logGroups = logGroupChanges(runs, configuration, finding.kind === 'dangling-reference');
  const plan: Plan = {
    ...planHead(input, finding),
    configuration,
    steps,
    manual,
    leftOut,
    checks: [
      ...planChecks({ ...input, finding, configuration, steps, jobs }),
      ...togetherChecks({ ...input, finding, configuration, steps, jobs }),
      ...ordered.checks,
      ...columnStatisticsCheck(input.definitions.columnStatistics ?? []),
    ],
    notes: planNotes(finding, choice, configuration, steps),
    ...(logGroups.length > 0 && { logGroups }),
  };
  return { plan, definitions, runs };
}

function definitionOf(dependents: ReadDependents, { type, name }: Pick<RunsOf, 'type' | 'name'>) {
  const read = type === 'column-statistics' ? undefined : dependents.get(type)?.get(name);
  return read !== undefined && 'definition' in read ? read.definition : undefined;
}
