import { expect, test } from 'vitest';
import { describeKeys, literal, passedToGlue, passRole } from '../../../src/domain/steps/permissions.ts';

const target = { account: '111122223333', region: 'eu-west-1', partition: 'aws' };
const role = 'arn:aws:iam::111122223333:role/';

test('a name that looks like a pattern or a variable allows that name alone', () => {
  expect(literal('all-*?')).toBe(`all-\${*}\${?}`);
  expect(literal(`\${aws:username} $5`)).toBe(`\${$}{aws:username} $5`);
});

test.each([
  [`${role}etl`, [`${role}etl`]],
  ['etl', [`${role}etl`, `${role}*/etl`]],
  ['path/etl', [`${role}path/etl`]],
  ['e*', [`${role}e\${*}`, `${role}*/e\${*}`]],
])('the role %s is passed, and to Glue only', (name, resources) => {
  expect(passRole(target, name)).toEqual([{ actions: ['iam:PassRole'], resources, condition: passedToGlue }]);
});

test('no role, nothing to pass; another partition, its ARNs', () => {
  expect(passRole(target, undefined)).toEqual([]);
  expect(passRole({ ...target, partition: 'aws-eusc' }, 'p/etl')[0]?.resources).toEqual([
    'arn:aws-eusc:iam::111122223333:role/p/etl',
  ]);
});

test('every key that a configuration names may be described; of an alias, the keys of its region', () => {
  const key = 'arn:aws:kms:eu-west-1:111122223333:key/1';
  const encryption = {
    S3Encryption: [{ KmsKeyArn: key }, { KmsKeyArn: '' }],
    JobBookmarksEncryption: { KmsKeyArn: 'arn:aws:kms:eu-west-1:111122223333:alias/a/b' },
  };
  expect(describeKeys(encryption)).toEqual([
    { actions: ['kms:DescribeKey'], resources: [key, 'arn:aws:kms:eu-west-1:111122223333:key/*'] },
  ]);
  expect(describeKeys({})).toEqual([]);
});
