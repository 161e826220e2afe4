import { CloudError } from '../../domain/errors.ts';
import type { KeyDescription, Listing } from '../../domain/model.ts';
import type { TargetReader } from '../../usecases/ports/cloud.ts';
import type { Clients } from '../access/clients.ts';
import { toCloudError } from '../access/errors.ts';
import type { Holder } from '../access/holder.ts';
import { type GlueList, glueLists, type PageInput } from './glue-lists.ts';
import { readJobTags } from './job-tags.ts';
import { type Page, readToEnd } from './paging.ts';
import { fields, text } from './parse.ts';

export interface ReaderOptions {
  readonly clients: Clients;
  readonly holder: Holder;
  readonly region: string;
  /** Told the code of every call that failed. */
  readonly onError: (code: string) => void;
}

/** Reads one account in one region through Glue and KMS. */
export function createTargetReader(options: ReaderOptions): TargetReader {
  async function read<T>(list: GlueList<T>, signal?: AbortSignal): Promise<Listing<T>> {
    const readPage = (token: string | undefined) =>
      readGluePage(
        options,
        list,
        { MaxResults: list.pageSize, ...(token !== undefined && { NextToken: token }) },
        signal,
      );
    const listing = await readToEnd({ ...list, readPage }, signal);
    if (listing.error) options.onError(listing.error.error);
    return listing;
  }
  return {
    configurations: (signal) => read(glueLists.configurations, signal),
    jobs: (signal) => read(glueLists.jobs, signal),
    triggers: (signal) => read(glueLists.triggers, signal),
    crawlers: (signal) => read(glueLists.crawlers, signal),
    devEndpoints: (signal) => read(glueLists.devEndpoints, signal),
    sessions: (signal) => read(glueLists.sessions, signal),
    transforms: (signal) => read(glueLists.transforms, signal),
    async jobTags(keys, signal) {
      const listing = await readJobTags(options, keys, signal);
      if (listing.error) options.onError(listing.error.error);
      return listing;
    },
    async describeKey(key, signal) {
      try {
        return await describeKey(options, key, signal);
      } catch (error) {
        const failure = toCloudError('DescribeKey', error, signal);
        options.onError(failure.code);
        throw failure;
      }
    },
  };
}

/** One request. @throws whatever the SDK throws */
export async function readGluePage(
  { clients, holder, region }: Pick<ReaderOptions, 'clients' | 'holder' | 'region'>,
  list: Pick<GlueList<unknown>, 'call' | 'member' | 'request'>,
  page: PageInput,
  signal?: AbortSignal,
): Promise<Page> {
  const answer = await list.request(await clients.readGlue(holder, region), page, signal);
  // The SDK adds $metadata.
  const { [list.member]: items, NextToken: nextToken, $metadata, ...rest } = fields(answer);
  if (items === undefined && Object.values(rest).some(holdsSomething))
    throw new CloudError(list.call, 'MalformedResponse', "The service's answer could not be read.");
  return { items, nextToken };
}

/** An answer without its list is an empty one only when it says nothing else: a proxy's JSON must not look like "no jobs". */
function holdsSomething(value: unknown): boolean {
  return !(Array.isArray(value) && value.length === 0);
}

/** One request. @throws whatever the SDK throws */
export async function describeKey(
  { clients, holder, region }: Pick<ReaderOptions, 'clients' | 'holder' | 'region'>,
  key: string,
  signal?: AbortSignal,
): Promise<KeyDescription> {
  const { sdk, send } = await clients.readKms(holder, region);
  const { KeyMetadata } = fields(await send(new sdk.DescribeKeyCommand({ KeyId: key }), signal));
  const { Arn, KeyState, KeySpec, KeyUsage, KeyManager } = fields(KeyMetadata);
  const [arn, keyState, keySpec, keyUsage] = [text(Arn), text(KeyState), text(KeySpec), text(KeyUsage)];
  const keyManager = text(KeyManager);
  return {
    ...(arn !== undefined && { arn }),
    ...(keyState !== undefined && { keyState }),
    ...(keySpec !== undefined && { keySpec }),
    ...(keyUsage !== undefined && { keyUsage }),
    ...(keyManager !== undefined && { keyManager }),
  };
}
