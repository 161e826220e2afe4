import { isDeepStrictEqual } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import type { CloudOptions } from '../../src/aws/cloud.ts';
import { createOrganizationReader } from '../../src/aws/organization.ts';
import type { Organization } from '../../src/domain/organization/organization.ts';
import { assumedXml, callerXml, expectSts, isolatedAws, refusal, silentLog } from '../support/aws/aws.ts';
import { strictNock } from '../support/aws/nock.ts';
import { FakeClock, LeapingClock } from '../support/fakes/fake-clock.ts';
import { everything } from '../support/organization.ts';

const nock = strictNock();
isolatedAws();

const readers: { close(): void }[] = [];
afterEach(() => {
  for (const each of readers.splice(0)) each.close();
});

function reader(organization: Partial<Organization> = {}, options: Partial<CloudOptions> = {}) {
  const settings = { clock: new FakeClock(), log: silentLog, env: {}, ...options };
  const made = createOrganizationReader(
    { ...everything, ...organization },
    { ...settings, retries: { maxAttempts: 1, ...options.retries } },
  );
  readers.push(made);
  return made;
}

const nobody = new Set<string>();

function expectList(
  operation: string,
  input: Record<string, unknown>,
  { status = 200, body }: { readonly status?: number; readonly body: object },
  region = 'us-east-1',
): void {
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  nock(`https://organizations.${region}.${suffix}`)
    .post('/', (sent) => isDeepStrictEqual(sent, input))
    .matchHeader('x-amz-target', `AWSOrganizationsV20161128.${operation}`)
    .matchHeader('authorization', new RegExp(`/${region}/organizations/aws4_request`))
    .reply(status, body);
}

const id = (digit: number) => String(digit).repeat(12);

function account(digit: number, more: object = {}) {
  const Arn = `arn:aws:organizations::${id(9)}:account/o-exampleorg/${id(digit)}`;
  return { Id: id(digit), Arn, Name: `account-${digit}`, Email: 'a@example.com', State: 'ACTIVE', ...more };
}

const accounts = (...list: object[]) => ({ body: { Accounts: list } });
const page = { MaxResults: 20 };

function asOwn(): void {
  expectSts(nock, 'GetCallerIdentity', {}, callerXml());
}

describe('a listing', () => {
  it('reads every page, an empty one in the middle too', async () => {
    asOwn();
    expectList('ListAccounts', page, { body: { Accounts: [account(1)], NextToken: 'a' } });
    expectList('ListAccounts', { ...page, NextToken: 'a' }, { body: { Accounts: [], NextToken: 'b' } });
    expectList('ListAccounts', { ...page, NextToken: 'b' }, accounts(account(2), account(1)));
    expect(await reader().list(nobody)).toEqual({
      members: [
        { id: id(1), name: 'account-1', partition: 'aws' },
        { id: id(2), name: 'account-2', partition: 'aws' },
      ],
      inactive: [],
    });
  });

  it('tells of each answer on the way, those of tags too', async () => {
    asOwn();
    expectList('ListAccounts', page, { body: { Accounts: [account(1)], NextToken: 'a' } });
    expectList('ListAccounts', { ...page, NextToken: 'a' }, accounts(account(2)));
    for (const digit of [1, 2]) expectList('ListTagsForResource', { ResourceId: id(digit) }, { body: { Tags: [] } });
    let answers = 0;
    const tags = { include: {}, exclude: { glue: ['off'] } };
    const { members } = await reader({ tags }).list(nobody, undefined, () => {
      answers += 1;
    });
    expect([members.length, answers]).toEqual([2, 4]);
  });

  it('leaves out what is not in use, and says which; a Status of before 2026 counts where there is no State', async () => {
    asOwn();
    const old = { State: undefined, Status: 'SUSPENDED' };
    expectList(
      'ListAccounts',
      page,
      accounts(account(1, { State: 'CLOSED' }), account(2, old), account(3, { State: undefined, Status: 'ACTIVE' })),
    );
    const { members, inactive } = await reader().list(nobody);
    expect(members.map((each) => each.id)).toEqual([id(3)]);
    expect(inactive.map((each) => [each.id, each.state])).toEqual([
      [id(1), 'CLOSED'],
      [id(2), 'SUSPENDED'],
    ]);
  });

  it('goes through the role of another account, with its external id', async () => {
    const roleArn = `arn:aws:iam::${id(9)}:role/Organization`;
    const parameters = { RoleArn: roleArn, RoleSessionName: 'gluewarden-organization', ExternalId: `gw-${id(9)}` };
    expectSts(nock, 'AssumeRole', parameters, assumedXml(id(9), new Date(Date.now() + 3_600_000)));
    expectList('ListAccounts', page, accounts(account(1)));
    const { members } = await reader({ roleArn, externalId: 'gw-{accountId}' }).list(nobody);
    expect(members).toHaveLength(1);
  });

  it.each([
    ['cn-north-1', 'cn-northwest-1', 'aws-cn'],
    ['us-gov-east-1', 'us-gov-west-1', 'aws-us-gov'],
  ])('asks the one endpoint of the partition of %s', async (region, home, partition) => {
    nock(`https://sts.${region}.amazonaws.com${region.startsWith('cn') ? '.cn' : ''}`)
      .post('/')
      .reply(200, callerXml().xml.replace('arn:aws:', `arn:${partition}:`));
    expectList('ListAccounts', page, accounts(account(1, { Arn: undefined })), home);
    const { members } = await reader({}, { region }).list(nobody);
    expect(members[0]?.partition).toBe(partition);
  });

  it('waits and asks again while it is throttled', async () => {
    asOwn();
    expectList('ListAccounts', page, refusal('TooManyRequestsException'));
    expectList('ListAccounts', page, accounts(account(1)));
    const clock = new LeapingClock();
    const { members } = await reader({}, { clock, retries: { maxAttempts: 2 } }).list(nobody);
    expect(members).toHaveLength(1);
  });
});

describe('a listing that cannot be read to its end is none', () => {
  it.each(['AccessDeniedException', 'AWSOrganizationsNotInUseException', 'TooManyRequestsException'])(
    '%s on the second page',
    async (code) => {
      asOwn();
      expectList('ListAccounts', page, { body: { Accounts: [account(1)], NextToken: 'a' } });
      expectList('ListAccounts', { ...page, NextToken: 'a' }, refusal(code));
      await expect(reader().list(nobody)).rejects.toMatchObject({ call: 'ListAccounts', code });
    },
  );

  it('no account at all', async () => {
    asOwn();
    expectList('ListAccounts', page, accounts());
    await expect(reader().list(nobody)).rejects.toMatchObject({ code: 'NoAccounts' });
  });

  it('an account without an id', async () => {
    asOwn();
    expectList('ListAccounts', page, accounts(account(1), { Name: 'nobody' }));
    await expect(reader().list(nobody)).rejects.toMatchObject({ code: 'MalformedItem' });
  });

  it('a token that comes twice', async () => {
    asOwn();
    expectList('ListAccounts', page, { body: { Accounts: [account(1)], NextToken: 'a' } });
    expectList('ListAccounts', { ...page, NextToken: 'a' }, { body: { Accounts: [], NextToken: 'a' } });
    await expect(reader().list(nobody)).rejects.toMatchObject({ code: 'RepeatedToken' });
  });

  it('an organizational unit that does not exist', async () => {
    asOwn();
    expectList('ListAccounts', page, accounts(account(1)));
    expectList('ListAccountsForParent', { ParentId: 'ou-1', ...page }, refusal('ParentNotFoundException'));
    const filtered = reader({ organizationalUnits: { include: ['ou-1'], exclude: [] } });
    await expect(filtered.list(nobody)).rejects.toMatchObject({
      call: 'ListAccountsForParent',
      code: 'ParentNotFoundException',
    });
  });

  it('credentials of another account than the role names', async () => {
    const roleArn = `arn:aws:iam::${id(9)}:role/Organization`;
    const parameters = { RoleArn: roleArn, RoleSessionName: 'gluewarden-organization' };
    expectSts(nock, 'AssumeRole', parameters, assumedXml(id(8), new Date(Date.now() + 3_600_000)));
    await expect(reader({ roleArn }).list(nobody)).rejects.toMatchObject({ code: 'AccountMismatch' });
  });
});

describe('organizational units', () => {
  const unit = (ParentId: string, found: number[], below: string[] = []) => {
    expectList('ListAccountsForParent', { ParentId, ...page }, accounts(...found.map((digit) => account(digit))));
    const OrganizationalUnits = below.map((each) => ({ Id: each }));
    expectList('ListOrganizationalUnitsForParent', { ParentId, ...page }, { body: { OrganizationalUnits } });
  };
  const parent = (ChildId: string, Id: string) =>
    expectList('ListParents', { ChildId, ...page }, { body: { Parents: [{ Id, Type: 'ORGANIZATIONAL_UNIT' }] } });
  const filter = { organizationalUnits: { include: ['ou-in'], exclude: ['ou-out'] } };

  it('count with those below them, each read once', async () => {
    asOwn();
    expectList('ListAccounts', page, accounts(account(1), account(2), account(3), account(4)));
    unit('ou-in', [1], ['ou-below', 'ou-out']);
    unit('ou-below', [2]);
    unit('ou-out', [3]);
    const { members } = await reader(filter).list(nobody);
    expect(members.map((each) => each.id)).toEqual([id(1), id(2)]);
  });

  it('an account that was moved while they were read has not left: its own parents are asked', async () => {
    asOwn();
    expectList('ListAccounts', page, accounts(account(1), account(2), account(3)));
    unit('ou-in', [1]);
    unit('ou-out', []);
    parent(id(2), 'ou-new');
    parent('ou-new', 'ou-in');
    parent('ou-in', 'r-root');
    parent(id(3), 'ou-other');
    parent('ou-other', 'r-root');
    const { members } = await reader(filter).list(new Set([id(2), id(3)]));
    expect(members.map((each) => each.id)).toEqual([id(1), id(2)]);
  });

  it('one that is gone meanwhile has left', async () => {
    asOwn();
    expectList('ListAccounts', page, accounts(account(1), account(2)));
    unit('ou-in', [1]);
    unit('ou-out', []);
    expectList('ListParents', { ChildId: id(2), ...page }, refusal('ChildNotFoundException'));
    const { members } = await reader(filter).list(new Set([id(2)]));
    expect(members.map((each) => each.id)).toEqual([id(1)]);
  });
});

it('the owners of accounts are read from their tags, also where nothing is filtered by them', async () => {
  asOwn();
  expectList('ListAccounts', page, accounts(account(1), account(2)));
  const Tags = [
    { Key: 'slack', Value: 'C0TEAM' },
    { Key: 'other', Value: 'x' },
  ];
  expectList('ListTagsForResource', { ResourceId: id(1) }, { body: { Tags } });
  expectList('ListTagsForResource', { ResourceId: id(2) }, { body: { Tags: [] } });
  const { members } = await reader({ ownerTags: { channel: 'slack', usergroup: 'group' } }).list(nobody);
  expect(members.map(({ ownerTags }) => ownerTags)).toEqual([{ channel: 'C0TEAM' }, undefined]);
});

describe('tags', () => {
  const filter = { tags: { include: { glue: ['yes'] }, exclude: {} }, excludedAccounts: [id(4)] };
  const tags = (digit: number, ...values: [string, string][]) =>
    expectList(
      'ListTagsForResource',
      { ResourceId: id(digit) },
      { body: { Tags: values.map(([Key, Value]) => ({ Key, Value })) } },
    );

  it('are asked for what is in use and not excluded, and to their end', async () => {
    asOwn();
    const all = [account(1), account(2), account(3, { State: 'CLOSED' }), account(4), account(5)];
    expectList('ListAccounts', page, accounts(...all));
    expectList('ListTagsForResource', { ResourceId: id(1) }, { body: { Tags: [], NextToken: 't' } });
    const second = { body: { Tags: [{ Key: 'glue', Value: 'yes' }] } };
    expectList('ListTagsForResource', { ResourceId: id(1), NextToken: 't' }, second);
    tags(2, ['glue', 'no']);
    expectList('ListTagsForResource', { ResourceId: id(5) }, refusal('TargetNotFoundException'));
    const { members, inactive } = await reader(filter).list(nobody);
    expect(members.map((each) => each.id)).toEqual([id(1)]);
    expect(inactive.map((each) => each.id)).toEqual([id(3)]);
  });

  it('that may not be read end the listing', async () => {
    asOwn();
    expectList('ListAccounts', page, accounts(account(1)));
    expectList('ListTagsForResource', { ResourceId: id(1) }, refusal('AccessDeniedException'));
    await expect(reader(filter).list(nobody)).rejects.toMatchObject({
      call: 'ListTagsForResource',
      code: 'AccessDeniedException',
    });
  });
});

describe('a probe', () => {
  it('makes the same requests, and says which were answered before one failed', async () => {
    asOwn();
    expectList('ListAccounts', page, accounts(account(1)));
    expectList('ListTagsForResource', { ResourceId: id(1) }, refusal('AccessDeniedException'));
    const probed = await reader({ tags: { include: { glue: ['*'] }, exclude: {} } }).probe();
    expect(probed).toMatchObject({
      identity: { account: '111122223333' },
      answered: ['ListAccounts'],
      error: { call: 'ListTagsForResource', error: 'AccessDeniedException' },
    });
  });

  it('never rejects', async () => {
    asOwn();
    expectList('ListAccounts', page, refusal('AWSOrganizationsNotInUseException'));
    expect(await reader().probe()).toMatchObject({
      answered: [],
      error: { error: 'AWSOrganizationsNotInUseException' },
    });
  });
});
