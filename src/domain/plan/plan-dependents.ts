import { indexUsage } from '../audit/exposure.ts';
import { takesConfiguration } from '../job-kinds.ts';
import type { BookmarkOption, Finding, Inventory, Reference, TriggerAction } from '../model.ts';
import { groupByNames } from '../steps/step-groups.ts';
import { type DependentType, dependentTypes } from '../steps/step-kinds.ts';
import type { PlanChoice } from './plan.ts';
import { earlierReplacements } from './replacement.ts';

/** The finding that a plan is to fix. `detail` of a dangling reference is the missing configuration's name. */
export type PlannedFinding = Pick<Finding, 'rule' | 'kind' | 'name' | 'detail'>;

/** Something that uses the thing that is to be replaced, and that an update can move. */
export interface Dependent {
  readonly type: DependentType;
  readonly name: string;
  /** Of a job: the strongest option among the runs that use it. */
  readonly bookmarks?: BookmarkOption;
}

/** What uses the thing that is to be replaced. */
export interface Dependents {
  /** In the order in which a plan moves them, sorted by name. */
  readonly movable: readonly Dependent[];
  /** Dev endpoints, sessions and ML transforms: no update can repoint them. */
  readonly manual: readonly Reference[];
  /** Ray jobs that name it, and triggers that start Ray jobs with it: they take no configuration, so none is switched. */
  readonly ray: readonly Reference[];
}

/** The name that the dependents use now; null: none. */
export function replacedName({ kind, name, detail }: PlannedFinding): string | null {
  if (kind === 'unprotected-job') return null;
  return kind === 'dangling-reference' ? (detail ?? null) : name;
}

/** What a new configuration's name is derived from. */
export function replacementBase(finding: PlannedFinding): string {
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
  const rayJobs = new Set(inventory.jobs.items.flatMap((job) => (takesConfiguration(job) ? [] : [job.name])));
  const startsRay = ({ jobName }: TriggerAction) => jobName !== undefined && rayJobs.has(jobName);
  const isRay = ({ type, name }: Reference) => type === 'job' && rayJobs.has(name);
  const all = referencesTo(inventory, finding);
  const references = all.filter((reference) => !isRay(reference));
  const triggers = triggersOf(inventory, finding, (action) => !startsRay(action));
  const movable = dependentTypes.flatMap((type) =>
    type === 'trigger' ? triggers : references.flatMap((reference) => dependent(reference, type)),
  );
  const types: ReadonlySet<string> = new Set(dependentTypes);
  return {
    movable,
    manual: references.filter(({ type }) => !types.has(type)),
    ray: [...all.filter(isRay), ...triggersOf(inventory, finding, startsRay)],
  };
}

/**
 * Dependents that only an update of all of them keeps on one configuration: a job, the triggers that override its
 * configuration, and every job that those start. Anything else is by itself.
 */
export function togetherOf(
  inventory: Inventory,
  finding: PlannedFinding,
  movable: readonly Dependent[],
): readonly (readonly Dependent[])[] {
  const known = new Map(inventory.jobs.items.map((job) => [job.name, job]));
  const started = new Map(
    (inventory.triggers?.items ?? []).map(({ name, actions }) => [
      name,
      actions.flatMap((action) => (overrides(action, finding) && action.jobName !== undefined ? [action.jobName] : [])),
    ]),
  );
  return groupByNames(movable, ({ type, name }) => {
    if (type === 'job') return [name];
    const jobs = type === 'trigger' ? (started.get(name) ?? []) : [];
    return jobs.filter((job) => takesConfiguration(known.get(job) ?? {}));
  });
}

/** Those that are switched unless something is against it: what is chosen, with everything that belongs to it. */
export function chosenOf(
  inventory: Inventory,
  finding: PlannedFinding,
  choice: PlanChoice,
): { readonly chosen: readonly Dependent[]; readonly added: readonly Dependent[] } {
  const groups = togetherOf(inventory, finding, dependentsOf(inventory, finding).movable);
  const isOne = ({ type, name }: Dependent) => isChosen(choice, type, name);
  const chosen = groups.flatMap((group) => (group.some(isOne) ? group : []));
  return { chosen, added: chosen.filter((dependent) => !isOne(dependent)) };
}

/** Triggers among them only where the lists say so. Of a job's finding: the job itself. */
function referencesTo(inventory: Inventory, finding: PlannedFinding): readonly Reference[] {
  const usage = indexUsage({ ...inventory, jobs: inventory.jobs.items });
  if (!isAboutJob(finding)) return usage.ofConfiguration(finding.name).references.toSorted(byName);
  const job = inventory.jobs.items.find(({ name }) => name === finding.name);
  return job ? usage.ofJob(job, replacedName(finding) ?? undefined).references : [];
}

function dependent({ type: known, name, bookmarks }: Reference, type: DependentType): Dependent[] {
  return known === type ? [{ type, name, ...(bookmarks !== undefined && { bookmarks }) }] : [];
}

/** Triggers with an action that names it; of a job's finding only actions that start this job. */
function triggersOf(
  { triggers }: Inventory,
  finding: PlannedFinding,
  which: (action: TriggerAction) => boolean,
): { readonly type: 'trigger'; readonly name: string }[] {
  const used = (triggers?.items ?? []).filter(({ actions }) =>
    actions.some((action) => overrides(action, finding) && which(action)),
  );
  const names = used.map(({ name }) => name).sort();
  return names.map((name) => ({ type: 'trigger', name }));
}

/** True when an action names what the finding replaces. Nothing overrides with "none". */
function overrides(action: TriggerAction, finding: PlannedFinding): boolean {
  const replaced = replacedName(finding);
  if (replaced === null || action.securityConfiguration !== replaced) return false;
  return isAboutJob(finding) ? action.jobName === finding.name : true;
}

/** True when this dependent is named in `only`: then it was asked for, whatever it is. */
export function isNamed({ only }: PlanChoice, type: DependentType, name: string): boolean {
  return only?.some((chosen) => chosen.type === type && chosen.name === name) ?? false;
}

/** True when the choice is not against it; crawlers are asked for. */
function isChosen(choice: PlanChoice, type: DependentType, name: string): boolean {
  if (choice.only !== undefined) return isNamed(choice, type, name);
  return type === 'crawler' ? choice.crawlers : true;
}

/** The definitions that a plan must be made from. */
export interface NeededDefinitions {
  /** Names. */
  readonly configurations: readonly string[];
  readonly dependents: readonly Dependent[];
  /** What the triggers among them start, where it is none of them: its role meets the new configuration all the same. */
  readonly started: readonly Dependent[];
}

export function neededDefinitions(
  inventory: Inventory,
  finding: PlannedFinding,
  choice: PlanChoice,
): NeededDefinitions {
  const own = isAboutJob(finding) ? [] : [finding.name];
  if (choice.retire) return { configurations: own, dependents: [], started: [] };
  const existing = inventory.configurations.items.map(({ name }) => name);
  const sources =
    choice.attach === undefined
      ? earlierReplacements(replacementBase(finding), existing)
      : existing.filter((name) => name === choice.attach);
  const dependents = chosenOf(inventory, finding, choice).chosen;
  return {
    configurations: [...own, ...sources],
    dependents,
    started: startedBy(inventory, finding, dependents),
  };
}

function startedBy({ triggers }: Inventory, finding: PlannedFinding, dependents: readonly Dependent[]): Dependent[] {
  const chosen = new Set(dependents.map(({ type, name }) => `${type} ${name}`));
  const actions = (triggers?.items ?? []).flatMap((trigger) =>
    chosen.has(`trigger ${trigger.name}`) ? trigger.actions : [],
  );
  const started = actions.flatMap((action): Dependent[] => {
    if (!overrides(action, finding)) return [];
    const { jobName, crawlerName } = action;
    if (jobName !== undefined) return [{ type: 'job', name: jobName }];
    return crawlerName === undefined ? [] : [{ type: 'crawler', name: crawlerName }];
  });
  const once = new Map(started.map((each) => [`${each.type} ${each.name}`, each]));
  return [...once].flatMap(([id, each]) => (chosen.has(id) ? [] : [each]));
}
