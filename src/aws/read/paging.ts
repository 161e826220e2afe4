import { CloudError } from '../../domain/errors.ts';
import type { Listing } from '../../domain/model.ts';
import { toCallError } from '../access/errors.ts';
import type { Parse } from './parse.ts';

/** One page of a list as the service sent it. */
export interface Page {
  readonly items: unknown;
  readonly nextToken: unknown;
}

export interface PagedList<T> {
  /** The API operation: "GetJobs". */
  readonly call: string;
  readonly readPage: (token: string | undefined) => Promise<Page>;
  readonly parse: Parse<T>;
  /** Items with an identity that was seen before are dropped: a list that changes while it is read can repeat one. */
  readonly identity?: (item: T) => string;
}

/**
 * Reads a list to its end and never throws. Empty and short pages with a token are normal; an absent or empty token
 * is the end; a token that repeats would never end and is the error `RepeatedToken`. What was read before a failure
 * is kept. Items that cannot be parsed make the listing incomplete (`MalformedItem`) and hide no others.
 */
export async function readToEnd<T>(list: PagedList<T>, signal?: AbortSignal): Promise<Listing<T>> {
  const items: T[] = [];
  const gather = createGatherer(list, items);
  const tokens = new Set<string>();
  let token: string | undefined;
  try {
    do {
      const page = await list.readPage(token);
      gather.add(page.items);
      token = nextToken(list.call, page.nextToken, tokens);
    } while (token !== undefined);
  } catch (error) {
    return { items, error: toCallError(list.call, error, signal) };
  }
  if (gather.malformed() === 0) return { items };
  const message = `${gather.malformed()} of the items had no usable name.`;
  return { items, error: { call: list.call, error: 'MalformedItem', message } };
}

/** The same for who cannot use a part of a list. @throws {CloudError} */
export async function readAll<T>(list: PagedList<T>, signal?: AbortSignal): Promise<readonly T[]> {
  const { items, error } = await readToEnd(list, signal);
  if (error) throw new CloudError(error.call, error.error, error.message ?? error.error);
  return items;
}

function createGatherer<T>(list: PagedList<T>, items: T[]) {
  const seen = new Set<string>();
  let malformed = 0;
  return {
    malformed: () => malformed,
    add(page: unknown): void {
      for (const raw of pageItems(list.call, page)) {
        const item = list.parse(raw);
        if (item === undefined) malformed++;
        else if (isNew(item)) items.push(item);
      }
    },
  };
  function isNew(item: T): boolean {
    if (!list.identity) return true;
    const identity = list.identity(item);
    if (seen.has(identity)) return false;
    seen.add(identity);
    return true;
  }
}

/** What a page holds: nothing where it has no list. @throws {CloudError} `MalformedResponse` for anything that is no list */
export function pageItems(call: string, items: unknown): readonly unknown[] {
  if (items === undefined || items === null) return [];
  if (!Array.isArray(items)) throw malformedResponse(call);
  return items;
}

/** The token of the next page; undefined: the end. @throws {CloudError} `RepeatedToken` */
export function nextToken(call: string, token: unknown, seen: Set<string>): string | undefined {
  if (token === undefined || token === null || token === '') return undefined;
  if (typeof token !== 'string') throw malformedResponse(call);
  if (seen.has(token)) throw new CloudError(call, 'RepeatedToken', 'The service gave the same page token twice.');
  seen.add(token);
  return token;
}

function malformedResponse(call: string): CloudError {
  return new CloudError(call, 'MalformedResponse', "The service's answer could not be read.");
}
