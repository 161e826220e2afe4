import { expect, test } from 'vitest';
import type { Account } from '../../../../src/domain/fleet.ts';
import { createOffer } from '../../../../src/usecases/remediation/request/remediation-offer.ts';
import { kit } from '../../../support/fakes/kit.ts';

const account: Account = {
  id: '111122223333',
  name: 'production',
  regions: 'enabled',
  remediationRoleArn: 'arn:aws:iam::111122223333:role/Fix',
};

test('a misspelt name gets the nearest that is recorded there; what is like nothing is told to be audited', async () => {
  const { store } = await kit();
  const life = { id: 'f1', exposure: 'unused', references: [], firstSeenAt: 1, lastSeenAt: 1 } as const;
  const about = { rule: 'Glue-005', kind: 'configuration', reason: 'disabled' } as const;
  const place = { account: '111122223333', region: 'eu-west-1' };
  await store.findings.insert([{ ...life, ...about, ...place, name: 'orders-etl' }]);
  const offer = createOffer({ store });
  await expect(offer(account, 'eu-west-1', 'oders-etl')).rejects.toMatchObject({
    code: 'unknown-name',
    suggestions: ['orders-etl'],
  });
  expect(await offer(account, 'us-east-1', 'oders-etl')).toMatchObject({
    kind: 'problem',
    suggestions: ['/glue-audit 111122223333 us-east-1'],
  });
  expect(await offer(account, 'eu-west-1', 'orders-etl')).toMatchObject({ kind: 'remediation-offer' });
});
