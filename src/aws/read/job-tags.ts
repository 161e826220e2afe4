import { CloudError } from '../../domain/errors.ts';
import { nameInGlueArn } from '../../domain/glue-arn.ts';
import type { JobTags, Listing, Tags } from '../../domain/model.ts';
import type { Clients } from '../access/clients.ts';
import type { Holder } from '../access/holder.ts';
import { type Page, readToEnd } from './paging.ts';
import { fields, text } from './parse.ts';

export interface TagSource {
  readonly clients: Clients;
  readonly holder: Holder;
  readonly region: string;
}

const call = 'GetResources';
/** The largest page of the API reference (ResourcesPerPage: 1 to 100). */
const perPage = 100;

/**
 * One request: jobs that have a tag with this key, each with all of its tags. Several filters of one request would have to
 * hold at once (API reference, TagFilters), and without any every job comes that ever had a tag.
 * @throws whatever the SDK throws
 */
export async function readTagPage(
  { clients, holder, region }: TagSource,
  key: string,
  token?: string,
  signal?: AbortSignal,
): Promise<Page> {
  const { sdk, send } = await clients.readTagging(holder, region);
  const command = new sdk.GetResourcesCommand({
    ResourceTypeFilters: ['glue:job'],
    TagFilters: [{ Key: key }],
    ResourcesPerPage: perPage,
    ...(token !== undefined && { PaginationToken: token }),
  });
  const { ResourceTagMappingList: items, PaginationToken: nextToken } = fields(await send(command, signal));
  // An empty list is one: an answer without it must not look like "no job has a tag".
  if (!Array.isArray(items)) throw new CloudError(call, 'MalformedResponse', "The service's answer could not be read.");
  return { items, nextToken };
}

/** What else has a tag, should the filter of types ever let it through, is nobody's job. */
type Tagged = JobTags | 'no job';

function parserOf(keys: readonly string[]): (item: unknown) => Tagged | undefined {
  return (item) => {
    const { ResourceARN, Tags } = fields(item);
    const arn = text(ResourceARN);
    if (arn === undefined) return undefined;
    const job = nameInGlueArn(arn, 'job');
    return job === undefined ? 'no job' : { job, tags: tagsIn(Tags, keys) };
  };
}

/** A tag without a value has the empty one. */
function tagsIn(value: unknown, keys: readonly string[]): Tags {
  const pairs = (Array.isArray(value) ? value : []).flatMap((pair) => {
    const { Key, Value } = fields(pair);
    const key = text(Key);
    return key !== undefined && keys.includes(key) ? [[key, typeof Value === 'string' ? Value : ''] as const] : [];
  });
  return Object.fromEntries(pairs);
}

/**
 * The tags with these keys of the jobs of one account and region, one list a key and one after the other: the API counts
 * its calls for the whole account. What failed is part of the listing, and ends it.
 */
export async function readJobTags(
  source: TagSource,
  keys: readonly string[],
  signal?: AbortSignal,
): Promise<Listing<JobTags>> {
  const parse = parserOf(keys);
  const found = new Map<string, JobTags>();
  for (const key of keys) {
    const readPage = (token: string | undefined) => readTagPage(source, key, token, signal);
    const { items, error } = await readToEnd({ call, parse, readPage }, signal);
    // What was tagged anew meanwhile comes again, as it is then.
    for (const item of items) if (item !== 'no job') found.set(item.job, item);
    if (error) return { items: [...found.values()], error };
  }
  return { items: [...found.values()] };
}
