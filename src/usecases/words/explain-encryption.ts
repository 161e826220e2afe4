import type { Json, JsonObject } from '../../domain/json.ts';
import type { PlannedConfiguration } from '../../domain/plan/plan.ts';

const parts = [
  ['Job bookmarks', 'JobBookmarksEncryption'],
  ['S3', 'S3Encryption'],
  ['CloudWatch logs', 'CloudWatchEncryption'],
  ['Data quality', 'DataQualityEncryption'],
] as const;

export interface EncryptionChange {
  readonly part: string;
  /** Absent: there was no configuration. */
  readonly before?: string;
  /** Of a configuration that is deleted: "deleted". */
  readonly after: string;
}

/** What a plan's configuration encrypts before and after, part by part: "off", "SSE-KMS with arn:…". Texts are raw. */
export function encryptionChanges({ before, after, create }: PlannedConfiguration): EncryptionChange[] {
  return parts.map(([part, member]) => ({
    part,
    ...(before !== undefined && { before: setting(before.encryption, member) }),
    after: after || create ? setting(after ?? create ?? {}, member) : 'deleted',
  }));
}

function setting(encryption: JsonObject, name: string): string {
  const value = encryption[name] ?? null;
  const entries: readonly Json[] = Array.isArray(value) ? value : [value];
  return entries.map(one).join('; ') || 'off';
}

function one(entry: Json): string {
  if (entry === null || typeof entry !== 'object' || Array.isArray(entry)) return 'off';
  let [mode, key] = ['', ''];
  for (const [member, value] of Object.entries(entry)) {
    if (typeof value !== 'string') continue;
    if (member === 'KmsKeyArn') key = value;
    else mode = value;
  }
  if (mode === '' || mode === 'DISABLED') return 'off';
  return key === '' ? mode : `${mode} with ${key}`;
}
