import { afterEach, describe, expect, it } from 'vitest';
import {
  callerXml,
  closeClouds,
  expectJson,
  expectSts,
  isolatedAws,
  refusal,
  testCloud,
} from '../../support/aws/aws.ts';
import { strictNock } from '../../support/aws/nock.ts';

const nock = strictNock();
isolatedAws();
afterEach(closeClouds);

const region = 'us-east-2';

async function reader() {
  expectSts(nock, 'GetCallerIdentity', {}, callerXml());
  return (await testCloud().enter({ regions: [region] })).region(region);
}

const asked = (operation: string, input: object, answer: { status?: number; body: unknown }) =>
  expectJson(nock, 'glue', region, operation, { ...input }, answer);
const crawlers = (...names: string[]) => ({ body: { Crawlers: names.map((Name) => ({ Name })) } });
const named = (...names: string[]) => ({ items: names.map((name) => ({ name })) });

describe('a list whose page size is refused', () => {
  it.each([
    ['InvalidInputException', 'MaxResults size must be between 1 and 25', 25],
    [
      'InvalidInputException',
      "1 validation error detected: Value '100' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 50",
      50,
    ],
    ['ValidationException', 'Page size too large; at most 10.', 10],
  ])('is asked again within the bound that the refusal names: %s %s', async (code, words, bound) => {
    const target = await reader();
    asked('GetCrawlers', { MaxResults: 100 }, refusal(code, words));
    asked('GetCrawlers', { MaxResults: bound }, crawlers('a'));
    expect(await target.crawlers()).toEqual(named('a'));
    // Remembered: the next list is asked for right away within it.
    asked('GetCrawlers', { MaxResults: bound }, crawlers('a', 'b'));
    expect(await target.crawlers()).toEqual(named('a', 'b'));
  });

  it.each(['Invalid page size', 'The value 100 is not supported'])(
    'is asked again without a size when the refusal names no bound: %s',
    async (words) => {
      const target = await reader();
      asked('GetCrawlers', { MaxResults: 100 }, refusal('InvalidInputException', words));
      asked('GetCrawlers', {}, { body: { Crawlers: [{ Name: 'a' }], NextToken: 'more' } });
      asked('GetCrawlers', { NextToken: 'more' }, crawlers('b'));
      expect(await target.crawlers()).toEqual(named('a', 'b'));
    },
  );

  it('is asked without a size when the bound that it names is refused as well', async () => {
    const target = await reader();
    asked('GetJobs', { MaxResults: 1000 }, refusal('InvalidInputException', 'at most 900'));
    asked('GetJobs', { MaxResults: 900 }, refusal('InvalidInputException', 'at most 800'));
    asked('GetJobs', {}, { body: { Jobs: [] } });
    expect(await target.jobs()).toEqual({ items: [] });
  });

  it('in the middle of a list goes on from the same token', async () => {
    const target = await reader();
    asked('GetCrawlers', { MaxResults: 100 }, { body: { Crawlers: [{ Name: 'a' }], NextToken: 'more' } });
    asked('GetCrawlers', { MaxResults: 100, NextToken: 'more' }, refusal('InvalidInputException', 'between 1 and 50'));
    asked('GetCrawlers', { MaxResults: 50, NextToken: 'more' }, crawlers('b'));
    expect(await target.crawlers()).toEqual(named('a', 'b'));
  });

  it('bounds its own list alone', async () => {
    const target = await reader();
    asked('GetCrawlers', { MaxResults: 100 }, refusal('InvalidInputException', 'between 1 and 50'));
    asked('GetCrawlers', { MaxResults: 50 }, crawlers());
    asked('GetTriggers', { MaxResults: 200 }, { body: { Triggers: [] } });
    await target.crawlers();
    expect(await target.triggers()).toEqual({ items: [] });
  });
});

describe('a refusal with another cause', () => {
  it('stands when it comes again, and nothing is remembered', async () => {
    const target = await reader();
    const broken = refusal('InvalidInputException', 'The catalog is not ready');
    asked('GetCrawlers', { MaxResults: 100 }, broken);
    asked('GetCrawlers', {}, broken);
    expect(await target.crawlers()).toMatchObject({
      items: [],
      error: { call: 'GetCrawlers', error: 'InvalidInputException', message: 'The catalog is not ready' },
    });
    asked('GetCrawlers', { MaxResults: 100 }, crawlers('a'));
    expect(await target.crawlers()).toEqual(named('a'));
  });

  it.each(['AccessDeniedException', 'EntityNotFoundException', 'InternalServiceException'])('%s', async (code) => {
    const target = await reader();
    asked('GetCrawlers', { MaxResults: 100 }, refusal(code, 'not between 1 and 50'));
    expect((await target.crawlers()).error?.error).toBe(code);
  });
});
