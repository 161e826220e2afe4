import type { JsonObject } from '../json.ts';
import type { Hash, LeftAlone } from '../steps/step-kind.ts';
import { type DependentKind, type DependentType, dependentKinds, type Step } from '../steps/step-kinds.ts';
import type { LeftOut, PlanChoice } from './plan.ts';
import type { ReadDefinition } from './plan-configuration.ts';
import { type Dependent, isAboutJob, isChosen, isNamed, type PlannedFinding, replacedName } from './plan-dependents.ts';

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
  readonly finding: PlannedFinding;
  readonly choice: PlanChoice;
  readonly to: string;
  readonly movable: readonly Dependent[];
  readonly dependents: ReadDependents;
  readonly hash: Hash;
}

/** Every dependent as a step or as something left alone, in their order. */
export function draftSteps(input: StepInput): Drafted[] {
  return dependentKinds.flatMap((kind) =>
    input.movable
      .filter(({ type }) => type === kind.type)
      .map((dependent) => drafted(input, kind, dependent, input.dependents.get(kind.type)?.get(dependent.name))),
  );
}

function drafted(
  { choice, finding, to, hash }: StepInput,
  { type, draft }: DependentKind,
  { name, bookmarks }: Dependent,
  read: ReadDefinition | undefined,
): Drafted {
  const leave = (reason: LeftAlone): Drafted => ({ leftOut: { type, name, ...reason } });
  if (!isChosen(choice, type, name))
    return leave({ reason: type === 'crawler' && choice.only === undefined ? 'crawler' : 'not-chosen' });
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
    choice,
    named: isNamed(choice, type, name),
    hash,
  });
  return 'reason' in made ? leave(made) : { draft: { step: made, definition } };
}
