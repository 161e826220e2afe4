import { expect, test } from 'vitest';
import { createConfiguration, creation } from '../../../src/domain/steps/create-configuration.ts';
import { hash, key } from '../../support/remediation/plans.ts';

const encryption = { JobBookmarksEncryption: { JobBookmarksEncryptionMode: 'CSE-KMS', KmsKeyArn: key } };
const step = createConfiguration.of(creation('s1', 'std-2', encryption));
const existing = (EncryptionConfiguration: object) => ({
  Name: 'std-2',
  ...JSON.parse(JSON.stringify({ EncryptionConfiguration })),
});

test('it starts where nothing has the name, and is done where the same configuration has it', () => {
  expect(step.judge(undefined, {}, hash)).toEqual({ at: 'start', definition: {} });
  expect(step.judge(existing(encryption), {}, hash)).toEqual({ at: 'goal', differs: [] });
});

test('a name that another configuration has is never overwritten, and nothing uses that one', () => {
  const off = { JobBookmarksEncryption: { JobBookmarksEncryptionMode: 'DISABLED' } };
  for (const other of [off, {}]) expect(step.judge(existing(other), {}, hash)).toMatchObject({ reason: 'name-taken' });
});

test('its inverse deletes exactly what it made; its session may create, and look at the key', () => {
  expect(step.inverse()).toEqual({ id: 's1', type: 'delete-configuration', name: 'std-2', encryption });
  expect(step.permissions({ account: '111122223333', region: 'eu-west-1', partition: 'aws' })).toEqual([
    { actions: ['glue:CreateSecurityConfiguration'] },
    { actions: ['kms:DescribeKey'], resources: [key] },
  ]);
});
