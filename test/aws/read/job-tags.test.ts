import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CloudOptions } from '../../../src/aws/cloud.ts';
import {
  callerXml,
  closeClouds,
  expectJson,
  expectSts,
  isolatedAws,
  ownAccount,
  refusal,
  testCloud,
} from '../../support/aws/aws.ts';
import { strictNock } from '../../support/aws/nock.ts';

const nock = strictNock();
isolatedAws();
afterEach(closeClouds);

const region = 'us-east-2';

async function reader(options?: Partial<CloudOptions>) {
  expectSts(nock, 'GetCallerIdentity', {}, callerXml());
  return (await testCloud(options).enter({ regions: [region] })).region(region);
}

const asked = (Key: string, PaginationToken?: string) => ({
  ResourceTypeFilters: ['glue:job'],
  TagFilters: [{ Key }],
  ResourcesPerPage: 100,
  ...(PaginationToken !== undefined && { PaginationToken }),
});

const tagged = (name: string, tags: Record<string, string>, type = 'job') => ({
  ResourceARN: `arn:aws:glue:${region}:${ownAccount}:${type}/${name}`,
  Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
});

const page = (PaginationToken: string, ...items: unknown[]) => ({
  body: { PaginationToken, ResourceTagMappingList: items },
});

function expectPage(key: string, token: string | undefined, answer: { status?: number; body: unknown }) {
  expectJson(nock, 'tagging', region, 'GetResources', asked(key, token), answer);
}

describe('tags of jobs', () => {
  it('are read in the largest pages to the empty token, one list a key, and only what is configured is kept', async () => {
    const target = await reader();
    const a = tagged('a', { team: 'finance', 'cost center': '', secret: 'hunter2' });
    expectPage('team', undefined, page('more', a));
    // A short page, and an empty one, have more behind them.
    expectPage('team', 'more', page('last'));
    expectPage('team', 'last', page('', tagged('nightly/b: ünï', { team: 'orders' })));
    expectPage('cost center', undefined, page('', a, tagged('c', { 'cost center': '42' })));
    expect(await target.jobTags(['team', 'cost center'])).toEqual({
      items: [
        { job: 'a', tags: { team: 'finance', 'cost center': '' } },
        { job: 'nightly/b: ünï', tags: { team: 'orders' } },
        { job: 'c', tags: { 'cost center': '42' } },
      ],
    });
  });

  it('are of jobs alone, and a tag without a value has the empty one', async () => {
    const target = await reader();
    const bare = { ResourceARN: `arn:aws:glue:${region}:${ownAccount}:job/bare`, Tags: [{ Key: 'team' }] };
    expectPage('team', undefined, page('', tagged('t', { team: 'x' }, 'trigger'), bare));
    expect(await target.jobTags(['team'])).toEqual({ items: [{ job: 'bare', tags: { team: '' } }] });
  });

  it('end with the first failure, which is said, and what was read before it is not all', async () => {
    const target = await reader();
    expectPage('team', undefined, page('', tagged('a', { team: 'finance' })));
    expectPage('stage', undefined, refusal('AccessDeniedException', 'not authorized'));
    const error = { call: 'GetResources', error: 'AccessDeniedException', message: 'not authorized' };
    expect(await target.jobTags(['team', 'stage', 'never asked'])).toEqual({
      items: [{ job: 'a', tags: { team: 'finance' } }],
      error,
    });
  });

  it.each([
    ['HTML', '<html>sign in</html>'],
    ['an answer without its list', { PaginationToken: '' }],
    ['a list of something else', { PaginationToken: '', ResourceTagMappingList: 'none' }],
  ])('%s is an error, and never "no job has a tag"', async (_, body) => {
    const target = await reader();
    expectPage('team', undefined, { body });
    expect(await target.jobTags(['team'])).toMatchObject({ items: [], error: { error: 'MalformedResponse' } });
  });

  it('a token that comes again, and one that has expired, end it', async () => {
    const target = await reader();
    expectPage('team', undefined, page('again'));
    expectPage('team', 'again', page('again'));
    expect((await target.jobTags(['team'])).error?.error).toBe('RepeatedToken');
    expectPage('team', undefined, page('old'));
    expectPage('team', 'old', refusal('PaginationTokenExpiredException'));
    expect((await target.jobTags(['team'])).error?.error).toBe('PaginationTokenExpiredException');
  });

  it('are asked again where the rate was too high, and in smaller pages where these are refused', async () => {
    const clock = { now: () => Date.now(), monotonic: () => 0, sleep: async () => undefined };
    const target = await reader({ clock, retries: { retryMode: 'standard', maxAttempts: 2, maxTransientAttempts: 2 } });
    expectPage('team', undefined, refusal('ThrottledException', 'Rate exceeded'));
    expectPage('team', undefined, page('', tagged('a', { team: 'finance' })));
    expect(await target.jobTags(['team'])).toEqual({ items: [{ job: 'a', tags: { team: 'finance' } }] });
    const words = 'ResourcesPerPage must be between 1 and 50';
    expectPage('stage', undefined, refusal('InvalidParameterException', words));
    expectJson(nock, 'tagging', region, 'GetResources', { ...asked('stage'), ResourcesPerPage: 50 }, page(''));
    expect(await target.jobTags(['stage'])).toEqual({ items: [] });
  });

  it('go where AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API says, by the SDK’s own retries where those are chosen', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API', 'https://tags.example.test');
    const target = await reader({ env: { AWS_RETRY_MODE: 'standard' } });
    nock('https://tags.example.test')
      .post('/', asked('team'))
      .reply(200, page('', tagged('a', { team: 'finance' })).body, { 'content-type': 'application/x-amz-json-1.1' });
    expect(await target.jobTags(['team'])).toEqual({ items: [{ job: 'a', tags: { team: 'finance' } }] });
  });
});
