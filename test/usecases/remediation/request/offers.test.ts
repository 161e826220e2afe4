import { expect, test } from 'vitest';
import { CloudError } from '../../../../src/domain/errors.ts';
import type { KeyDescription, Listing, SecurityConfiguration } from '../../../../src/domain/model.ts';
import type { TargetReader } from '../../../../src/usecases/ports/cloud.ts';
import type { DefinitionReader } from '../../../../src/usecases/ports/remediation-cloud.ts';
import { ownConfiguration, readOffers } from '../../../../src/usecases/remediation/request/offers.ts';
import { FakeClock } from '../../../support/fakes/fake-clock.ts';
import { usableKey } from '../../../support/fakes/fake-cloud.ts';
import { fakes } from '../../../support/fakes/fake-plan-reads.ts';
import { account } from '../../../support/remediation/remediation.ts';

const target = { account: '111122223333', region: 'eu-west-1' };
const arn = (id: string) => `arn:aws:kms:eu-west-1:111122223333:key/${id}`;

interface World {
  readonly keys?: readonly { readonly arn: string; readonly alias?: string }[] | CloudError;
  readonly configurations?: Listing<SecurityConfiguration>;
  /** What DescribeKey says of a key, by its ARN; usable where nothing is said. A string: the code with which it fails. */
  readonly described?: Readonly<Record<string, KeyDescription | string>>;
  readonly enter?: CloudError;
  /** DescribeKey never ends by itself. */
  readonly hangs?: boolean;
}

function read(world: World, asked: { configured?: string; ofJob?: boolean; except?: readonly string[] } = {}) {
  const reads = fakes();
  const clock = new FakeClock();
  const described: string[] = [];
  let [now, most] = [0, 0];
  const describeKey: TargetReader['describeKey'] = async (key, signal) => {
    described.push(key);
    now += 1;
    most = Math.max(most, now);
    if (world.hangs) {
      await new Promise((_, reject) =>
        signal?.addEventListener('abort', () => reject(new CloudError('DescribeKey', 'DeadlineExceeded', 'late'))),
      );
    }
    await Promise.resolve();
    now -= 1;
    const said = world.described?.[key] ?? { ...usableKey, arn: key };
    if (typeof said === 'string') throw new CloudError('DescribeKey', said, said);
    return said;
  };
  const keys: DefinitionReader['keys'] = async () => {
    if (world.keys instanceof CloudError) throw world.keys;
    return world.keys ?? [];
  };
  const offers = readOffers(
    {
      clock,
      cloud: {
        async enter(of, signal) {
          if (world.enter) throw world.enter;
          const entered = await reads.cloud.enter(of, signal);
          const region = (name: string): TargetReader => ({
            ...entered.region(name),
            describeKey,
            configurations: async () => world.configurations ?? { items: [] },
          });
          return { ...entered, region };
        },
      },
      remediation: {
        async reader() {
          const found = await reads.remediation.reader();
          return { ...found, reader: { ...found.reader, keys } };
        },
      },
    },
    account,
    { target, configured: asked.configured, ofJob: asked.ofJob ?? false, except: asked.except ?? [] },
  );
  return { offers, clock, described, most: () => most };
}

const compliant = (name: string, keyArn = arn('c')): SecurityConfiguration => ({
  name,
  s3: [],
  jobBookmarks: { mode: 'CSE-KMS', keyArn },
});

test('one entry a key with all of its aliases, each described once', async () => {
  const keys = [{ arn: arn('1'), alias: 'alias/data' }, { arn: arn('1'), alias: 'alias/etl' }, { arn: arn('2') }];
  const { offers, described } = read({ keys });
  expect(await offers).toEqual({
    keys: [
      { arn: arn('1'), aliases: ['data', 'etl'] },
      { arn: arn('2'), aliases: [] },
    ],
    attach: [],
  });
  expect(described).toEqual([arn('1'), arn('2')]);
});

test.each<[string, KeyDescription]>([
  ['is disabled', { ...usableKey, keyState: 'Disabled' }],
  ['is about to be deleted', { ...usableKey, keyState: 'PendingDeletion' }],
  ['waits for its material', { ...usableKey, keyState: 'PendingImport' }],
  ['is asymmetric', { ...usableKey, keySpec: 'RSA_2048' }],
  ['is for signatures', { ...usableKey, keyUsage: 'GENERATE_VERIFY_MAC' }],
  ['AWS manages for a service', { ...usableKey, keyManager: 'AWS' }],
])('a key that %s is not offered', async (_, said) => {
  const { offers } = read({ keys: [{ arn: arn('1') }, { arn: arn('2') }], described: { [arn('1')]: said } });
  expect((await offers).keys).toEqual([{ arn: arn('2'), aliases: [] }]);
});

test('a key whose state nobody may read is offered, and marked', async () => {
  const { offers } = read({ keys: [{ arn: arn('1') }], described: { [arn('1')]: 'AccessDeniedException' } });
  expect((await offers).keys).toEqual([{ arn: arn('1'), aliases: [], notChecked: 'AccessDeniedException' }]);
});

test('one that was deleted since it was listed is not offered', async () => {
  const { offers } = read({ keys: [{ arn: arn('1') }], described: { [arn('1')]: 'NotFoundException' } });
  expect((await offers).keys).toEqual([]);
});

test('of 2,000 keys 100 are described, ten at once, and how many there are is told', async () => {
  const keys = Array.from({ length: 2_000 }, (_, at) => ({ arn: arn(String(at)) }));
  const { offers, described, most } = read({ keys });
  expect(await offers).toMatchObject({ keysTotal: 2_000, keys: { length: 100 } });
  expect(described).toHaveLength(100);
  expect(most()).toBe(10);
  const few = await read({ keys: keys.slice(0, 100) }).offers;
  expect(few).not.toHaveProperty('keysTotal');
});

test('where keys cannot be listed, it is said why, and the configured one is offered', async () => {
  const denied = new CloudError('ListAliases', 'AccessDeniedException', 'no');
  const { offers } = read({ keys: denied }, { configured: arn('own') });
  expect(await offers).toEqual({ keys: [], keysError: 'AccessDeniedException', configuredKey: arn('own'), attach: [] });
});

test.each<[string, KeyDescription | string, object]>([
  [
    'cannot be used: why',
    { ...usableKey, keyState: 'PendingDeletion' },
    { configuredUnusable: 'key-pending-deletion' },
  ],
  ['AWS manages: why', { ...usableKey, keyManager: 'AWS' }, { configuredUnusable: 'aws-managed' }],
  [
    'could not be checked: marked',
    'ThrottlingException',
    { configuredKey: arn('1'), configuredNotChecked: 'ThrottlingException' },
  ],
])('a configured key that %s', async (_, said, expected) => {
  const { offers } = read({ keys: [{ arn: arn('1') }], described: { [arn('1')]: said } }, { configured: arn('1') });
  expect(await offers).toEqual({ ...expected, keys: [], attach: [] });
});

test('the key behind a configured alias is not offered a second time', async () => {
  const alias = 'arn:aws:kms:eu-west-1:111122223333:alias/data';
  const described = { [alias]: { ...usableKey, arn: arn('1') } };
  const { offers } = read({ keys: [{ arn: arn('1'), alias: 'alias/data' }], described }, { configured: alias });
  expect(await offers).toEqual({ configuredKey: alias, keys: [], attach: [] });
});

test('a job can get a compliant configuration whose key can be used; one of an unknown key is marked', async () => {
  const items = [
    compliant('good'),
    compliant('bad-key', arn('disabled')),
    compliant('other-region', 'arn:aws:kms:us-east-1:111122223333:key/1'),
    compliant('unseen', 'arn:aws:kms:eu-west-1:999900001111:key/1'),
    compliant('its-own'),
    { name: 'plain', s3: [], jobBookmarks: { mode: 'DISABLED' } },
    { name: 'no-key', s3: [], jobBookmarks: { mode: 'CSE-KMS' } },
  ];
  const described = {
    [arn('disabled')]: { ...usableKey, keyState: 'Disabled' },
    'arn:aws:kms:eu-west-1:999900001111:key/1': 'NotFoundException',
  };
  const { offers, described: asked } = read(
    { configurations: { items }, described },
    { ofJob: true, except: ['its-own'] },
  );
  expect((await offers).attach).toEqual([{ name: 'good' }, { name: 'unseen', notChecked: 'NotFoundException' }]);
  expect(asked.filter((key) => key === arn('c'))).toHaveLength(1);
  const { offers: ofConfiguration } = read({ configurations: { items } });
  expect((await ofConfiguration).attach).toEqual([]);
});

test('a list of configurations that broke off is told, and so is one that is longer than a select', async () => {
  const items = Array.from({ length: 130 }, (_, at) => compliant(`c${at}`));
  const error = { call: 'GetSecurityConfigurations', error: 'ThrottlingException' };
  const { offers } = read({ configurations: { items, error } }, { ofJob: true });
  expect(await offers).toMatchObject({ attach: { length: 100 }, attachLeft: 30, attachError: 'ThrottlingException' });
});

test('where the account cannot be entered to read, keys are offered as not checked, and no configuration', async () => {
  const enter = new CloudError('AssumeRole', 'AccessDenied', 'no');
  const { offers } = read({ enter, keys: [{ arn: arn('1') }] }, { ofJob: true });
  expect(await offers).toEqual({
    keys: [{ arn: arn('1'), aliases: [], notChecked: 'AccessDenied' }],
    attach: [],
    attachError: 'AccessDenied',
  });
});

test('nobody waits longer than 20 seconds: what AWS has not answered by then is offered as not checked', async () => {
  const { offers, clock, described } = read({ keys: [{ arn: arn('1') }], hangs: true });
  while (described.length === 0) await Promise.resolve();
  await clock.advance(20_000);
  expect((await offers).keys).toEqual([{ arn: arn('1'), aliases: [], notChecked: 'DeadlineExceeded' }]);
});

test.each([
  ['configuration', 'std', undefined, ['std']],
  ['unusable-key', 'std', undefined, ['std']],
  ['dangling-reference', 'etl', 'gone', ['gone']],
  ['unprotected-job', 'etl', undefined, []],
] as const)('a finding of kind %s is about its own configuration alone', (kind, name, detail, expected) => {
  expect(ownConfiguration({ kind, name, ...(detail !== undefined && { detail }) })).toEqual(expected);
});
