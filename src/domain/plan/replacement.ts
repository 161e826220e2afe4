import type { JsonObject } from '../json.ts';
import { encryptedMode } from '../rules/glue-005.ts';
import { member, misfits, text } from '../shape.ts';
import { configurationShape, encryptionOf, part, s3Parts } from '../steps/encryption.ts';
import type { Refused } from '../steps/job-update.ts';
import type { PlanMode } from './plan.ts';

/** The key with which an `EncryptionConfiguration` encrypts bookmarks. */
export function bookmarkKey(encryption: JsonObject): string | undefined {
  return text(member(member(encryption, 'JobBookmarksEncryption'), 'KmsKeyArn'));
}

/**
 * The `EncryptionConfiguration` of a twin: bookmarks CSE-KMS with `key`, all other settings as the old one has them;
 * with `full` also S3 and CloudWatch logs SSE-KMS with `key`, where the old one does not encrypt them. An old one with
 * members that nobody knows is refused: its twin would be weaker without a word. `old` {}: there is none. With
 * `brokenKey`, every part that uses this key gets `key` as well: with the broken one its jobs would go on failing.
 */
export function replacementEncryption(
  old: JsonObject,
  key: string,
  mode: PlanMode,
  brokenKey?: string,
): { readonly encryption: JsonObject } | Refused {
  const refused = misfits(old, configurationShape);
  if (refused.length > 0) return { refused };
  const full = mode === 'full' ? key : undefined;
  const encryption = encryptionOf(old);
  const fix = (setting: JsonObject): JsonObject =>
    brokenKey !== undefined && member(setting, 'KmsKeyArn') === brokenKey ? { ...setting, KmsKeyArn: key } : setting;
  const logs = part(member(encryption, 'CloudWatchEncryption'), 'CloudWatchEncryptionMode', full);
  const quality = part(member(encryption, 'DataQualityEncryption'), 'DataQualityEncryptionMode', undefined);
  return {
    encryption: {
      S3Encryption: s3Parts(member(encryption, 'S3Encryption'), full).map(fix),
      ...(logs && { CloudWatchEncryption: fix(logs) }),
      JobBookmarksEncryption: { JobBookmarksEncryptionMode: encryptedMode, KmsKeyArn: key },
      ...(quality && { DataQualityEncryption: fix(quality) }),
    },
  };
}

const suffix = '-encrypted-bookmarks';
/** Configurations may be longer, but a crawler can name no longer one. */
const longestName = 128;

function numbered(base: string, number: number): string {
  const end = number === 1 ? suffix : `${suffix}-${number}`;
  let stem = '';
  for (const character of base) {
    if (stem.length + character.length + end.length > longestName) break;
    stem += character;
  }
  return `${stem}${end}`;
}

/** A twin of a twin is not called "…-encrypted-bookmarks-encrypted-bookmarks". */
function baseOf(old: string): string {
  return old.replace(/-encrypted-bookmarks(?:-\d+)?$/, '') || old;
}

/** The names among `existing` that an earlier twin of `old` can have, in order. */
export function earlierReplacements(old: string, existing: Iterable<string>): string[] {
  const names = new Set(existing);
  const found: string[] = [];
  // Whoever deletes the first of several leaves a gap: look a little past it.
  for (let number = 1, gap = 0; gap < 5; number += 1) {
    const name = numbered(baseOf(old), number);
    gap = names.has(name) ? 0 : gap + 1;
    if (names.has(name) && name !== old) found.push(name);
  }
  return found;
}

/** A free name for a twin of `old`: readable, at most 128 characters, unlike every existing one in any case of letters. */
export function replacementName(old: string, existing: Iterable<string>): string {
  const taken = new Set([...existing, old].map((name) => name.toLowerCase()));
  let number = 1;
  while (taken.has(numbered(baseOf(old), number).toLowerCase())) number += 1;
  return numbered(baseOf(old), number);
}
