import { indexUsage } from '../audit/exposure.ts';
import type { Finding, Inventory, Reference, TriggerAction } from '../model.ts';
import type { DependentType, PlanChoice } from './plan.ts';
import { earlierTwins } from './twin.ts';

/** The finding that a plan is to fix. `detail` of a dangling reference is the missing configuration's name. */
export type PlannedFinding = Pick<Finding, 'rule' | 'kind' | 'name' | 'detail'>;

/** What uses the thing that is to be replaced, by name, sorted; each kind of use apart. */
export interface Dependents {
  readonly jobs: readonly Reference[];
  readonly triggers: readonly string[];
  readonly crawlers: readonly string[];
  /** Dev endpoints, sessions and ML transforms: no update can repoint them. */
  readonly manual: readonly Reference[];
}

/** The name that the dependents use now; null: none. */
export function replacedName({ kind, name, detail }: PlannedFinding): string | null {
  if (kind === 'unprotected-job') return null;
  return kind === 'dangling-reference' ? (detail ?? null) : name;
}

/** What a new configuration's name is derived from. */
export function twinBase(finding: PlannedFinding): string {
  return replacedName(finding) ?? finding.name;
}

export function isAboutJob({ kind }: Pick<PlannedFinding, 'kind'>): boolean {
  return kind !== 'configuration' && kind !== 'unusable-key';
}

function byName(a: Reference, b: Reference): number {
  return a.name < b.name ? -1 : 1;
}

/** Everything that the inventory shows as using what the finding is about. */
export function dependentsOf(inventory: Inventory, finding: PlannedFinding): Dependents {
  const usage = indexUsage({ ...inventory, jobs: inventory.jobs.items });
  if (isAboutJob(finding)) {
    const job = inventory.jobs.items.find(({ name }) => name === finding.name);
    const jobs = job ? usage.ofJob(job, replacedName(finding) ?? undefined).references : [];
    return { jobs, triggers: triggersOf(inventory, finding), crawlers: [], manual: [] };
  }
  const references = usage.ofConfiguration(finding.name).references.toSorted(byName);
  const manual = new Set(['dev-endpoint', 'session', 'ml-transform']);
  return {
    jobs: references.filter(({ type }) => type === 'job'),
    triggers: triggersOf(inventory, finding),
    crawlers: references.flatMap(({ type, name }) => (type === 'crawler' ? [name] : [])),
    manual: references.filter(({ type }) => manual.has(type)),
  };
}

/** Triggers with an action that names it; of a job's finding only actions that start this job. */
function triggersOf({ triggers }: Inventory, finding: PlannedFinding): string[] {
  const used = (triggers?.items ?? []).filter(({ actions }) => actions.some((action) => overrides(action, finding)));
  return used.map(({ name }) => name).sort();
}

/** True when an action names what the finding replaces. Nothing overrides with "none". */
export function overrides(action: TriggerAction, finding: PlannedFinding): boolean {
  const replaced = replacedName(finding);
  if (replaced === null || action.securityConfiguration !== replaced) return false;
  return isAboutJob(finding) ? action.jobName === finding.name : true;
}

/** True when this dependent is named in `only`: then it was asked for, whatever it is. */
export function isNamed({ only }: PlanChoice, type: DependentType, name: string): boolean {
  return only?.some((chosen) => chosen.type === type && chosen.name === name) ?? false;
}

/** True when the choice is not against it; crawlers are asked for. */
export function isChosen(choice: PlanChoice, type: DependentType, name: string): boolean {
  if (choice.only !== undefined) return isNamed(choice, type, name);
  return type === 'crawler' ? choice.crawlers : true;
}

/** The names of the definitions that a plan must be made from. */
export interface NeededDefinitions {
  readonly configurations: readonly string[];
  readonly jobs: readonly string[];
  readonly triggers: readonly string[];
  readonly crawlers: readonly string[];
}

export function neededDefinitions(
  inventory: Inventory,
  finding: PlannedFinding,
  choice: PlanChoice,
): NeededDefinitions {
  if (choice.retire)
    return { configurations: isAboutJob(finding) ? [] : [finding.name], jobs: [], triggers: [], crawlers: [] };
  const { jobs, triggers, crawlers } = dependentsOf(inventory, finding);
  const existing = inventory.configurations.items.map(({ name }) => name);
  const chosen = (type: DependentType, names: readonly string[]) =>
    names.filter((name) => isChosen(choice, type, name));
  const sources =
    choice.attach === undefined
      ? earlierTwins(twinBase(finding), existing)
      : existing.filter((name) => name === choice.attach);
  return {
    configurations: [...(isAboutJob(finding) ? [] : [finding.name]), ...sources],
    jobs: chosen(
      'job',
      jobs.map(({ name }) => name),
    ),
    triggers: chosen('trigger', triggers),
    crawlers: chosen('crawler', crawlers),
  };
}
