import type { JsonObject } from '../json.ts';
import type { Inventory, Job } from '../model.ts';
import type { Hash, LeftAlone } from '../steps/step-kind.ts';
import { type DependentKind, type DependentType, dependentKinds, type Step } from '../steps/step-kinds.ts';
import type { LeftOut, PlanChoice } from './plan.ts';
import type { ReadDefinition } from './plan-configuration.ts';
import {
  chosenOf,
  type Dependent,
  isAboutJob,
  isNamed,
  type PlannedFinding,
  replacedName,
  togetherOf,
} from './plan-dependents.ts';

export type { Hash };

/** Definitions of dependents by type and name; one that is gone is absent. */
export type ReadDependents = ReadonlyMap<DependentType, ReadonlyMap<string, ReadDefinition>>;

/** A step before it has its place, its id empty, with the definition that it saw. */
export interface DraftStep {
  readonly step: Step;
  readonly definition: JsonObject;
}

export type Drafted = { readonly draft: DraftStep } | { readonly leftOut: LeftOut };

export interface StepInput {
  readonly inventory: Inventory;
  readonly finding: PlannedFinding;
  readonly choice: PlanChoice;
  readonly to: string;
  readonly movable: readonly Dependent[];
  readonly dependents: ReadDependents;
  readonly hash: Hash;
}

/** Every dependent as a step or as something left alone, in their order. */
export function draftSteps(input: StepInput): Drafted[] {
  const { inventory, finding, choice, movable } = input;
  const chosen = new Set(chosenOf(inventory, finding, choice).chosen.map(keyOf));
  const jobs = new Map(inventory.jobs.items.map((job) => [job.name, job]));
  const drafts = new Map(
    dependentKinds.flatMap((kind) =>
      movable.flatMap((dependent) => {
        if (dependent.type !== kind.type) return [];
        const read = input.dependents.get(kind.type)?.get(dependent.name);
        const made = drafted({ ...input, jobs, isChosen: chosen.has(keyOf(dependent)) }, kind, dependent, read);
        return [[keyOf(dependent), made] as const];
      }),
    ),
  );
  for (const group of togetherOf(inventory, finding, movable)) leaveTogether(group, drafts);
  return [...drafts.values()];
}

function keyOf({ type, name }: Pick<Dependent, 'type' | 'name'>): string {
  return `${type} ${name}`;
}

/** Why something stays with the old configuration. What changed does not use it any more, or is gone. */
const staying: ReadonlySet<string> = new Set(['visual', 'unsendable', 'unreadable'] satisfies LeftAlone['reason'][]);

/** What belongs together is switched together or not at all. */
function leaveTogether(group: readonly Dependent[], drafts: Map<string, Drafted>): void {
  const stays = group.map(keyOf).filter((key) => {
    const made = drafts.get(key);
    return made !== undefined && 'leftOut' in made && staying.has(made.leftOut.reason);
  });
  if (stays.length === 0) return;
  for (const { type, name } of group) {
    const key = keyOf({ type, name });
    const made = drafts.get(key);
    if (made !== undefined && 'draft' in made)
      drafts.set(key, { leftOut: { type, name, reason: 'together', with: stays } });
  }
}

interface DraftsInput extends StepInput {
  readonly jobs: ReadonlyMap<string, Job>;
  readonly isChosen: boolean;
}

function drafted(
  { choice, finding, to, hash, jobs, isChosen }: DraftsInput,
  { type, draft }: DependentKind,
  { name, bookmarks }: Dependent,
  read: ReadDefinition | undefined,
): Drafted {
  const leave = (reason: LeftAlone): Drafted => ({ leftOut: { type, name, ...reason } });
  if (!isChosen) return leave({ reason: type === 'crawler' && choice.only === undefined ? 'crawler' : 'not-chosen' });
  if (read === undefined) return leave({ reason: 'changed' });
  if ('error' in read) return leave({ reason: 'unreadable', error: read.error });
  const { definition } = read;
  const made = draft({
    name,
    definition,
    replaced: replacedName(finding),
    to,
    ...(isAboutJob(finding) && { job: finding.name }),
    ...(bookmarks !== undefined && { bookmarks }),
    jobs,
    choice,
    named: isNamed(choice, type, name),
    hash,
  });
  return 'reason' in made ? leave(made) : { draft: { step: made, definition } };
}
