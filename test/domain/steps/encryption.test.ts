import { expect, test } from 'vitest';
import { encryptionOf, isReplacement, part, s3Parts, sameEncryption } from '../../../src/domain/steps/encryption.ts';

const key = 'arn:aws:kms:eu-west-1:111122223333:key/1';
const configuration = {
  Name: 'std',
  EncryptionConfiguration: {
    S3Encryption: [{ S3EncryptionMode: 'SSE-S3', KmsKeyArn: '' }],
    JobBookmarksEncryption: { JobBookmarksEncryptionMode: 'CSE-KMS', KmsKeyArn: key },
  },
};

test('S3 is sent explicitly, and an empty key ARN never', () => {
  expect(s3Parts(undefined, undefined)).toEqual([{ S3EncryptionMode: 'DISABLED' }]);
  expect(s3Parts([], key)).toEqual([{ S3EncryptionMode: 'SSE-KMS', KmsKeyArn: key }]);
  expect(s3Parts([{ S3EncryptionMode: 'SSE-S3', KmsKeyArn: '' }], key)).toEqual([{ S3EncryptionMode: 'SSE-S3' }]);
});

test('a part keeps what it is, is switched on with a key, or stays absent', () => {
  expect(part(undefined, 'M', undefined)).toBeUndefined();
  expect(part(undefined, 'M', key)).toEqual({ M: 'SSE-KMS', KmsKeyArn: key });
  expect(part({ M: 'SSE-KMS', KmsKeyArn: 'own' }, 'M', key)).toEqual({ M: 'SSE-KMS', KmsKeyArn: 'own' });
});

test('one that was deleted can be made again as it was, unless it holds what nobody knows', () => {
  expect(sameEncryption(configuration)).toEqual({
    encryption: {
      S3Encryption: [{ S3EncryptionMode: 'SSE-S3' }],
      JobBookmarksEncryption: { JobBookmarksEncryptionMode: 'CSE-KMS', KmsKeyArn: key },
    },
  });
  expect(sameEncryption({ ...configuration, NewEncryption: {} })).toEqual({ refused: ['NewEncryption'] });
});

test('the same encryption is a replacement, an absent part counting as off', () => {
  const same = encryptionOf(configuration);
  const off = { CloudWatchEncryption: { CloudWatchEncryptionMode: 'DISABLED' } };
  expect(isReplacement(configuration, { ...same, ...off })).toBe(true);
  const plain = { JobBookmarksEncryption: { JobBookmarksEncryptionMode: 'DISABLED' } };
  expect(isReplacement(configuration, { ...same, ...plain })).toBe(false);
  expect(isReplacement({ ...configuration, NewEncryption: {} }, same)).toBe(false);
  expect(encryptionOf({ Name: 'none' })).toEqual({});
});
