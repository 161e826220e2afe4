import { expect, test } from 'vitest';
import { createShowConfiguration } from '../../../src/usecases/audit/show-configuration.ts';
import { FakeCloud, type FakeRegion, usableKey } from '../../support/fakes/fake-cloud.ts';
import { kit } from '../../support/fakes/kit.ts';
import { disabled, encrypted, job, keyArn, target, trigger } from '../../support/inventory.ts';

async function show(name: string, region: FakeRegion) {
  const base = await kit();
  const cloud = new FakeCloud({ [target.account]: { regions: { [target.region]: region } } });
  const account = { id: target.account, name: 'production', regions: 'enabled' as const };
  return createShowConfiguration({ ...base, cloud })(account, target.region, name).catch((error: unknown) => error);
}

test('everything known about one configuration and what uses it', async () => {
  const region = {
    configurations: [disabled('orders'), encrypted('good')],
    jobs: [job('nightly', { securityConfiguration: 'orders' })],
    triggers: [trigger('t', { jobName: 'nightly', bookmark: 'job-bookmark-enable' })],
    fails: { GetCrawlers: 'AccessDeniedException' },
  };
  expect(await show('orders', region)).toMatchObject({
    accountName: 'production',
    configuration: { name: 'orders' },
    exposure: 'exposed',
    references: [{ type: 'job', name: 'nightly', via: ['t'] }],
    referencesIncomplete: [{ call: 'GetCrawlers', error: 'AccessDeniedException' }],
    findings: [{ kind: 'configuration', reason: 'disabled' }],
    rules: [{ id: 'Glue-005', riskLevel: 'Medium' }],
  });
});

test('a configuration that is fine is read as fully, with its key', async () => {
  const region = {
    configurations: [encrypted('good')],
    jobs: [job('j', { securityConfiguration: 'good' })],
    keys: { [keyArn]: usableKey },
  };
  expect(await show('good', region)).toMatchObject({ findings: [], references: [{ name: 'j' }], key: 'usable' });
  expect(await show('good', { ...region, keys: {} })).toMatchObject({
    key: 'key-missing',
    findings: [{ kind: 'unusable-key' }],
  });
  expect(await show('good', { ...region, keys: { [keyArn]: 'AccessDeniedException' } })).toMatchObject({
    key: 'not checked: AccessDeniedException',
    findings: [],
  });
});

test('a wrong name gets the nearest; a denied list is not "no such configuration"', async () => {
  expect(await show('oders', { configurations: [disabled('orders')] })).toMatchObject({
    code: 'unknown-configuration',
    suggestions: ['orders'],
  });
  expect(await show('orders', { fails: { GetSecurityConfigurations: 'AccessDeniedException' } })).toMatchObject({
    name: 'CloudError',
    code: 'AccessDeniedException',
  });
});

test('a recorded finding can be remediated from here where remediation is on for that account', async () => {
  const base = await kit();
  const region = { configurations: [disabled('orders')] };
  const cloud = new FakeCloud({ [target.account]: { regions: { [target.region]: region } } });
  const account = { id: target.account, regions: 'enabled' as const };
  const remediable = async (canRemediate?: (id: string) => boolean) => {
    const read = createShowConfiguration({ ...base, cloud, ...(canRemediate && { canRemediate }) });
    const { remediate, retire } = await read(account, target.region, 'orders');
    // Nothing uses it.
    expect(retire).toBe(remediate === undefined ? undefined : true);
    return remediate;
  };
  const isOurs = (id: string) => id === target.account;
  expect(await remediable(isOurs)).toBeUndefined();
  const recorded = { ...target, rule: 'Glue-005', kind: 'configuration', name: 'orders', reason: 'disabled' } as const;
  const life = { id: 'f1', exposure: 'unused', references: [], firstSeenAt: 1, lastSeenAt: 1 } as const;
  await base.store.findings.insert([{ ...recorded, ...life }]);
  expect(await remediable(isOurs)).toBe('f1');
  expect(await remediable(() => false)).toBeUndefined();
  expect(await remediable()).toBeUndefined();
});
