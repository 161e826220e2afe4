import { expect, test } from 'vitest';
import { checkKey } from '../../../src/usecases/audit/check-key.ts';
import { FakeCloud } from '../../support/fakes/fake-cloud.ts';
import { kit } from '../../support/fakes/kit.ts';
import { target } from '../../support/inventory.ts';

const arn = (name: string, region = target.region) => `arn:aws:kms:${region}:${target.account}:key/${name}`;
const described = { keySpec: 'SYMMETRIC_DEFAULT', keyUsage: 'ENCRYPT_DECRYPT' };
const keys = {
  [arn('good')]: { ...described, keyState: 'Enabled' },
  [arn('off')]: { ...described, keyState: 'Disabled' },
  [arn('hidden')]: 'AccessDeniedException',
};
const account = { id: target.account, regions: [target.region] };

test.each([
  ['good', arn('good'), { state: 'usable' }],
  ['disabled', arn('off'), { state: 'unusable', reason: 'key-disabled' }],
  ['hidden', arn('hidden'), { state: 'not-checked', error: 'AccessDeniedException' }],
  ['in another region', arn('good', 'us-east-1'), { state: 'unusable', reason: 'key-other-region' }],
])('a key that is %s', async (_what, key, verdict) => {
  const { clock } = await kit();
  const cloud = new FakeCloud({ [target.account]: { regions: { [target.region]: { keys } } } });
  expect(await checkKey({ cloud, clock, account: () => account }, target, key)).toMatchObject(verdict);
});

test('an account that cannot be entered, is another one, or has left: nothing is known', async () => {
  const { clock } = await kit();
  const refused = new FakeCloud({ [target.account]: { refused: 'AccessDenied', regions: {} } });
  const other = new FakeCloud({ '444455556666': { regions: {} } }, '444455556666');
  const own = { regions: [target.region] };
  for (const [cloud, known, error] of [
    [refused, account, 'AccessDenied'],
    [other, own, 'AccountMismatch'],
    [other, undefined, 'AccountMismatch'],
  ] as const)
    expect(await checkKey({ cloud, clock, account: () => known }, target, arn('good'))).toEqual({
      state: 'not-checked',
      error,
    });
});
