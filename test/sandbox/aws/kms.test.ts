import { DescribeKeyCommand, GetKeyPolicyCommand, ListAliasesCommand, ListKeysCommand } from '@aws-sdk/client-kms';
import { describe, expect, test } from 'vitest';
import { adminPolicy, makeUser } from '../../../sandbox/aws/seed/identities.ts';
import { keyArnOf } from '../../../sandbox/aws/seed/keys.ts';
import type { Seed } from '../../../sandbox/aws/seed/model.ts';
import { RegionBuilder } from '../../../sandbox/aws/seed/region-builder.ts';
import { kmsClient, start } from './support.ts';

const mine = '111111111111';
const other = '222222222222';
const now = Date.UTC(2026, 5, 1);

function seed(): Seed {
  const own = new RegionBuilder(mine, 'us-east-1', now);
  own.key('good', { alias: 'data' });
  own.key('off', { state: 'Disabled' });
  own.key('leaving', { state: 'PendingDeletion' });
  own.key('rsa', { spec: 'RSA_2048', alias: 'sign' });
  const others = new RegionBuilder(other, 'us-east-1', now);
  others.key('seen', { visibleTo: [mine], alias: 'seen' });
  others.key('hidden');
  const account = (id: string, region: RegionBuilder) => ({
    id,
    name: id,
    users: [makeUser(id, 'admin', adminPolicy)],
    roles: [],
    regions: [region.build()],
  });
  return { name: 'keys', home: mine, accounts: [account(mine, own), account(other, others)] };
}

describe('DescribeKey', () => {
  test.each([
    ['good', { Enabled: true, KeyState: 'Enabled', KeySpec: 'SYMMETRIC_DEFAULT', KeyUsage: 'ENCRYPT_DECRYPT' }],
    ['off', { Enabled: false, KeyState: 'Disabled' }],
    ['leaving', { Enabled: false, KeyState: 'PendingDeletion', DeletionDate: new Date(now + 12 * 86_400_000) }],
    ['rsa', { KeySpec: 'RSA_2048' }],
  ])('the state of the key %s', async (words, expected) => {
    const kms = kmsClient(await start({ seed: seed() }));
    const answer = await kms.send(new DescribeKeyCommand({ KeyId: keyArnOf(mine, 'us-east-1', words) }));
    expect(answer.KeyMetadata).toMatchObject({
      ...expected,
      AWSAccountId: mine,
      Arn: keyArnOf(mine, 'us-east-1', words),
    });
  });

  test('by id, alias name and alias ARN', async () => {
    const kms = kmsClient(await start({ seed: seed() }));
    const arn = keyArnOf(mine, 'us-east-1', 'good');
    for (const KeyId of [arn.split('/')[1], 'alias/data', `arn:aws:kms:us-east-1:${mine}:alias/data`]) {
      expect((await kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata?.Arn).toBe(arn);
    }
  });

  test.each([
    ['a missing key', keyArnOf(mine, 'us-east-1', 'none'), 'NotFoundException', /does not exist/],
    ['a missing alias', 'alias/none', 'NotFoundException', /is not found/],
    ['another Region', keyArnOf(mine, 'eu-west-1', 'good'), 'NotFoundException', /Invalid arn eu-west-1/],
    ['no key ARN', 'arn:aws:s3:::bucket', 'InvalidArnException', /Invalid ARN/],
    [
      'a key that nobody lets us see',
      keyArnOf(other, 'us-east-1', 'hidden'),
      'AccessDeniedException',
      /no resource-based policy/,
    ],
    [
      'a missing key of another account',
      keyArnOf(other, 'us-east-1', 'none'),
      'AccessDeniedException',
      /no resource-based policy/,
    ],
  ])('%s', async (_name, KeyId, name, message) => {
    const kms = kmsClient(await start({ seed: seed() }));
    await expect(kms.send(new DescribeKeyCommand({ KeyId }))).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message),
      $metadata: { httpStatusCode: 400 },
    });
  });

  test('another account’s key that we may see, by key and by alias', async () => {
    const kms = kmsClient(await start({ seed: seed() }));
    for (const KeyId of [keyArnOf(other, 'us-east-1', 'seen'), `arn:aws:kms:us-east-1:${other}:alias/seen`]) {
      expect((await kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata?.AWSAccountId).toBe(other);
    }
  });
});

test('ListAliases shows one’s own only, in pages', async () => {
  const kms = kmsClient(await start({ seed: seed() }));
  const first = await kms.send(new ListAliasesCommand({ Limit: 1 }));
  expect(first.Aliases?.map(({ AliasName }) => AliasName)).toEqual(['alias/data']);
  expect(first.Truncated).toBe(true);
  const second = await kms.send(new ListAliasesCommand({ Limit: 1, Marker: first.NextMarker }));
  expect(second.Aliases?.map(({ AliasName }) => AliasName)).toEqual(['alias/sign']);
  expect(second.Truncated).toBe(false);
});

test('ListKeys shows one’s own only, in pages', async () => {
  const kms = kmsClient(await start({ seed: seed() }));
  const first = await kms.send(new ListKeysCommand({ Limit: 3 }));
  expect(first.Keys?.[0]?.KeyArn).toBe(keyArnOf(mine, 'us-east-1', 'good'));
  const second = await kms.send(new ListKeysCommand({ Limit: 3, Marker: first.NextMarker }));
  expect([first.Keys?.length, first.Truncated, second.Keys?.length, second.Truncated]).toEqual([3, true, 1, false]);
});

describe('GetKeyPolicy', () => {
  test('the usual policy of a key, and one that was given', async () => {
    const aws = await start({ seed: seed() });
    const kms = kmsClient(aws);
    const KeyId = keyArnOf(mine, 'us-east-1', 'good');
    const answer = await kms.send(new GetKeyPolicyCommand({ KeyId }));
    expect(answer.PolicyName).toBe('default');
    expect(JSON.parse(answer.Policy ?? '')).toMatchObject({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${mine}:root` }, Action: 'kms:*' }],
    });
    const { keys } = aws.state.region(mine, 'us-east-1');
    const id = KeyId.split('/')[1] ?? '';
    const key = keys.get(id);
    if (key) keys.put(id, { ...key, policy: '{"Version":"2012-10-17"}' });
    expect((await kms.send(new GetKeyPolicyCommand({ KeyId: id }))).Policy).toBe('{"Version":"2012-10-17"}');
  });

  test.each([
    ['an alias', 'alias/data', undefined, 'NotFoundException'],
    ['an alias ARN', `arn:aws:kms:us-east-1:${mine}:alias/data`, undefined, 'InvalidArnException'],
    ['a missing key', keyArnOf(mine, 'us-east-1', 'none'), undefined, 'NotFoundException'],
    ['another account’s key, seen or not', keyArnOf(other, 'us-east-1', 'seen'), undefined, 'AccessDeniedException'],
    ['another name', keyArnOf(mine, 'us-east-1', 'good'), 'mine', 'NotFoundException'],
  ])('%s is refused', async (_name, KeyId, PolicyName, name) => {
    const kms = kmsClient(await start({ seed: seed() }));
    await expect(kms.send(new GetKeyPolicyCommand({ KeyId, PolicyName }))).rejects.toMatchObject({ name });
  });
});

test('a policy that names one key is judged by the key, also where an alias is asked for', async () => {
  const keyed = seed();
  const user = makeUser(mine, 'narrow', [
    { effect: 'Allow', actions: ['kms:DescribeKey'], resources: [keyArnOf(mine, 'us-east-1', 'good')] },
  ]);
  const accounts = keyed.accounts.map((one) => (one.id === mine ? { ...one, users: [user] } : one));
  const kms = kmsClient(await start({ seed: { ...keyed, accounts } }));
  await expect(kms.send(new DescribeKeyCommand({ KeyId: 'alias/data' }))).resolves.toBeDefined();
  for (const KeyId of ['alias/sign', keyArnOf(mine, 'us-east-1', 'rsa')]) {
    await expect(kms.send(new DescribeKeyCommand({ KeyId }))).rejects.toMatchObject({ name: 'AccessDeniedException' });
  }
  await expect(kms.send(new ListAliasesCommand({}))).rejects.toMatchObject({ name: 'AccessDeniedException' });
});
