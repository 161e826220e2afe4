import { type Finding, type FindingKind, findingKey, type TargetResult, targetKey } from '../model.ts';
import { keptTags } from '../owners/job-tags.ts';
import { exposureOf } from './exposure.ts';
import { keepReferences } from './keep-references.ts';

/** A finding that is open in the records. */
export interface OpenFinding extends Finding {
  readonly id: string;
}

export interface FindingsDiff<T extends OpenFinding> {
  readonly opened: readonly Finding[];
  /** `finding`: with what is kept of `stored`; `seen`: what this scan itself saw. */
  readonly seenAgain: readonly { readonly stored: T; readonly finding: Finding; readonly seen: Finding }[];
  readonly resolved: readonly T[];
}

/** Kinds that even a complete scan proves gone only where it checked what they depend on. */
export const judgedKinds: readonly FindingKind[] = ['unusable-key', 'reverted'];

/** True when this scan of the target proves that the stored finding is gone. A thing not scanned is never resolved. */
function provesGone(result: TargetResult | undefined, stored: OpenFinding): boolean {
  if (result?.outcome !== 'scanned' || !result.rules.includes(stored.rule)) return false;
  if (!judgedKinds.includes(stored.kind)) return true;
  // A job can have gone back to a configuration whose key could not be used.
  const configuration = stored.kind === 'reverted' ? stored.detail : stored.name;
  if (configuration === undefined) return true;
  return result.keysChecked && !result.keysNotChecked.some((key) => key.configuration === configuration);
}

/**
 * What a new scan says of a finding that was open. A list that failed proves nothing of what it would have shown: that
 * alone is kept, as tags are that could not be read, and everything else is as seen now.
 */
function merge(stored: OpenFinding, found: Finding): Finding {
  const tags = found.keepsTags ? keptTags(stored, found) : undefined;
  const seen = tags ? { ...found, tags } : found;
  const failed = new Set((seen.referencesIncomplete ?? []).flatMap(({ list }) => list ?? []));
  if (failed.size === 0) return seen;
  const references = keepReferences(stored.references, seen.references, failed);
  return { ...seen, exposure: exposureOf(references), references };
}

/** Compares the open findings of the looked-at targets with what was seen now. */
export function diffFindings<T extends OpenFinding>(
  open: readonly T[],
  results: readonly TargetResult[],
): FindingsDiff<T> {
  const byTarget = new Map(results.map((result) => [targetKey(result), result]));
  const seen = new Map(results.flatMap((result) => result.findings.map((finding) => [findingKey(finding), finding])));
  const known = new Set(open.map(findingKey));
  return {
    opened: [...seen].filter(([key]) => !known.has(key)).map(([, finding]) => finding),
    seenAgain: open.flatMap((stored) => {
      const finding = seen.get(findingKey(stored));
      return finding ? [{ stored, finding: merge(stored, finding), seen: finding }] : [];
    }),
    resolved: open.filter(
      (stored) => !seen.has(findingKey(stored)) && provesGone(byTarget.get(targetKey(stored)), stored),
    ),
  };
}
