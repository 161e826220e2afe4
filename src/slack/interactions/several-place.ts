import type { ChosenWay } from '../../usecases/ports/remediation-surface.ts';
import { type FormPlace, readFormPlace } from './form-place.ts';

/** What Slack remembers while a person looks at what cannot be asked for: opaque ids, and the choice that they made. */
export interface SeveralPlace extends FormPlace {
  readonly findingIds: readonly string[];
  readonly choice: ChosenWay;
}

/** The place as private metadata: well below Slack's 3,000 characters for 40 findings. */
export function severalPlaceText({ id, channel, findingIds, choice }: SeveralPlace): string {
  return JSON.stringify({ id, channel, findingIds, choice });
}

/** Reads private metadata; undefined when it is not ours. */
export function readSeveralPlace(text: string): SeveralPlace | undefined {
  const place = readFormPlace(text);
  if (place === undefined) return undefined;
  const { findingIds, choice }: { findingIds?: unknown; choice?: unknown } = JSON.parse(text);
  const way = readChoice(choice);
  if (!Array.isArray(findingIds) || way === undefined) return undefined;
  const ids = findingIds.filter((id) => typeof id === 'string');
  return ids.length === 0 ? undefined : { ...place, findingIds: ids, choice: way };
}

function readChoice(value: unknown): ChosenWay | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const read: Readonly<Record<string, unknown>> = { ...value };
  const { key, attach } = read;
  return {
    mode: read.mode === 'full' ? 'full' : 'bookmarks-only',
    ...(typeof key === 'string' && { key }),
    ...(typeof attach === 'string' && { attach }),
    crawlers: read.crawlers === true,
    visualJobs: read.visualJobs === true,
    canary: read.canary !== false,
  };
}
