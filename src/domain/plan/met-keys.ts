import type { Json, JsonObject } from '../json.ts';
import { listWords } from '../list-words.ts';
import { encryptedMode } from '../rules/glue-005.ts';
import { isList, member, text } from '../shape.ts';
import type { PlannedConfiguration } from './plan.ts';

/** What a configuration can encrypt, each with a key of its own. */
export type KeyPart = 'bookmarks' | 's3' | 'logs' | 'data-quality';

export interface KeyUse {
  readonly part: KeyPart;
  /** As the configuration names it: a key's ARN or an alias's. */
  readonly key: string;
}

const settings = [
  ['bookmarks', 'JobBookmarksEncryption', 'JobBookmarksEncryptionMode'],
  ['s3', 'S3Encryption', 'S3EncryptionMode'],
  ['logs', 'CloudWatchEncryption', 'CloudWatchEncryptionMode'],
  ['data-quality', 'DataQualityEncryption', 'DataQualityEncryptionMode'],
] as const;

const withoutKey: ReadonlySet<string | undefined> = new Set([undefined, 'DISABLED', 'SSE-S3']);

/** Every key that an `EncryptionConfiguration` uses, once for each part that uses it. A key beside a mode that needs none is not used. */
export function keyUses(encryption: JsonObject): KeyUse[] {
  return settings.flatMap(([part, name, modeName]) => {
    const setting = member(encryption, name);
    const entries: readonly (Json | undefined)[] = isList(setting) ? setting : [setting];
    const keys = entries.flatMap((entry) => {
      const key = text(member(entry, 'KmsKeyArn'));
      return key === undefined || withoutKey.has(text(member(entry, modeName))) ? [] : [key];
    });
    return [...new Set(keys)].map((key) => ({ part, key }));
  });
}

/** A key with everything that it is used for. */
export interface UsedKey {
  readonly key: string;
  readonly parts: readonly KeyPart[];
}

/** What the runs of a plan will use for something for which they do not use it today: a key once. */
export function metKeys({ before, after, create }: PlannedConfiguration): UsedKey[] {
  const { encryption = {} } = before ?? {};
  const mode = text(member(member(encryption, 'JobBookmarksEncryption'), 'JobBookmarksEncryptionMode'));
  // Beside a mode that nobody knows to encrypt bookmarks a key is not known to be used.
  const known = keyUses(encryption).filter(({ part }) => part !== 'bookmarks' || mode === encryptedMode);
  const isKnown = (use: KeyUse) => known.some(({ part, key }) => part === use.part && key === use.key);
  return grouped(keyUses(after ?? create ?? {}).filter((use) => !isKnown(use)));
}

/** What they use already, and for the same. */
export function keptKeys(configuration: PlannedConfiguration): UsedKey[] {
  const met = metKeys(configuration);
  const isMet = (use: KeyUse) => met.some(({ key, parts }) => key === use.key && parts.includes(use.part));
  const { after, create } = configuration;
  return grouped(keyUses(after ?? create ?? {}).filter((use) => !isMet(use)));
}

function grouped(uses: readonly KeyUse[]): UsedKey[] {
  const byKey = Map.groupBy(uses, ({ key }) => key);
  return [...byKey].map(([key, of]) => ({ key, parts: of.map(({ part }) => part) }));
}

const partNames: Readonly<Record<KeyPart, string>> = {
  bookmarks: 'bookmark',
  s3: 'S3',
  logs: 'CloudWatch logs',
  'data-quality': 'data quality',
};

/** "bookmark key", "bookmark and S3 key": which of a configuration's keys is meant. */
export function keyName({ parts }: Pick<UsedKey, 'parts'>): string {
  return `${listWords(parts.map((part) => partNames[part]))} key`;
}

/** True when a configuration encrypts the logs of what uses it. */
export function encryptsLogs(encryption: JsonObject): boolean {
  return keyUses(encryption).some(({ part }) => part === 'logs');
}
