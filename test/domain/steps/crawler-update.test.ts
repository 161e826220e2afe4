import { expect, test } from 'vitest';
import type { JsonObject } from '../../../src/domain/json.ts';
import {
  compareCrawlers,
  crawlerConfiguration,
  crawlerForHash,
  crawlerUpdate,
} from '../../../src/domain/steps/crawler-update.ts';

const crawler: JsonObject = {
  Name: 'c',
  Role: 'r',
  State: 'READY',
  CrawlElapsedTime: 0,
  LastUpdated: 1,
  LastCrawl: { Status: 'SUCCEEDED' },
  Version: 1,
  Targets: { S3Targets: [{ Path: 's3://b' }] },
  CrawlerSecurityConfiguration: 'std',
  Future: { a: 1 },
};

test('only the name and the configuration are sent: a crawler keeps what it is not sent', () => {
  expect(crawlerUpdate(crawler, 'new')).toEqual({ update: { Name: 'c', CrawlerSecurityConfiguration: 'new' } });
  expect(crawlerUpdate(crawler, null)).toEqual({ update: { Name: 'c', CrawlerSecurityConfiguration: '' } });
});

test('refuses what a crawler cannot name', () => {
  expect(crawlerUpdate(crawler, 'x'.repeat(128))).toHaveProperty('update');
  expect(crawlerUpdate(crawler, 'x'.repeat(129))).toEqual({ refused: ['CrawlerSecurityConfiguration'] });
  expect(crawlerUpdate({}, 'new')).toEqual({ refused: ['Name'] });
});

test('what a crawl itself changes is no difference', () => {
  const ran = { ...crawler, State: 'RUNNING', CrawlElapsedTime: 5, LastUpdated: 2, LastCrawl: {}, Version: 2 };
  expect(compareCrawlers(crawler, { ...ran, CrawlerSecurityConfiguration: 'new' })).toEqual([]);
  expect(crawlerForHash(ran)).toBe(crawlerForHash(crawler));
  expect(compareCrawlers(crawler, { ...crawler, Role: 'q', Future: { a: 2 } })).toEqual(['Future.a', 'Role']);
  expect(crawlerForHash({ ...crawler, CrawlerSecurityConfiguration: 'new' })).not.toBe(crawlerForHash(crawler));
});

test('an empty configuration is none', () => {
  expect([crawlerConfiguration(crawler), crawlerConfiguration({ CrawlerSecurityConfiguration: '' })]).toEqual([
    'std',
    null,
  ]);
});
