import { expect, test } from 'vitest';
import { createShow } from '../../../src/usecases/audit/show.ts';
import { FakeCloud, type FakeRegion, usableKey } from '../../support/fakes/fake-cloud.ts';
import { kit } from '../../support/fakes/kit.ts';
import { disabled, encrypted, job, keyArn, target, trigger } from '../../support/inventory.ts';

async function show(name: string, region: FakeRegion, as?: 'job') {
  const base = await kit();
  const cloud = new FakeCloud({ [target.account]: { regions: { [target.region]: region } } });
  const owner = { channel: 'C1' };
  const account = { id: target.account, name: 'production', regions: 'enabled' as const, owner };
  return createShow({ ...base, cloud })(account, target.region, name, as).catch((error: unknown) => error);
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
    owner: { channel: 'C1' },
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
    const read = createShow({ ...base, cloud, ...(canRemediate && { canRemediate }) });
    const shown = await read(account, target.region, 'orders');
    if (shown.kind !== 'configuration') throw new Error(shown.kind);
    // Nothing uses it.
    expect(shown.retire).toBe(shown.remediate === undefined ? undefined : true);
    return shown.remediate;
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

test("what a job's configuration is found for was recorded under the configuration's own name", async () => {
  const base = await kit();
  const region = { configurations: [disabled('orders')], jobs: [job('nightly', { securityConfiguration: 'orders' })] };
  const cloud = new FakeCloud({ [target.account]: { regions: { [target.region]: region } } });
  const account = { id: target.account, name: 'production', regions: 'enabled' as const };
  const recorded = { ...target, rule: 'Glue-005', kind: 'configuration', name: 'orders', reason: 'disabled' } as const;
  const life = { id: 'f1', exposure: 'unused', references: [], firstSeenAt: 7, lastSeenAt: 8 } as const;
  await base.store.findings.insert([{ ...recorded, ...life, accountName: 'production' }]);
  const shown = await createShow({ ...base, cloud })(account, target.region, 'nightly');
  expect(shown.findings).toMatchObject([{ name: 'orders', firstSeenAt: 7, accountName: 'production' }]);
});

test.each([
  {
    name: 'without a configuration',
    found: { findings: [{ kind: 'unprotected-job', exposure: 'exposed' }], bookmarks: 'job-bookmark-enable' },
    jobs: [job('nightly', { defaultBookmark: 'job-bookmark-enable' })],
  },
  {
    name: 'with one that does not exist',
    found: {
      configuration: 'gone',
      configurationRead: false,
      findings: [{ kind: 'dangling-reference', detail: 'gone', exposure: 'latent' }],
      bookmarks: 'job-bookmark-disable',
    },
    jobs: [job('nightly', { securityConfiguration: 'gone' })],
  },
  {
    name: 'with a noncompliant one',
    found: {
      configuration: 'orders',
      configurationRead: true,
      // Another job makes the configuration's finding exposed.
      findings: [{ kind: 'configuration', name: 'orders', exposure: 'exposed' }],
      exposure: 'latent',
    },
    jobs: [job('nightly', { securityConfiguration: 'orders' })],
  },
  {
    name: 'with a good one, which a trigger overrides',
    found: {
      configuration: 'good',
      findings: [{ kind: 'configuration', name: 'orders' }],
      exposure: 'exposed',
      starts: [{ trigger: 't', configuration: 'orders', bookmarks: 'job-bookmark-pause' }],
    },
    jobs: [job('nightly', { securityConfiguration: 'good' })],
    triggers: [
      trigger('t', { jobName: 'nightly', securityConfiguration: 'orders', bookmark: 'job-bookmark-pause' }),
      trigger('other', { jobName: 'else' }),
    ],
  },
  {
    name: 'of a kind that takes none',
    found: { takesConfiguration: false, findings: [], command: 'glueray' },
    jobs: [job('nightly', { command: 'glueray' })],
  },
])('a job $name is shown with what it uses', async ({ jobs, triggers, found }) => {
  const region = {
    configurations: [disabled('orders'), encrypted('good')],
    jobs: [...jobs, job('else', { securityConfiguration: 'orders', defaultBookmark: 'job-bookmark-enable' })],
    keys: { [keyArn]: usableKey },
    ...(triggers && { triggers }),
  };
  expect(await show('nightly', region)).toMatchObject({ kind: 'job', name: 'nightly', ...found });
});

test('a name that a configuration and a job have: the configuration, and the job when it is asked for', async () => {
  const region = { configurations: [encrypted('orders')], jobs: [job('orders')], keys: { [keyArn]: usableKey } };
  expect(await show('orders', region)).toMatchObject({ kind: 'configuration', findings: [], namesake: true });
  expect(await show('orders', region, 'job')).toMatchObject({
    kind: 'job',
    findings: [{ kind: 'unprotected-job' }],
    namesake: true,
  });
});

test('a misspelt job gets the nearest; a list of jobs that is denied is not "no such job"', async () => {
  expect(await show('nihgtly', { jobs: [job('nightly')] })).toMatchObject({
    code: 'unknown-configuration',
    suggestions: ['nightly'],
  });
  expect(await show('nightly', { fails: { GetJobs: 'AccessDeniedException' } })).toMatchObject({
    name: 'CloudError',
    code: 'AccessDeniedException',
  });
});

test('a recorded finding about a job can be remediated from there, and a reverted job is one', async () => {
  const base = await kit();
  const region = { configurations: [disabled('old')], jobs: [job('nightly', { securityConfiguration: 'old' })] };
  const cloud = new FakeCloud({ [target.account]: { regions: { [target.region]: region } } });
  const life = { id: 'f9', exposure: 'latent', references: [], firstSeenAt: 1, lastSeenAt: 1 } as const;
  const reverted = { ...target, rule: 'Glue-005', kind: 'reverted', name: 'nightly', reason: 'points-back' } as const;
  await base.store.findings.insert([{ ...reverted, ...life }]);
  const read = createShow({ ...base, cloud, canRemediate: () => true });
  const shown = await read({ id: target.account, regions: 'enabled' }, target.region, 'nightly');
  expect(shown).toMatchObject({
    kind: 'job',
    remediate: 'f9',
    findings: [{ kind: 'configuration', name: 'old' }, { kind: 'reverted' }],
  });
});

test.each([
  ['aws-cn', { partition: 'aws-cn' }],
  [undefined, {}],
])('the cloud of its region, %s, comes along where it is known', async (partition, expected) => {
  const base = await kit();
  const fake = new FakeCloud({
    [target.account]: { regions: { [target.region]: { configurations: [disabled('orders')], jobs: [job('load')] } } },
  });
  const cloud = {
    enter: async (...args: Parameters<FakeCloud['enter']>) => ({
      ...(await fake.enter(...args)),
      partitionOf: (region: string) => (region === target.region ? partition : 'another'),
    }),
  };
  const showIt = createShow({ ...base, cloud });
  const account = { id: target.account, regions: 'enabled' as const };
  for (const name of ['orders', 'load']) {
    const { partition: said } = await showIt(account, target.region, name);
    expect(said === undefined ? {} : { partition: said }).toEqual(expected);
  }
});
