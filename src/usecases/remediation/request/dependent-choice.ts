import { exposes } from '../../../domain/audit/exposure.ts';
import type { Finding, Reference } from '../../../domain/model.ts';
import type { PlanChoice } from '../../../domain/plan/plan.ts';
import { isAboutJob } from '../../../domain/plan/plan-dependents.ts';
import type { Hash } from '../../../domain/plan/plan-steps.ts';
import { type DependentType, dependentTypes } from '../../../domain/steps/step-kinds.ts';
import type { ChoosableDependent } from '../../messages/remediation-forms.ts';

/** What a person can choose from one by one, as recorded: jobs that write bookmarks first. A job's finding has no choice. */
export function choosableDependents(
  finding: Pick<Finding, 'kind' | 'references'>,
  hash: Hash,
): readonly ChoosableDependent[] {
  if (isAboutJob(finding)) return [];
  return finding.references
    .flatMap((reference): (ChoosableDependent & { exposed: boolean })[] => {
      const type = dependentTypes.find((known) => known === reference.type);
      if (type === undefined) return [];
      const { name } = reference;
      return [{ id: dependentId(type, name, hash), type, name, exposed: isExposedJob(reference) }];
    })
    .toSorted((a, b) => rank(a) - rank(b))
    .map(({ id, type, name }) => ({ id, type, name }));
}

/** The chosen ids as a plan takes them; undefined: one of them is not among what uses it. */
export function chosenDependents(
  finding: Pick<Finding, 'kind' | 'references'>,
  ids: readonly string[],
  hash: Hash,
): PlanChoice['only'] | undefined {
  const byId = new Map(choosableDependents(finding, hash).map((each) => [each.id, each]));
  const chosen = ids.flatMap((id) => byId.get(id) ?? []);
  return chosen.length < ids.length ? undefined : chosen.map(({ type, name }) => ({ type, name }));
}

/** How many jobs write bookmarks: with more than one, one of them can go first. */
export function exposedJobs({ references }: Pick<Finding, 'references'>): number {
  return references.filter(isExposedJob).length;
}

function isExposedJob({ type, bookmarks }: Reference): boolean {
  return type === 'job' && exposes(bookmarks);
}

/** Names can be longer than a surface's opaque values may be. */
function dependentId(type: DependentType, name: string, hash: Hash): string {
  return hash(JSON.stringify([type, name])).slice(0, 32);
}

function rank({ type, exposed }: { readonly type: DependentType; readonly exposed: boolean }): number {
  return exposed ? 0 : 1 + dependentTypes.indexOf(type);
}
