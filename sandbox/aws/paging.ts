import type { Collection } from './collection.ts';
import { invalid } from './errors.ts';
import type { Oddity } from './faults/faults.ts';
import { type Call, type Input, optionalInteger, optionalText } from './operation.ts';

/** How one list operation pages. */
export interface ListSpec<T> {
  /** The output member that holds the items. */
  readonly member: string;
  /** The greatest MaxResults of the service model. */
  readonly max: number;
  /** The greatest that the service really takes, where that is less or where nobody has seen more. */
  readonly served?: number;
  /** [inferred] How many items a page has when MaxResults is absent. */
  readonly usual: number;
  /** What the list is of, where tokens belong to one parent or resource alone. */
  readonly about?: string;
  /** Further output members made of the same items. */
  readonly extra?: (items: readonly T[]) => object;
}

interface Position {
  readonly operation: string;
  readonly account: string;
  readonly region: string;
  readonly start: number;
  readonly page: number;
}

function encodeToken({ operation, account, region, start, page }: Position): string {
  return Buffer.from([operation, account, region, start, page].join('|')).toString('base64');
}

function decodeToken(token: string): Position | undefined {
  const [operation, account, region, start, page] = Buffer.from(token, 'base64').toString().split('|');
  if (!operation || !account || !region || !/^\d+$/.test(start ?? '') || !/^\d+$/.test(page ?? '')) return undefined;
  return { operation, account, region, start: Number(start), page: Number(page) };
}

/** Which page, from 1, a request asks for: faults can be for one page only. */
export function pageOf({ NextToken, PaginationToken = NextToken }: Input): number {
  return (typeof PaginationToken === 'string' && decodeToken(PaginationToken)?.page) || 1;
}

function positionOf(call: Call, about: string | undefined): Position {
  const operation = about === undefined ? call.operation : `${call.operation}/${about}`;
  const first = { operation, account: call.identity.account, region: call.region, start: 0, page: 1 };
  const token = optionalText(call, 'NextToken');
  if (token === undefined || token === '') return first;
  const position = decodeToken(token);
  const ours =
    position?.operation === first.operation && position.account === first.account && position.region === first.region;
  if (!ours) throw invalid(call.service, 'Invalid NextToken: it is not one that this operation gave in this Region');
  return position;
}

function nextToken(call: Call, position: Position, end: number, total: number): string | undefined {
  if (call.paging.repeatedToken) {
    const sent = call.input.NextToken;
    return typeof sent === 'string' && sent !== ''
      ? sent
      : encodeToken({ ...position, start: end, page: position.page + 1 });
  }
  if (call.paging.emptyPage) return encodeToken({ ...position, page: position.page + 1 });
  return end < total ? encodeToken({ ...position, start: end, page: position.page + 1 }) : undefined;
}

function body<T extends object>(
  spec: ListSpec<T>,
  items: readonly (object | null)[],
  source: readonly T[],
  token?: string,
): Buffer {
  return Buffer.from(
    JSON.stringify({ [spec.member]: items, ...spec.extra?.(source), ...(token !== undefined && { NextToken: token }) }),
  );
}

/**
 * The service refuses what its own model allows: these words were seen on real accounts (steampipe-plugin-aws issue
 * 1573) for GetSecurityConfigurations and GetDevEndpoints.
 */
export function askedSize(
  call: Call,
  { max, served = max, usual }: Pick<ListSpec<unknown>, 'max' | 'served' | 'usual'>,
  member: 'MaxResults' | 'Limit' = 'MaxResults',
): number {
  const asked = optionalInteger(call, member, 1, max);
  const most = Math.min(served, call.paging.bound ?? served);
  if (asked !== undefined && asked > most) throw invalid(call.service, `${member} size must be between 1 and ${most}`);
  return Math.min(asked ?? usual, most);
}

/** One page of a collection, or of the items given instead (a filter's). Whole collections' pages are kept as bytes. */
export function listPage<T extends object>(
  call: Call,
  spec: ListSpec<T>,
  collection: Collection<T>,
  filtered?: readonly T[],
): Buffer {
  const asked = askedSize(call, spec);
  const position = positionOf(call, spec.about);
  const all = filtered ?? collection.list();
  const { emptyPage, shortPages, odd, repeatedToken } = call.paging;
  const size = emptyPage ? 0 : Math.min(asked, shortPages ?? asked);
  const end = Math.min(position.start + size, all.length);
  const token = nextToken(call, position, end, all.length);
  const make = (): Buffer => {
    const items = all.slice(position.start, end);
    return body(spec, odd ? makeOdd(items, odd) : items, items, token);
  };
  if (filtered || odd || repeatedToken) return make();
  return collection.kept(`${spec.member}|${position.start}|${end}|${token ?? ''}`, make);
}

function nameOf(item: object): unknown {
  return 'Name' in item ? item.Name : undefined;
}

function makeOdd(items: readonly object[], odd: { oddity: Oddity; item?: string }): (object | null)[] {
  const chosen = odd.item === undefined ? 0 : items.findIndex((item) => nameOf(item) === odd.item);
  return items.map((item, index) => (index === chosen ? oddItem(item, odd.oddity) : item));
}

function oddItem(item: object, oddity: Oddity): object | null {
  if (oddity === 'null-item') return null;
  if (oddity === 'name-only') return { Name: nameOf(item) };
  if (oddity === 'null-fields') {
    return Object.fromEntries(Object.entries(item).map(([key, value]) => [key, key === 'Name' ? value : null]));
  }
  if (oddity === 'no-encryption') return { ...item, EncryptionConfiguration: undefined };
  const encryption = 'EncryptionConfiguration' in item ? item.EncryptionConfiguration : undefined;
  const rest = typeof encryption === 'object' ? encryption : {};
  return { ...item, EncryptionConfiguration: { ...rest, JobBookmarksEncryption: undefined } };
}
