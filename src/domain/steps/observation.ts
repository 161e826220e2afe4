import type { JsonObject } from '../json.ts';

/** Where the thing of a step is, compared with the plan. */
export type Observation =
  /** As it should be. `differs`: paths, beside the configuration, that are not as they were. */
  | { readonly at: 'goal'; readonly differs: readonly string[] }
  /** As the plan saw it. */
  | { readonly at: 'start'; readonly definition: JsonObject }
  /** The service is changing it: what it becomes shows in a while. */
  | { readonly at: 'settling' }
  /** Neither: it is left alone. */
  | { readonly at: 'elsewhere'; readonly state: 'drifted' | 'failed'; readonly reason: string };

export const gone: Observation = { at: 'elsewhere', state: 'drifted', reason: 'gone' };

export function changed(paths: readonly string[]): Observation {
  return { at: 'elsewhere', state: 'drifted', reason: paths.length === 0 ? 'changed' : `changed: ${paths.join(', ')}` };
}

export interface Compared {
  readonly definition: JsonObject;
  /** The member that names the configuration, and what it names now. */
  readonly member: string;
  readonly now: string | null;
  /** The paths at which it is not as it was before, that member left out. */
  readonly differs: readonly string[];
  /** True when it still is what the plan saw. */
  readonly isSame: () => boolean;
}

/** Where something is that names one configuration. */
export function judgeUse(
  { from, to }: { readonly from: string | null; readonly to: string | null },
  { definition, member, now, differs, isSame }: Compared,
): Observation {
  if (now === to) return { at: 'goal', differs };
  if (now !== from) return changed([member, ...differs]);
  return isSame() ? { at: 'start', definition } : changed(differs);
}

/** The definition with another configuration in this member; null: none. */
export function switched(definition: JsonObject, member: string, to: string | null): JsonObject {
  const { [member]: _replaced, ...rest } = definition;
  return to === null ? rest : { ...rest, [member]: to };
}

/** "from std to std-encrypted-bookmarks" */
export function fromTo(from: string | null, to: string | null): string {
  if (to === null) return `from ${from ?? 'none'} to none`;
  return `from ${from ?? 'none'} to ${to}`;
}
