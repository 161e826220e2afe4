import { differences } from '../differences.ts';
import { canonical, type JsonObject } from '../json.ts';
import { member, omit, text } from '../shape.ts';
import type { Refused } from './job-update.ts';

/** A crawler can name a configuration of at most this many characters (API: CrawlerSecurityConfiguration). */
const longestCrawlerConfiguration = 128;

/** What the service itself writes into a crawler as it runs and is updated. */
const serverKept: ReadonlySet<string> = new Set(['State', 'CrawlElapsedTime', 'LastUpdated', 'LastCrawl', 'Version']);

/**
 * The UpdateCrawlerRequest that changes a crawler's configuration (null: none, sent as an empty name). Unlike a job's,
 * a crawler's update changes only what it is sent, so nothing is resent and nothing can be lost.
 */
export function crawlerUpdate(
  crawler: JsonObject,
  configuration: string | null,
): { readonly update: JsonObject } | Refused {
  const name = text(member(crawler, 'Name'));
  if (name === undefined) return { refused: ['Name'] };
  if ((configuration ?? '').length > longestCrawlerConfiguration) return { refused: ['CrawlerSecurityConfiguration'] };
  return { update: { Name: name, CrawlerSecurityConfiguration: configuration ?? '' } };
}

/** The configuration that a crawler names; null: none. */
export function crawlerConfiguration(crawler: JsonObject): string | null {
  return text(member(crawler, 'CrawlerSecurityConfiguration')) ?? null;
}

/** The paths at which a crawler differs from what it was, other than its configuration and what the service keeps. */
export function compareCrawlers(before: JsonObject, after: JsonObject): string[] {
  return differences(omit(before, serverKept), omit(after, serverKept)).filter(
    (path) => path !== 'CrawlerSecurityConfiguration',
  );
}

/** The text of a crawler whose digest tells whether it changed. */
export function crawlerForHash(crawler: JsonObject): string {
  return canonical(omit(crawler, serverKept));
}
