import { expect, test } from 'vitest';
import { switchReader } from '../../../../src/usecases/remediation/watch/switch-reader.ts';
import { FakeGlue } from '../../../support/fakes/fake-glue.ts';
import { account } from '../../../support/remediation/remediation.ts';

test('reads where the job was moved, and in no other account', async () => {
  const glue = new FakeGlue();
  const { account: own } = await glue.reader();
  const reader = await switchReader(glue, account, { account: own, region: 'eu-west-1' });
  expect(await reader.runs('orders', 0)).toEqual([]);
  await expect(switchReader(glue, account, { account: '999900001111', region: 'eu-west-1' })).rejects.toMatchObject({
    code: 'AccountMismatch',
  });
});
