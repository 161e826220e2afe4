import { expect, test } from 'vitest';
import type { RemediationChoice } from '../../../../src/usecases/ports/remediation-surface.ts';
import { planChoice } from '../../../../src/usecases/remediation/request/remediation-form.ts';

const choice: RemediationChoice = { mode: 'full', crawlers: false, visualJobs: false, canary: true };
const target = { account: '111122223333', region: 'eusc-de-east-1' };
const account = { remediationRoleArn: 'arn:aws-eusc:iam::111122223333:role/fix', regions: [target.region] };

test.each([
  ['key/1234', 'arn:aws-eusc:kms:eusc-de-east-1:111122223333:key/1234'],
  ['alias/data', 'arn:aws-eusc:kms:eusc-de-east-1:111122223333:alias/data'],
  ['arn:aws-eusc:kms:eusc-de-east-1:999900001111:key/5', 'arn:aws-eusc:kms:eusc-de-east-1:999900001111:key/5'],
  ['configured', 'the configured one'],
])('a key that is chosen as %s is %s, in the partition of the account’s roles', (key, arn) => {
  const options = { account, configured: 'the configured one' };
  expect(planChoice({ ...choice, key }, target, options).key).toBe(arn);
});

test('no key is chosen', () => {
  expect(planChoice(choice, target, { account, configured: 'x' })).not.toHaveProperty('key');
});
