import type { Tags } from '../model.ts';

/** The value of a tag; a key can be any word, those of every object's own members too. */
export function tagOf(tags: Tags | undefined, key: string): string | undefined {
  return tags !== undefined && Object.hasOwn(tags, key) ? tags[key] : undefined;
}

/** True where every one of these tags is there with this very value. Of tags that nobody read none is. */
export function hasTags(tags: Tags | undefined, wanted: Tags): boolean {
  return Object.entries(wanted).every(([key, value]) => tagOf(tags, key) === value);
}
