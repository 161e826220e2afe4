import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/domain/json.ts';
import type { PlanMode } from '../../../src/domain/plan/plan.ts';
import { earlierReplacements, replacementEncryption, replacementName } from '../../../src/domain/plan/replacement.ts';
import { member, text } from '../../../src/domain/shape.ts';
import { isReplacement } from '../../../src/domain/steps/encryption.ts';
import { plant, unknownName } from '../../support/aws/definitions.ts';
import fc from '../../support/fast-check.ts';

const key = 'arn:aws:kms:eu-west-1:111122223333:key/new';
const oldKey = 'arn:aws:kms:eu-west-1:111122223333:key/old';
const bookmarks = { JobBookmarksEncryption: { JobBookmarksEncryptionMode: 'CSE-KMS', KmsKeyArn: key } };
const s3Off = { S3Encryption: [{ S3EncryptionMode: 'DISABLED' }] };

function old(encryption?: JsonObject): JsonObject {
  return { Name: 'std', CreatedTimeStamp: 1.5, ...(encryption && { EncryptionConfiguration: encryption }) };
}

function replacement(encryption: JsonObject | undefined, mode: PlanMode = 'bookmarks-only'): JsonObject {
  const result = replacementEncryption(old(encryption), key, mode);
  if ('refused' in result) throw new Error(`refused: ${result.refused.join(', ')}`);
  return result.encryption;
}

const kms = (prefix: string, arn = oldKey) => ({ [`${prefix}EncryptionMode`]: 'SSE-KMS', KmsKeyArn: arn });

describe('replacementEncryption', () => {
  test.each<{ what: string; encryption?: JsonObject; only: JsonObject; full: JsonObject }>([
    {
      what: 'nothing at all',
      only: { ...s3Off, ...bookmarks },
      full: { S3Encryption: [kms('S3', key)], CloudWatchEncryption: kms('CloudWatch', key), ...bookmarks },
    },
    {
      what: 'everything off',
      encryption: {
        ...s3Off,
        CloudWatchEncryption: { CloudWatchEncryptionMode: 'DISABLED' },
        JobBookmarksEncryption: { JobBookmarksEncryptionMode: 'DISABLED' },
        DataQualityEncryption: { DataQualityEncryptionMode: 'DISABLED' },
      },
      only: {
        ...s3Off,
        CloudWatchEncryption: { CloudWatchEncryptionMode: 'DISABLED' },
        ...bookmarks,
        DataQualityEncryption: { DataQualityEncryptionMode: 'DISABLED' },
      },
      full: {
        S3Encryption: [kms('S3', key)],
        CloudWatchEncryption: kms('CloudWatch', key),
        ...bookmarks,
        DataQualityEncryption: { DataQualityEncryptionMode: 'DISABLED' },
      },
    },
    {
      what: 'everything on, with another key',
      encryption: {
        S3Encryption: [kms('S3')],
        CloudWatchEncryption: kms('CloudWatch'),
        DataQualityEncryption: kms('DataQuality'),
        JobBookmarksEncryption: { JobBookmarksEncryptionMode: 'CSE-KMS', KmsKeyArn: oldKey },
      },
      only: {
        S3Encryption: [kms('S3')],
        CloudWatchEncryption: kms('CloudWatch'),
        ...bookmarks,
        DataQualityEncryption: kms('DataQuality'),
      },
      full: {
        S3Encryption: [kms('S3')],
        CloudWatchEncryption: kms('CloudWatch'),
        ...bookmarks,
        DataQualityEncryption: kms('DataQuality'),
      },
    },
    {
      what: 'SSE-S3 with an empty key',
      encryption: { S3Encryption: [{ S3EncryptionMode: 'SSE-S3', KmsKeyArn: '' }] },
      only: { S3Encryption: [{ S3EncryptionMode: 'SSE-S3' }], ...bookmarks },
      full: {
        S3Encryption: [{ S3EncryptionMode: 'SSE-S3' }],
        CloudWatchEncryption: kms('CloudWatch', key),
        ...bookmarks,
      },
    },
    {
      what: 'an empty list, nulls, and a mode of the future',
      encryption: {
        S3Encryption: [],
        CloudWatchEncryption: { CloudWatchEncryptionMode: 'SSE-NEW', KmsKeyArn: null },
        DataQualityEncryption: null,
      },
      only: { ...s3Off, CloudWatchEncryption: { CloudWatchEncryptionMode: 'SSE-NEW' }, ...bookmarks },
      full: {
        S3Encryption: [kms('S3', key)],
        CloudWatchEncryption: { CloudWatchEncryptionMode: 'SSE-NEW' },
        ...bookmarks,
      },
    },
  ])('of $what', ({ encryption, only, full }) => {
    expect(replacement(encryption)).toEqual(only);
    expect(replacement(encryption, 'full')).toEqual(full);
  });

  test.each<{ change: JsonObject; refused: readonly string[] }>([
    { change: { EncryptionConfiguration: { NewEncryption: {} } }, refused: ['EncryptionConfiguration.NewEncryption'] },
    {
      change: { EncryptionConfiguration: { S3Encryption: [{ S3EncryptionMode: 'SSE-S3', Bucket: 'b' }] } },
      refused: ['EncryptionConfiguration.S3Encryption[0].Bucket'],
    },
    { change: { EncryptionConfiguration: { S3Encryption: {} } }, refused: ['EncryptionConfiguration.S3Encryption'] },
    { change: { Tags: {} }, refused: ['Tags'] },
  ])('refuses $refused', ({ change, refused }) => {
    expect(replacementEncryption({ ...old(), ...change }, key, 'full')).toEqual({ refused });
  });
});

test('a broken key is replaced wherever it is used, and no other', () => {
  const other = `${oldKey}-2`;
  const broken = {
    S3Encryption: [kms('S3'), kms('S3', other)],
    CloudWatchEncryption: kms('CloudWatch'),
    DataQualityEncryption: kms('DataQuality', other),
  };
  expect(replacementEncryption(old(broken), key, 'bookmarks-only', oldKey)).toEqual({
    encryption: {
      S3Encryption: [kms('S3', key), kms('S3', other)],
      CloudWatchEncryption: kms('CloudWatch', key),
      ...bookmarks,
      DataQualityEncryption: kms('DataQuality', other),
    },
  });
});

const setting = (prefix: string): fc.Arbitrary<JsonObject> =>
  fc.record<JsonObject>(
    {
      [`${prefix}EncryptionMode`]: fc.constantFrom('DISABLED', 'SSE-KMS', 'SSE-S3', 'CSE-KMS', ''),
      KmsKeyArn: fc.constantFrom('', oldKey),
    },
    { requiredKeys: [] },
  );
const anyEncryption: fc.Arbitrary<JsonObject> = fc.record<JsonObject>(
  {
    S3Encryption: fc.array(setting('S3'), { maxLength: 2 }),
    CloudWatchEncryption: setting('CloudWatch'),
    JobBookmarksEncryption: setting('JobBookmarks'),
    DataQualityEncryption: setting('DataQuality'),
  },
  { requiredKeys: [] },
);

test('a twin of anything encrypts bookmarks, is its own twin, and never weakens a part', () => {
  fc.assert(
    fc.property(anyEncryption, fc.constantFrom<PlanMode>('bookmarks-only', 'full'), (encryption, mode) => {
      const made = replacement(encryption, mode);
      expect(made).toMatchObject(bookmarks);
      expect(JSON.stringify(made)).not.toContain('""');
      expect(isReplacement(old(made), made)).toBe(true);
      for (const name of ['CloudWatchEncryption', 'DataQualityEncryption'] as const) {
        const before = text(member(member(encryption, name), `${name}Mode`)) ?? '';
        if (!['', 'DISABLED'].includes(before)) expect(made[name]).toMatchObject({ [`${name}Mode`]: before });
      }
      const { DataQualityEncryption: quality, ...less } = made;
      if (JSON.stringify(quality)?.includes('KMS')) expect(isReplacement(old(less), made)).toBe(false);
    }),
  );
});

test('an unknown member makes no twin', () => {
  const made = replacement({}, 'full');
  fc.assert(
    fc.property(
      unknownName,
      fc.constantFrom('', 'EncryptionConfiguration', 'EncryptionConfiguration.S3Encryption[0]'),
      (name, place) => {
        expect(isReplacement(plant(old(made), place, name, 'x') ?? {}, made)).toBe(false);
      },
    ),
  );
});

describe('names', () => {
  const anyName = fc.oneof(
    fc.string({ minLength: 1, maxLength: 255 }),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 130 }),
    fc.constantFrom('-encrypted-bookmarks', 'a-encrypted-bookmarks-7'),
  );

  test('are derived, within 128 characters, and never collide', () => {
    fc.assert(
      fc.property(anyName, fc.integer({ min: 1, max: 12 }), (name, rounds) => {
        const existing = [name];
        for (let round = 0; round < rounds; round += 1) {
          const made = replacementName(name, existing);
          expect(made.length).toBeLessThanOrEqual(128);
          expect(made.isWellFormed() || !name.isWellFormed()).toBe(true);
          expect(made).toContain('-encrypted-bookmarks');
          expect(existing.map((other) => other.toLowerCase())).not.toContain(made.toLowerCase());
          existing.push(made);
        }
        expect(new Set(earlierReplacements(name, existing)).size).toBe(rounds);
      }),
    );
  });

  test.each([
    { old: 'std', existing: [], made: 'std-encrypted-bookmarks' },
    { old: 'std', existing: ['STD-encrypted-bookmarks'], made: 'std-encrypted-bookmarks-2' },
    { old: 'std-encrypted-bookmarks', existing: [], made: 'std-encrypted-bookmarks-2' },
    { old: 'std-encrypted-bookmarks-2', existing: [], made: 'std-encrypted-bookmarks' },
    { old: 'x'.repeat(255), existing: [], made: `${'x'.repeat(108)}-encrypted-bookmarks` },
  ])('$old → $made', ({ old, existing, made }) => {
    expect(replacementName(old, existing)).toBe(made);
  });

  test('earlier twins are found past a gap', () => {
    expect(
      earlierReplacements('std', ['std-encrypted-bookmarks-3', 'std-encrypted', 'stdx-encrypted-bookmarks']),
    ).toEqual(['std-encrypted-bookmarks-3']);
    expect(earlierReplacements('std-encrypted-bookmarks', ['std-encrypted-bookmarks'])).toEqual([]);
  });
});
