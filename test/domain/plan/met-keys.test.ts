import { expect, test } from 'vitest';
import type { JsonObject } from '../../../src/domain/json.ts';
import { encryptsLogs, keptKeys, keyName, keyUses, metKeys } from '../../../src/domain/plan/met-keys.ts';

const of = (parts: Partial<Record<'bookmarks' | 's3' | 'logs' | 'quality', string>>): JsonObject => ({
  ...(parts.s3 !== undefined && { S3Encryption: [{ S3EncryptionMode: 'SSE-KMS', KmsKeyArn: parts.s3 }] }),
  ...(parts.logs !== undefined && {
    CloudWatchEncryption: { CloudWatchEncryptionMode: 'SSE-KMS', KmsKeyArn: parts.logs },
  }),
  ...(parts.bookmarks !== undefined && {
    JobBookmarksEncryption: { JobBookmarksEncryptionMode: 'CSE-KMS', KmsKeyArn: parts.bookmarks },
  }),
  ...(parts.quality !== undefined && {
    DataQualityEncryption: { DataQualityEncryptionMode: 'SSE-KMS', KmsKeyArn: parts.quality },
  }),
});

const between = (before: JsonObject | undefined, after: JsonObject) => {
  const planned = { name: 'new', reused: false, after, ...(before && { before: { name: 'old', encryption: before } }) };
  const words = (keys: ReturnType<typeof metKeys>) => keys.map(({ key, parts }) => `${key}: ${parts.join(' ')}`);
  return { met: words(metKeys(planned)), kept: words(keptKeys(planned)) };
};

test.each<[string, JsonObject | undefined, JsonObject, readonly string[], readonly string[]]>([
  [
    'a bare job meets every key',
    undefined,
    of({ bookmarks: 'a', s3: 'b', logs: 'c', quality: 'd' }),
    ['a: bookmarks', 'b: s3', 'c: logs', 'd: data-quality'],
    [],
  ],
  [
    'one key for all of it is one key',
    undefined,
    of({ bookmarks: 'a', s3: 'a', logs: 'a' }),
    ['a: bookmarks s3 logs'],
    [],
  ],
  ['a copy keeps the others', of({ s3: 'b' }), of({ bookmarks: 'a', s3: 'b' }), ['a: bookmarks'], ['b: s3']],
  [
    'a known key is met again for something else',
    of({ s3: 'b' }),
    of({ bookmarks: 'b', s3: 'b' }),
    ['b: bookmarks'],
    ['b: s3'],
  ],
  [
    'the broken key of two parts is replaced in both',
    of({ bookmarks: 'x', s3: 'x' }),
    of({ bookmarks: 'a', s3: 'a' }),
    ['a: bookmarks s3'],
    [],
  ],
  ['nothing new is nothing', of({ bookmarks: 'a' }), of({ bookmarks: 'a' }), [], ['a: bookmarks']],
])('%s', (_what, before, after, met, kept) => {
  expect(between(before, after)).toEqual({ met, kept });
});

test.each<[string, JsonObject, number]>([
  ['nothing', {}, 0],
  ['a key beside DISABLED', { CloudWatchEncryption: { CloudWatchEncryptionMode: 'DISABLED', KmsKeyArn: 'a' } }, 0],
  ['a key beside SSE-S3', { S3Encryption: [{ S3EncryptionMode: 'SSE-S3', KmsKeyArn: 'a' }] }, 0],
  ['a key without a mode', { S3Encryption: [{ KmsKeyArn: 'a' }] }, 0],
  ['an empty key', { S3Encryption: [{ S3EncryptionMode: 'SSE-KMS', KmsKeyArn: '' }] }, 0],
  [
    'two entries of S3',
    { S3Encryption: ['a', 'b'].map((KmsKeyArn) => ({ S3EncryptionMode: 'SSE-KMS', KmsKeyArn })) },
    2,
  ],
  ['a mode of the future', { DataQualityEncryption: { DataQualityEncryptionMode: 'CSE-NEW', KmsKeyArn: 'a' } }, 1],
  ['odd forms', { S3Encryption: 'x', CloudWatchEncryption: [], JobBookmarksEncryption: null }, 0],
])('%s uses %# keys', (_what, encryption, count) => {
  expect(keyUses(encryption)).toHaveLength(count);
});

test('a key is named for what it is for', () => {
  expect(keyName({ parts: ['s3'] })).toBe('S3 key');
  expect(keyName({ parts: ['bookmarks', 's3', 'logs'] })).toBe('bookmark, S3 and CloudWatch logs key');
  expect([encryptsLogs(of({ logs: 'a' })), encryptsLogs(of({ s3: 'a' }))]).toEqual([true, false]);
});

test.each(['', 'disabled', 'SSE-KMS'])(
  'the key beside the bookmark mode "%s" is met: nobody knows that it is used',
  (mode) => {
    const before = { JobBookmarksEncryption: { JobBookmarksEncryptionMode: mode, KmsKeyArn: 'a' } };
    expect(between(before, of({ bookmarks: 'a' }))).toEqual({ met: ['a: bookmarks'], kept: [] });
  },
);
