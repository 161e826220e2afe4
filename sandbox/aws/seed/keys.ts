import type { Alias, Key } from '../kms/shapes.ts';
import { uuidFrom } from './random.ts';

export interface KeyOptions {
  readonly state?: 'Enabled' | 'Disabled' | 'PendingDeletion';
  readonly spec?: 'SYMMETRIC_DEFAULT' | 'RSA_2048';
  readonly description?: string;
  /** Other accounts that its key policy lets see it. */
  readonly visibleTo?: readonly string[];
  /** Without the prefix "alias/". */
  readonly alias?: string;
}

const day = 86_400;

function keyArn(account: string, region: string, keyId: string): string {
  return `arn:aws:kms:${region}:${account}:key/${keyId}`;
}

/** The id of the key that these words name: the same wherever it is asked for. */
function keyIdOf(account: string, region: string, words: string): string {
  return uuidFrom(`key/${account}/${region}/${words}`);
}

/** The ARN of a key that is made elsewhere, or by nobody. */
export function keyArnOf(account: string, region: string, words: string): string {
  return keyArn(account, region, keyIdOf(account, region, words));
}

/** A customer key as KMS shows it. `now` in seconds since the epoch. */
export function makeKey(account: string, region: string, words: string, now: number, options: KeyOptions): Key {
  const { state = 'Enabled', spec = 'SYMMETRIC_DEFAULT', description = '', visibleTo = [] } = options;
  const id = keyIdOf(account, region, words);
  const algorithms = spec === 'SYMMETRIC_DEFAULT' ? [spec] : ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'];
  return {
    visibleTo,
    metadata: {
      AWSAccountId: account,
      KeyId: id,
      Arn: keyArn(account, region, id),
      CreationDate: now - 400 * day,
      Enabled: state === 'Enabled',
      Description: description,
      KeyUsage: 'ENCRYPT_DECRYPT',
      KeyState: state,
      ...(state === 'PendingDeletion' && { DeletionDate: now + 12 * day }),
      Origin: 'AWS_KMS',
      KeyManager: 'CUSTOMER',
      CustomerMasterKeySpec: spec,
      KeySpec: spec,
      EncryptionAlgorithms: algorithms,
      MultiRegion: false,
    },
  };
}

export function makeAlias(key: Key, name: string): Alias {
  const { Arn, KeyId, CreationDate } = key.metadata;
  const prefix = Arn.slice(0, Arn.indexOf(':key/'));
  return {
    AliasName: `alias/${name}`,
    AliasArn: `${prefix}:alias/${name}`,
    TargetKeyId: KeyId,
    CreationDate,
    LastUpdatedDate: CreationDate,
  };
}
