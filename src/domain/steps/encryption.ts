import { canonical, type Json, type JsonObject } from '../json.ts';
import { isList, isObject, list, member, members, misfits, text, value, values } from '../shape.ts';
import type { Refused } from './job-update.ts';
import type { StepBase } from './step-base.ts';

/** A step that makes or deletes a configuration, the inverse of the other. */
export interface ConfigurationStep<T extends `${'create' | 'delete'}-configuration`> extends StepBase {
  readonly type: T;
  /** The `EncryptionConfiguration` that it gets, or must still have. */
  readonly encryption: JsonObject;
}

const encryptionShape = members({
  S3Encryption: list(values('S3EncryptionMode', 'KmsKeyArn')),
  CloudWatchEncryption: values('CloudWatchEncryptionMode', 'KmsKeyArn'),
  JobBookmarksEncryption: values('JobBookmarksEncryptionMode', 'KmsKeyArn'),
  DataQualityEncryption: values('DataQualityEncryptionMode', 'KmsKeyArn'),
});

export const configurationShape = members({
  Name: value,
  CreatedTimeStamp: value,
  EncryptionConfiguration: encryptionShape,
});

/** The `EncryptionConfiguration` of a configuration as GetSecurityConfiguration sent it; empty when it has none. */
export function encryptionOf(configuration: JsonObject): JsonObject {
  const encryption = member(configuration, 'EncryptionConfiguration');
  return isObject(encryption) ? encryption : {};
}

/** Sent explicitly, also when the old one has none: `DISABLED` is what "none" means. */
export function s3Parts(parts: Json | undefined, full: string | undefined): JsonObject[] {
  const known = isList(parts) && parts.length > 0 ? parts : [{}];
  return known.map((each) => part(each, 'S3EncryptionMode', full) ?? { S3EncryptionMode: 'DISABLED' });
}

/**
 * One setting as it is, or switched on with `key`. Undefined: absent, and stays so. An empty key ARN is left out: beside
 * SSE-S3 it made configurations that no job could use.
 */
export function part(old: Json | undefined, modeMember: string, key: string | undefined): JsonObject | undefined {
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
export function isReplacement(configuration: JsonObject, encryption: JsonObject): boolean {
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
