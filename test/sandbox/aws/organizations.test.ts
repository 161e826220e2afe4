import {
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListOrganizationalUnitsForParentCommand,
  ListParentsCommand,
  ListTagsForResourceCommand,
  OrganizationsClient,
  paginateListAccounts,
} from '@aws-sdk/client-organizations';
import { afterEach, describe, expect, test } from 'vitest';
import type { OrganizationAccount } from '../../../sandbox/aws/organizations/shapes.ts';
import { adminPolicy, makeUser, organizationPolicy, scanPolicy } from '../../../sandbox/aws/seed/identities.ts';
import type { AccountSeed, Seed } from '../../../sandbox/aws/seed/model.ts';
import type { AwsSandbox } from '../../../sandbox/aws/server.ts';
import { start } from './support.ts';

const clients: OrganizationsClient[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.destroy();
});

const management = '910000000001';
const member = '920000000002';
const stranger = '930000000003';
const inner = 'ou-ab12-22222222';

function account(id: string, policy = adminPolicy): AccountSeed {
  return { id, name: id, users: [makeUser(id, 'tester', policy)], roles: [], regions: [] };
}

function listed(number: number, more: Partial<OrganizationAccount> = {}): OrganizationAccount {
  return { id: String(800_000_000_000 + number), name: `team-${number}`, state: 'ACTIVE', parent: 'r-ab12', ...more };
}

function organization(accounts: readonly OrganizationAccount[] = [], policy = adminPolicy): Seed {
  return {
    name: 'test',
    home: management,
    accounts: [account(management, policy), account(member), account(stranger)],
    organization: {
      id: 'o-exampleorgid',
      managementAccount: management,
      delegatedAdministrators: [],
      root: 'r-ab12',
      units: [
        { id: 'ou-ab12-11111111', name: 'teams', parent: 'r-ab12' },
        { id: inner, name: 'data', parent: 'ou-ab12-11111111' },
      ],
      accounts: [
        { id: management, name: 'management', state: 'ACTIVE', parent: 'r-ab12' },
        { id: member, name: 'member', state: 'ACTIVE', parent: inner, tags: { glue: 'yes', team: 'orders' } },
        ...accounts,
      ],
    },
  };
}

function client(aws: AwsSandbox, accountId = management, region = 'us-east-1'): OrganizationsClient {
  const settings = { endpoint: aws.url, region, credentials: aws.credentials(accountId), maxAttempts: 1 };
  const made = new OrganizationsClient(settings);
  clients.push(made);
  return made;
}

const many = Array.from({ length: 45 }, (_, index) => listed(index));

async function pages(asked: OrganizationsClient): Promise<number[]> {
  const sizes: number[] = [];
  for await (const { Accounts = [] } of paginateListAccounts({ client: asked }, {})) sizes.push(Accounts.length);
  return sizes;
}

describe('ListAccounts', () => {
  test('gives every account, by State, and by Status where it is asked to', async () => {
    const aws = await start({
      seed: organization([listed(1, { state: 'CLOSED' }), listed(2, { state: 'SUSPENDED' })]),
    });
    const list = async () => (await client(aws).send(new ListAccountsCommand({}))).Accounts ?? [];
    expect((await list()).map(({ State, Status }) => [State, Status])).toEqual([
      ['ACTIVE', undefined],
      ['ACTIVE', undefined],
      ['CLOSED', undefined],
      ['SUSPENDED', undefined],
    ]);
    expect((await list())[1]?.Arn).toBe(`arn:aws:organizations::${management}:account/o-exampleorgid/${member}`);
    Object.assign(aws.settings, { accountState: false, accountStatus: true });
    expect((await list()).map(({ State, Status }) => [State, Status])).toEqual([
      [undefined, 'ACTIVE'],
      [undefined, 'ACTIVE'],
      [undefined, 'SUSPENDED'],
      [undefined, 'SUSPENDED'],
    ]);
  });

  test('pages by at most 20, also by an empty page with a token', async () => {
    const aws = await start({ seed: organization(many) });
    expect(await pages(client(aws))).toEqual([20, 20, 7]);
    aws.faults.add({ operation: 'ListAccounts', page: 2, effect: { kind: 'empty-page' } });
    expect(await pages(client(aws))).toEqual([20, 0, 20, 7]);
  });

  test.each([
    ['a page of 21', { MaxResults: 21 }],
    ['a token that nobody gave', { NextToken: 'made up' }],
  ])('refuses %s', async (_, input) => {
    const asked = client(await start({ seed: organization() }));
    await expect(asked.send(new ListAccountsCommand(input))).rejects.toMatchObject({ name: 'InvalidInputException' });
  });
});

describe('who may ask', () => {
  test.each([
    ['a member', member, 'AccessDeniedException', "You don't have permissions to access this resource."],
    [
      'an account of no organization',
      stranger,
      'AWSOrganizationsNotInUseException',
      'Your account is not a member of an organization.',
    ],
  ])('%s is refused, whatever its policy allows', async (_, asker, name, message) => {
    const asked = client(await start({ seed: organization() }), asker);
    await expect(asked.send(new ListAccountsCommand({}))).rejects.toMatchObject({
      name,
      message,
      $metadata: { httpStatusCode: 400 },
    });
  });

  test('a delegated administrator is answered as the management account is', async () => {
    const aws = await start({ seed: organization() });
    aws.state.organization?.delegatedAdministrators.add(member);
    expect((await client(aws, member).send(new ListAccountsCommand({}))).Accounts).toHaveLength(2);
  });

  test('without any organization it is in use by nobody', async () => {
    const { organization: _none, ...seed } = organization();
    const asked = client(await start({ seed }));
    await expect(asked.send(new ListAccountsCommand({}))).rejects.toMatchObject({
      name: 'AWSOrganizationsNotInUseException',
    });
  });

  test('without a permission IAM refuses, and names the resource', async () => {
    const aws = await start({ seed: organization([], scanPolicy) });
    await expect(client(aws).send(new ListAccountsCommand({}))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringMatching(
        /is not authorized to perform: organizations:ListAccounts on resource: \* because/,
      ),
    });
    await expect(client(aws).send(new ListTagsForResourceCommand({ ResourceId: member }))).rejects.toMatchObject({
      message: expect.stringContaining(`:account/o-exampleorgid/${member} because no identity-based policy`),
    });
  });

  test('what `gluewarden policy` prints is enough for every one of the five', async () => {
    const asked = client(await start({ seed: organization([], organizationPolicy) }));
    await asked.send(new ListAccountsCommand({}));
    await asked.send(new ListAccountsForParentCommand({ ParentId: 'r-ab12' }));
    await asked.send(new ListOrganizationalUnitsForParentCommand({ ParentId: inner }));
    await asked.send(new ListParentsCommand({ ChildId: inner }));
    await asked.send(new ListTagsForResourceCommand({ ResourceId: member }));
  });

  test('another endpoint than that of us-east-1 knows no signature', async () => {
    const asked = client(await start({ seed: organization() }), management, 'eu-west-1');
    await expect(asked.send(new ListAccountsCommand({}))).rejects.toMatchObject({ name: 'InvalidSignatureException' });
  });

  test('a throttled one is told so with status 400', async () => {
    const aws = await start({ seed: organization(many) });
    aws.faults.add({ service: 'organizations', page: 2, effect: { kind: 'throttle' } });
    await expect(pages(client(aws))).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      $metadata: { httpStatusCode: 400 },
    });
  });
});

describe('where accounts are', () => {
  test('units and accounts right below one, and the one parent of each', async () => {
    const asked = client(await start({ seed: organization() }));
    const { Accounts } = await asked.send(new ListAccountsForParentCommand({ ParentId: inner }));
    expect(Accounts?.map(({ Id }) => Id)).toEqual([member]);
    const units = await asked.send(new ListOrganizationalUnitsForParentCommand({ ParentId: 'r-ab12' }));
    expect(units.OrganizationalUnits?.map(({ Name }) => Name)).toEqual(['teams']);
    const parents = async (ChildId: string) => (await asked.send(new ListParentsCommand({ ChildId }))).Parents;
    expect(await parents(member)).toEqual([{ Id: inner, Type: 'ORGANIZATIONAL_UNIT' }]);
    expect(await parents('ou-ab12-11111111')).toEqual([{ Id: 'r-ab12', Type: 'ROOT' }]);
  });

  test('a token of one parent is none of another', async () => {
    const asked = client(await start({ seed: organization(many) }));
    const { NextToken } = await asked.send(new ListAccountsForParentCommand({ ParentId: 'r-ab12' }));
    expect(NextToken).toBeDefined();
    await expect(asked.send(new ListAccountsForParentCommand({ ParentId: inner, NextToken }))).rejects.toMatchObject({
      name: 'InvalidInputException',
    });
  });

  test.each([
    ['ParentNotFoundException', 'ListAccountsForParent', { ParentId: 'ou-ab12-99999999' }],
    ['ParentNotFoundException', 'ListOrganizationalUnitsForParent', { ParentId: 'r-zzzz' }],
    ['ChildNotFoundException', 'ListParents', { ChildId: '999999999999' }],
    ['TargetNotFoundException', 'ListTagsForResource', { ResourceId: '999999999999' }],
    ['InvalidInputException', 'ListAccountsForParent', { ParentId: 'teams' }],
    ['InvalidInputException', 'ListParents', {}],
    ['InvalidInputException', 'ListTagsForResource', { ResourceId: '999999999999', MaxResults: 5 }],
  ])('%s of %s %o', async (name, operation, input) => {
    const asked = client(await start({ seed: organization() }));
    await expect(send(asked, operation, input)).rejects.toMatchObject({ name });
  });

  test('tags', async () => {
    const asked = client(await start({ seed: organization() }));
    expect((await asked.send(new ListTagsForResourceCommand({ ResourceId: member }))).Tags).toEqual([
      { Key: 'glue', Value: 'yes' },
      { Key: 'team', Value: 'orders' },
    ]);
  });
});

/** What the SDK's own types would not let through. */
function send(asked: OrganizationsClient, operation: string, input: object): Promise<unknown> {
  const command = new ListAccountsCommand({});
  asked.middlewareStack.add(
    (next) => (args) => {
      const { request } = args;
      if (isRequest(request)) {
        request.headers['x-amz-target'] = `AWSOrganizationsV20161128.${operation}`;
        request.body = JSON.stringify(input);
        request.headers['content-length'] = String(request.body.length);
      }
      return next(args);
    },
    { step: 'build', name: 'anything', priority: 'low' },
  );
  return asked.send(command);
}

function isRequest(value: unknown): value is { body: string; headers: Record<string, string> } {
  return typeof value === 'object' && value !== null && 'headers' in value && 'body' in value;
}

test('another process moves, suspends and removes accounts', async () => {
  const aws = await start({ seed: organization() });
  const url = `${aws.url}/_sandbox/organization/accounts`;
  await fetch(`${url}/${member}`, { method: 'PUT', body: JSON.stringify({ state: 'SUSPENDED' }) });
  expect(aws.state.organization?.accounts.get(member)).toMatchObject({ name: 'member', state: 'SUSPENDED' });
  const wrong = await fetch(`${url}/${member}`, { method: 'PUT', body: JSON.stringify({ state: 'GONE' }) });
  expect(wrong.status).toBe(400);
  await fetch(`${url}/${member}`, { method: 'DELETE' });
  expect(aws.state.snapshot().organization?.accounts.map(({ id }) => id)).toEqual([management]);
  expect((await fetch(`${aws.url}/_sandbox/organization/nothing/1`, { method: 'DELETE' })).status).toBe(404);
});
