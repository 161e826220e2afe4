import type { Job, NamedUser, SecurityConfiguration, Trigger } from '../../domain/model.ts';
import type { GlueReads } from '../access/clients.ts';
import {
  type Parse,
  parseConfiguration,
  parseCrawler,
  parseDevEndpoint,
  parseJob,
  parseSession,
  parseTransform,
  parseTrigger,
} from './parse.ts';

export interface PageInput {
  readonly MaxResults: number;
  readonly NextToken?: string;
}

/** One of Glue's lists: how to ask for a page and where the answer keeps the items. */
export interface GlueList<T> {
  /** The API operation. */
  readonly call: string;
  /** The answer's member that holds the items. */
  readonly member: string;
  /**
   * The MaxResults that is asked for: what the service was seen to take, never only the range of its model. The model
   * allows 1000 to most lists, and the service answers "MaxResults size must be between 1 and 200" to
   * GetSecurityConfigurations and GetDevEndpoints (steampipe-plugin-aws issue 1573). Many tools ask GetJobs for 1000;
   * GetTriggers has 200 in its model; above 100 nothing is known of the others.
   */
  readonly pageSize: number;
  /** One request. Its answer is the service's JSON. @throws whatever the SDK throws */
  readonly request: (glue: GlueReads, page: PageInput, signal?: AbortSignal) => Promise<object>;
  readonly parse: Parse<T>;
  readonly identity?: (item: T) => string;
}

const byName = ({ name }: { readonly name: string }): string => name;

const configurations: GlueList<SecurityConfiguration> = {
  call: 'GetSecurityConfigurations',
  member: 'SecurityConfigurations',
  pageSize: 200,
  request: ({ sdk, send }, page, signal) => send(new sdk.GetSecurityConfigurationsCommand(page), signal),
  parse: parseConfiguration,
  identity: byName,
};

const jobs: GlueList<Job> = {
  call: 'GetJobs',
  member: 'Jobs',
  pageSize: 1000,
  request: ({ sdk, send }, page, signal) => send(new sdk.GetJobsCommand(page), signal),
  parse: parseJob,
  identity: byName,
};

const triggers: GlueList<Trigger> = {
  call: 'GetTriggers',
  member: 'Triggers',
  pageSize: 200,
  request: ({ sdk, send }, page, signal) => send(new sdk.GetTriggersCommand(page), signal),
  parse: parseTrigger,
  identity: byName,
};

const crawlers: GlueList<NamedUser> = {
  call: 'GetCrawlers',
  member: 'Crawlers',
  pageSize: 100,
  request: ({ sdk, send }, page, signal) => send(new sdk.GetCrawlersCommand(page), signal),
  parse: parseCrawler,
  identity: byName,
};

const devEndpoints: GlueList<NamedUser> = {
  call: 'GetDevEndpoints',
  member: 'DevEndpoints',
  pageSize: 200,
  request: ({ sdk, send }, page, signal) => send(new sdk.GetDevEndpointsCommand(page), signal),
  parse: parseDevEndpoint,
  identity: byName,
};

const sessions: GlueList<NamedUser> = {
  call: 'ListSessions',
  member: 'Sessions',
  pageSize: 100,
  request: ({ sdk, send }, page, signal) => send(new sdk.ListSessionsCommand(page), signal),
  parse: parseSession,
  identity: byName,
};

/** Names of transforms are not unique (Glue API, MLTransform.Name), so none is dropped as repeated. */
const transforms: GlueList<NamedUser> = {
  call: 'GetMLTransforms',
  member: 'Transforms',
  pageSize: 100,
  request: ({ sdk, send }, page, signal) => send(new sdk.GetMLTransformsCommand(page), signal),
  parse: parseTransform,
};

export const glueLists = { configurations, jobs, triggers, crawlers, devEndpoints, sessions, transforms };
