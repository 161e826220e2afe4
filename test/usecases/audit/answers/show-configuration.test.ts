import { expect, test } from 'vitest';
import { rules } from '../../../../src/domain/rules/index.ts';
import { composeConfiguration } from '../../../../src/usecases/audit/show-configuration.ts';
import { disabled, encrypted, inventory, job, keyArn, target } from '../../../support/inventory.ts';

const account = { id: target.account, name: 'production', regions: 'enabled' as const };
const seen = { findings: [], rules, seenAt: 9 };

test('whose it is, what uses it, and which lists that could name it were not read to the end', () => {
  const read = inventory({
    configurations: [disabled('orders')],
    jobs: [job('nightly', { securityConfiguration: 'orders' }), job('other')],
  });
  const denied = { call: 'GetCrawlers', error: 'AccessDeniedException', message: 'of whom' };
  const message = composeConfiguration(
    account,
    { ...read, crawlers: { items: [], error: denied } },
    disabled('orders'),
    seen,
  );
  expect(message).toMatchObject({
    ...{ kind: 'configuration', ...target, accountName: 'production', seenAt: 9, exposure: 'latent' },
    references: [{ type: 'job', name: 'nightly' }],
    referencesIncomplete: [{ call: 'GetCrawlers', error: 'AccessDeniedException' }],
    rules: [{ id: 'Glue-005' }],
  });
  expect(message).not.toHaveProperty('key');
});

test.each([
  [{ state: 'usable' }, 'usable'],
  [{ state: 'not-checked', error: 'AccessDeniedException' }, 'not checked: AccessDeniedException'],
  [{ state: 'unusable', reason: 'key-missing' }, 'key-missing'],
  [{ state: 'unusable', reason: 'key-disabled', detail: 'PendingDeletion' }, 'key-disabled (PendingDeletion)'],
] as const)('its key is told as it was judged: %j', (verdict, words) => {
  const read = { ...inventory({ configurations: [encrypted('good')] }), keys: new Map([[keyArn, verdict]]) };
  expect(composeConfiguration(account, read, encrypted('good'), seen).key).toBe(words);
});
