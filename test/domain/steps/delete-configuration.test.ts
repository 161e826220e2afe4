import { expect, test } from 'vitest';
import { deleteConfiguration, deletion } from '../../../src/domain/steps/delete-configuration.ts';
import { hash } from '../../support/remediation/plans.ts';

const encryption = { JobBookmarksEncryption: { JobBookmarksEncryptionMode: 'DISABLED' } };
const step = deleteConfiguration.of(deletion('s1', 'std', encryption));

test('what is gone is done; what still encrypts as it did may go; what was made anew under the name may not', () => {
  expect(step.judge(undefined, {}, hash)).toEqual({ at: 'goal', differs: [] });
  const same = { Name: 'std', EncryptionConfiguration: encryption };
  expect(step.judge(same, {}, hash)).toEqual({ at: 'start', definition: same });
  const other = { ...encryption, CloudWatchEncryption: { CloudWatchEncryptionMode: 'SSE-KMS', KmsKeyArn: 'k' } };
  expect(step.judge({ Name: 'std', EncryptionConfiguration: other }, {}, hash)).toMatchObject({ state: 'drifted' });
});

test('it sends the name alone, its session may do nothing else, and its inverse makes the same again', () => {
  expect(step.request({})).toEqual({ input: { Name: 'std' } });
  expect(step.permissions({ account: '111122223333', region: 'eu-west-1', partition: 'aws' })).toEqual([
    { actions: ['glue:DeleteSecurityConfiguration'] },
  ]);
  expect(step.inverse()).toEqual({ id: 's1', type: 'create-configuration', name: 'std', encryption });
});
