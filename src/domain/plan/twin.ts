import { canonical, type Json, type JsonObject } from '../json.ts';
import { encryptedMode } from '../rules/glue-005.ts';
import { isList, isObject, list, member, members, misfits, text, value, values } from '../shape.ts';
import type { Refused } from '../steps/job-update.ts';
import type { PlanMode } from './plan.ts';

const encryptionShape = members({
  S3Encryption: list(values('S3EncryptionMode', 'KmsKeyArn')),
  CloudWatchEncryption: values('CloudWatchEncryptionMode', 'KmsKeyArn'),
  JobBookmarksEncryption: values('JobBookmarksEncryptionMode', 'KmsKeyArn'),
  DataQualityEncryption: values('DataQualityEncryptionMode', 'KmsKeyArn'),
});

const configurationShape = members({ Name: value, CreatedTimeStamp: value, EncryptionConfiguration: encryptionShape });

/** The `EncryptionConfiguration` of a configuration as GetSecurityConfiguration sent it; empty when it has none. */
export function encryptionOf(configuration: JsonObject): JsonObject {
  const encryption = member(configuration, 'EncryptionConfiguration');
  return isObject(encryption) ? encryption : {};
}

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
export function twinEncryption(
  old: JsonObject,
  key: string,
  mode: PlanMode,
  brokenKey?: string,
): { readonly encryption: JsonObject } | Refused {
  const refused = misfits(old, configurationShape);
  if (refused.length > 0) return { refused };
  const full = mode === 'full' ? key : undefined;
  const encryption = encryptionOf(old);
  const mend = (setting: JsonObject): JsonObject =>
    brokenKey !== undefined && member(setting, 'KmsKeyArn') === brokenKey ? { ...setting, KmsKeyArn: key } : setting;
  const logs = part(member(encryption, 'CloudWatchEncryption'), 'CloudWatchEncryptionMode', full);
  const quality = part(member(encryption, 'DataQualityEncryption'), 'DataQualityEncryptionMode', undefined);
  return {
    encryption: {
      S3Encryption: s3Parts(member(encryption, 'S3Encryption'), full).map(mend),
      ...(logs && { CloudWatchEncryption: mend(logs) }),
      JobBookmarksEncryption: { JobBookmarksEncryptionMode: encryptedMode, KmsKeyArn: key },
      ...(quality && { DataQualityEncryption: mend(quality) }),
    },
  };
}

/** Sent explicitly, also when the old one has none: `DISABLED` is what "none" means. */
function s3Parts(parts: Json | undefined, full: string | undefined): JsonObject[] {
  const known = isList(parts) && parts.length > 0 ? parts : [{}];
  return known.map((each) => part(each, 'S3EncryptionMode', full) ?? { S3EncryptionMode: 'DISABLED' });
}

/**
 * One setting as it is, or switched on with `key`. Undefined: absent, and stays so. An empty key ARN is left out: beside
 * SSE-S3 it made configurations that no job could use.
 */
function part(old: Json | undefined, modeMember: string, key: string | undefined): JsonObject | undefined {
  const mode = text(member(old, modeMember)) ?? 'DISABLED';
  if (key !== undefined && mode === 'DISABLED') return { [modeMember]: 'SSE-KMS', KmsKeyArn: key };
  if (!isObject(old)) return undefined;
  const kept = text(member(old, 'KmsKeyArn'));
  return { [modeMember]: mode, ...(kept !== undefined && { KmsKeyArn: kept }) };
}

/** The `EncryptionConfiguration` with which a configuration, once deleted, would be created again as it was. */
export function sameEncryption(configuration: JsonObject): { readonly encryption: JsonObject } | Refused {
  const refused = misfits(configuration, configurationShape);
  if (refused.length > 0) return { refused };
  const encryption = encryptionOf(configuration);
  const setting = (name: string, modeMember: string) => {
    const same = part(member(encryption, name), modeMember, undefined);
    return same && { [name]: same };
  };
  return {
    encryption: {
      S3Encryption: s3Parts(member(encryption, 'S3Encryption'), undefined),
      ...setting('CloudWatchEncryption', 'CloudWatchEncryptionMode'),
      ...setting('JobBookmarksEncryption', 'JobBookmarksEncryptionMode'),
      ...setting('DataQualityEncryption', 'DataQualityEncryptionMode'),
    },
  };
}

/** True when a configuration, as Glue sent it, encrypts exactly as `encryption` does. An absent part counts as `DISABLED`. */
export function isTwin(configuration: JsonObject, encryption: JsonObject): boolean {
  if (misfits(configuration, configurationShape).length > 0) return false;
  return canonical(normal(encryptionOf(configuration))) === canonical(normal(encryption));
}

function normal(encryption: JsonObject): JsonObject {
  const setting = (name: string, modeMember: string) =>
    part(member(encryption, name) ?? {}, modeMember, undefined) ?? { [modeMember]: 'DISABLED' };
  return {
    S3Encryption: s3Parts(member(encryption, 'S3Encryption'), undefined),
    CloudWatchEncryption: setting('CloudWatchEncryption', 'CloudWatchEncryptionMode'),
    JobBookmarksEncryption: setting('JobBookmarksEncryption', 'JobBookmarksEncryptionMode'),
    DataQualityEncryption: setting('DataQualityEncryption', 'DataQualityEncryptionMode'),
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
export function earlierTwins(old: string, existing: Iterable<string>): string[] {
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
export function twinName(old: string, existing: Iterable<string>): string {
  const taken = new Set([...existing, old].map((name) => name.toLowerCase()));
  let number = 1;
  while (taken.has(numbered(baseOf(old), number).toLowerCase())) number += 1;
  return numbered(baseOf(old), number);
}
