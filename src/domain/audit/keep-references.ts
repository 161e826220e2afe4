import type { Reference, ReferenceType } from '../model.ts';
import { stronger } from './exposure.ts';

const keyOf = ({ type, name }: Reference): string => JSON.stringify([type, name]);

/**
 * What uses something, after a scan whose lists of `failed` ended early: everything that was seen, and of what an
 * earlier scan saw only what a failed list would have shown. A reference can rest on two lists: what a trigger adds to
 * a job comes from the triggers, and what a trigger's runs write comes from the jobs.
 */
export function keepReferences(
  stored: readonly Reference[],
  seen: readonly Reference[],
  failed: ReadonlySet<ReferenceType>,
): readonly Reference[] {
  const before = new Map(stored.map((reference) => [keyOf(reference), reference]));
  const now = new Set(seen.map(keyOf));
  return [
    ...seen.map((reference) => withOtherList(reference, before.get(keyOf(reference)), failed)),
    ...stored
      .filter((reference) => failed.has(reference.type) && !now.has(keyOf(reference)))
      .map((reference) => ({ ...reference, kept: true as const })),
  ];
}

/** A reference that was seen, with what the list that failed had added to it. */
function withOtherList(seen: Reference, before: Reference | undefined, failed: ReadonlySet<ReferenceType>): Reference {
  if (before?.bookmarks === undefined) return seen;
  const { type, bookmarks } = seen;
  const added =
    (type === 'job' && failed.has('trigger') && before.via !== undefined) || (type === 'trigger' && failed.has('job'));
  if (!added) return seen;
  const least = bookmarks ?? 'job-bookmark-disable';
  const strongest = stronger(before.bookmarks, least);
  if (bookmarks !== undefined && strongest === least) return seen;
  return { ...seen, bookmarks: strongest, ...(before.via && { via: before.via }), kept: true };
}
