import {
  GetResourcesCommand,
  type GetResourcesCommandInput,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { describe, expect, test } from 'vitest';
import { makeUser, scanPolicy } from '../../../../sandbox/aws/seed/identities.ts';
import type { AwsSandbox } from '../../../../sandbox/aws/server.ts';
import { account, builder, oneAccount, start } from '../support.ts';

function seed(jobs = 3) {
  const region = builder();
  for (let n = 0; n < jobs; n += 1) region.tag(`job/etl-${n}`, { team: n % 2 === 0 ? 'finance' : 'orders' });
  region
    .tag('trigger/nightly', { team: 'finance' })
    .tag('job/once', {})
    .tag('job/both', { team: 'finance', stage: 'prod' });
  return oneAccount([region.build()]);
}

function asking(aws: AwsSandbox, region = 'us-east-1') {
  const settings = { endpoint: aws.url, region, credentials: aws.credentials(), maxAttempts: 1 };
  const client = new ResourceGroupsTaggingAPIClient(settings);
  return async (input: GetResourcesCommandInput) => {
    const { ResourceTagMappingList = [], PaginationToken } = await client.send(new GetResourcesCommand(input));
    const names = ResourceTagMappingList.map(({ ResourceARN }) => ResourceARN?.split(':').at(-1));
    return { names, token: PaginationToken, first: ResourceTagMappingList[0] };
  };
}

describe('the Tagging API', () => {
  test('filters by type and by all of the tags, with what was tagged once only where no tag is asked for', async () => {
    const ask = asking(await start({ seed: seed() }));
    const jobs = { ResourceTypeFilters: ['glue:job'] };
    expect((await ask(jobs)).names).toEqual(['job/etl-0', 'job/etl-1', 'job/etl-2', 'job/once', 'job/both']);
    expect((await ask({ TagFilters: [{ Key: 'team', Values: ['finance'] }] })).names).toContain('trigger/nightly');
    const both = await ask({ ...jobs, TagFilters: [{ Key: 'team' }, { Key: 'stage' }] });
    expect(both).toEqual({
      names: ['job/both'],
      token: '',
      first: {
        ResourceARN: `arn:aws:glue:us-east-1:${account}:job/both`,
        Tags: [
          { Key: 'team', Value: 'finance' },
          { Key: 'stage', Value: 'prod' },
        ],
      },
    });
  });

  test('pages, with an empty token at the end, and takes no token of another question', async () => {
    const ask = asking(await start({ seed: seed(230) }));
    const asked = { ResourceTypeFilters: ['glue:job'], TagFilters: [{ Key: 'team' }], ResourcesPerPage: 100 };
    const first = await ask(asked);
    const second = await ask({ ...asked, PaginationToken: first.token });
    const third = await ask({ ...asked, PaginationToken: second.token });
    expect([first, second, third].map(({ names }) => names.length)).toEqual([100, 100, 31]);
    expect(third.token).toBe('');
    const other = { ...asked, TagFilters: [{ Key: 'stage' }], PaginationToken: first.token };
    await expect(ask(other)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  test.each([
    ['a page of 101', { ResourcesPerPage: 101 }],
    ['a page of none', { ResourcesPerPage: 0 }],
    ['a filter without a key', { TagFilters: [{ Values: ['x'] }] }],
    ['51 filters', { TagFilters: Array.from({ length: 51 }, (_, n) => ({ Key: `k${n}` })) }],
    ['what is not modelled', { TagsPerPage: 100 }],
  ])('refuses %s', async (_, input) => {
    await expect(asking(await start({ seed: seed() }))(input)).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });

  test('needs a permission of its own, and is throttled in its own words', async () => {
    const granted = seed();
    const [only] = granted.accounts;
    if (only === undefined) throw new Error('the seed has no account');
    const scanner = { ...only, users: [makeUser(account, 'scanner', scanPolicy)] };
    const denied = asking(await start({ seed: { ...granted, accounts: [scanner] } }));
    await expect(denied({})).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('tag:GetResources because no identity-based policy allows'),
    });
    const slow = await start({ seed: seed() });
    slow.faults.add({ service: 'tag', operation: 'GetResources', effect: { kind: 'throttle' } });
    await expect(asking(slow)({})).rejects.toMatchObject({ name: 'ThrottledException' });
  });
});
