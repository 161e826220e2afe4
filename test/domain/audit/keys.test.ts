import { describe, expect, test } from 'vitest';
import {
  judgeKeyArn,
  judgeKeyDescription,
  judgeKeyError,
  keysInUse,
  parseKeyArn,
} from '../../../src/domain/audit/keys.ts';
import { disabled, encrypted, keyArn, target } from '../../support/inventory.ts';

const otherAccount = keyArn.replace('111122223333', '999988887777');

test('each key of a configuration that fulfils the rule is named once', () => {
  const broken = { ...disabled('d'), jobBookmarks: { mode: 'DISABLED', keyArn: otherAccount } };
  expect(keysInUse([encrypted('a'), encrypted('b'), broken])).toEqual([keyArn]);
});

test('an ARN is taken apart; anything else is left to AWS', () => {
  expect(parseKeyArn(keyArn)).toMatchObject({ region: 'eu-west-1', account: '111122223333' });
  expect(parseKeyArn('arn:aws-us-gov:kms:us-gov-west-1:1:alias/x')).toMatchObject({ region: 'us-gov-west-1' });
  for (const key of ['alias/x', '1234', 'arn:aws:s3:::bucket', '']) expect(parseKeyArn(key)).toBeUndefined();
});

test('a key of another region needs no call', () => {
  const key = keyArn.replace('eu-west-1', 'us-east-1');
  expect(judgeKeyArn(target, key)).toEqual({ state: 'unusable', reason: 'key-other-region', detail: 'us-east-1' });
  expect(judgeKeyArn(target, keyArn)).toBeUndefined();
  expect(judgeKeyArn(target, 'alias/x')).toBeUndefined();
});

describe('judgeKeyDescription', () => {
  const good = { keyState: 'Enabled', keySpec: 'SYMMETRIC_DEFAULT', keyUsage: 'ENCRYPT_DECRYPT' };
  test.each([
    [good, undefined],
    [{ ...good, keyState: 'Disabled' }, 'key-disabled'],
    [{ ...good, keyState: 'PendingImport' }, 'key-disabled'],
    [{ ...good, keyState: 'PendingDeletion' }, 'key-pending-deletion'],
    [{ ...good, keyState: 'PendingReplicaDeletion' }, 'key-pending-deletion'],
    [{ ...good, keySpec: 'RSA_2048' }, 'key-asymmetric'],
    [{ ...good, keySpec: 'HMAC_256', keyUsage: 'GENERATE_VERIFY_MAC' }, 'key-asymmetric'],
    [{ ...good, keyUsage: 'SIGN_VERIFY' }, 'key-asymmetric'],
    [{ ...good, keyState: 'PendingDeletion', keySpec: 'RSA_2048' }, 'key-pending-deletion'],
  ])('%o', (description, reason) => {
    expect(judgeKeyDescription(description)).toMatchObject(
      reason ? { state: 'unusable', reason } : { state: 'usable' },
    );
  });

  test('an answer without a state proves nothing', () => {
    expect(judgeKeyDescription({})).toMatchObject({ state: 'not-checked' });
  });
});

test('only "not found" in the own account proves that a key is missing', () => {
  expect(judgeKeyError(target, keyArn, 'NotFoundException')).toEqual({ state: 'unusable', reason: 'key-missing' });
  expect(judgeKeyError(target, 'alias/x', 'NotFoundException')).toEqual({ state: 'unusable', reason: 'key-missing' });
  expect(judgeKeyError(target, otherAccount, 'NotFoundException')).toMatchObject({ state: 'not-checked' });
  expect(judgeKeyError(target, keyArn, 'AccessDeniedException')).toMatchObject({ state: 'not-checked' });
  expect(judgeKeyError(target, keyArn, 'ThrottlingException')).toMatchObject({ state: 'not-checked' });
});
