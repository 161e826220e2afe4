import type { RemediationChoice } from '../../usecases/ports/remediation-surface.ts';
import { type FormState, readFormState } from './form-state.ts';

/** What Slack remembers while a person looks at what cannot be asked for: opaque ids, and the choice that they made. */
export interface BulkState extends FormState {
  readonly findingIds: readonly string[];
  readonly choice: RemediationChoice;
}

/** The place as private metadata: well below Slack's 3,000 characters for 40 findings. */
export function bulkStateText({ id, channel, findingIds, choice }: BulkState): string {
  return JSON.stringify({ id, channel, findingIds, choice });
}

/** Reads private metadata; undefined when it is not ours. */
export function readBulkState(text: string): BulkState | undefined {
  const modalState = readFormState(text);
  if (modalState === undefined) return undefined;
  const { findingIds, choice }: { findingIds?: unknown; choice?: unknown } = JSON.parse(text);
  const chosen = readChoice(choice);
  if (!Array.isArray(findingIds) || chosen === undefined) return undefined;
  const ids = findingIds.filter((id) => typeof id === 'string');
  return ids.length === 0 ? undefined : { ...modalState, findingIds: ids, choice: chosen };
}

function readChoice(value: unknown): RemediationChoice | undefined {
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
