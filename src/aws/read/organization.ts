import { CloudError } from '../../domain/errors.ts';
import { partitionOfArn } from '../../domain/glue-arn.ts';
import {
  isActive,
  isInUnits,
  isTagged,
  type ListedAccount,
  type Member,
  type OrganizationListing,
} from '../../domain/organization/members.ts';
import { asksFor, type Organization } from '../../domain/organization/organization.ts';
import { ownerTagsOf } from '../../domain/organization/owner.ts';
import type { OrganizationsConnection } from '../access/clients.ts';
import { readAll } from './paging.ts';
import { fields, text } from './parse.ts';

/** The largest page of the API reference (ListAccounts and its like: MaxResults 1 to 20). */
const perPage = 20;

export interface OrganizationSource {
  readonly connection: OrganizationsConnection;
  /** Where an account's ARN does not say it. */
  readonly partition: string;
  readonly signal?: AbortSignal | undefined;
  /** Told the operation of each answer. */
  readonly onAnswer?: (call: string) => void;
}

/**
 * One request after the other: Organizations answers few in a second, and refuses those that are asked at once ("another
 * request is already in progress", awslabs/aws-deployment-framework issues 752 and 788).
 */
function createLists({ connection, partition, signal, onAnswer }: OrganizationSource) {
  const { sdk, client } = connection;
  const options = signal && { abortSignal: signal };
  const page = (token: string | undefined) => ({
    MaxResults: perPage,
    ...(token !== undefined && { NextToken: token }),
  });

  function all<T>(
    call: string,
    member: string,
    parse: (item: unknown) => T | undefined,
    ask: (token: string | undefined) => Promise<object>,
  ): Promise<readonly T[]> {
    const readPage = async (token: string | undefined) => {
      const answer = fields(await ask(token));
      onAnswer?.(call);
      return { items: answer[member], nextToken: answer.NextToken };
    };
    return readAll({ call, parse, readPage }, signal);
  }
  const idOf = (item: unknown) => text(fields(item).Id);
  const parse = (item: unknown) => listedAccount(item, partition);

  return {
    accounts: () =>
      all('ListAccounts', 'Accounts', parse, (token) => client.send(new sdk.ListAccountsCommand(page(token)), options)),
    accountsIn: (ParentId: string) =>
      all('ListAccountsForParent', 'Accounts', idOf, (token) =>
        client.send(new sdk.ListAccountsForParentCommand({ ParentId, ...page(token) }), options),
      ),
    unitsIn: (ParentId: string) =>
      all('ListOrganizationalUnitsForParent', 'OrganizationalUnits', idOf, (token) =>
        client.send(new sdk.ListOrganizationalUnitsForParentCommand({ ParentId, ...page(token) }), options),
      ),
    parents: (ChildId: string) =>
      all('ListParents', 'Parents', idOf, (token) =>
        client.send(new sdk.ListParentsCommand({ ChildId, ...page(token) }), options),
      ),
    // Has no MaxResults (API reference).
    tags: (ResourceId: string) =>
      all('ListTagsForResource', 'Tags', tagOf, (NextToken) =>
        client.send(
          new sdk.ListTagsForResourceCommand({ ResourceId, ...(NextToken !== undefined && { NextToken }) }),
          options,
        ),
      ),
  };
}

type Lists = ReturnType<typeof createLists>;

/** `State` came in 2025; `Status` is to be retired on 9 September 2026 (API reference, Account). */
function listedAccount(item: unknown, otherwise: string): ListedAccount | undefined {
  const { Id, Name, Arn, State, Status } = fields(item);
  const id = text(Id);
  if (id === undefined || !/^\d{12}$/.test(id)) return undefined;
  const partition = partitionOfArn(text(Arn) ?? '') ?? otherwise;
  return { id, name: text(Name) ?? '', partition, state: text(State) ?? text(Status) ?? '' };
}

function tagOf(item: unknown): readonly [string, string] | undefined {
  const { Key, Value } = fields(item);
  const key = text(Key);
  return key === undefined ? undefined : [key, typeof Value === 'string' ? Value : ''];
}

/**
 * The accounts of the organization that the filters let through, with as few requests as they allow.
 * @throws {CloudError} when anything could not be read to its end; also `NoAccounts`, since an organization holds at
 * least its management account: an empty list would empty the fleet
 */
export async function listOrganization(
  source: OrganizationSource,
  organization: Organization,
  known: ReadonlySet<string>,
): Promise<OrganizationListing> {
  const lists = createLists(source);
  const all = await lists.accounts();
  if (all.length === 0)
    throw new CloudError('ListAccounts', 'NoAccounts', 'AWS listed no account of the organization.');
  const unique = [...new Map(all.map((account) => [account.id, account])).values()];
  const excluded = new Set(organization.excludedAccounts);
  const wanted = await inUnits(
    lists,
    organization,
    unique.filter(({ id }) => !excluded.has(id)),
    known,
  );
  const members: Member[] = [];
  for (const account of wanted.filter(isActive)) {
    const tags = await tagsOf(lists, organization, account.id);
    if (tags === undefined || !isTagged(organization.tags, tags)) continue;
    const ownerTags = organization.ownerTags && ownerTagsOf(organization.ownerTags, tags);
    members.push({ ...memberOf(account), ...(ownerTags && { ownerTags }) });
  }
  const inactive = wanted.filter((account) => !isActive(account));
  return { members, inactive: inactive.map((account) => ({ ...memberOf(account), state: account.state })) };
}

function memberOf({ id, name, partition }: ListedAccount): Member {
  return { id, name, partition };
}

async function inUnits(
  lists: Lists,
  organization: Organization,
  accounts: readonly ListedAccount[],
  known: ReadonlySet<string>,
): Promise<readonly ListedAccount[]> {
  const { units } = asksFor(organization);
  if (units.length === 0) return accounts;
  const above = await unitsAbove(lists, units);
  const filter = organization.organizationalUnits;
  const parentsOf = createParents(lists);
  const found: ListedAccount[] = [];
  for (const account of accounts) {
    const isIn = isInUnits(filter, above.get(account.id) ?? new Set());
    // It may have been moved from an organizational unit that was still to be read into one that had been read.
    const isMissed = !isIn && known.has(account.id) && isActive(account);
    if (isIn || (isMissed && isInUnits(filter, await parentsOf(account.id)))) found.push(account);
  }
  return found;
}

/** Of each account below one of these, which of them it is below. */
async function unitsAbove(lists: Lists, units: readonly string[]): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const above = new Map<string, Set<string>>();
  const read = createUnits(lists);
  for (const unit of units) {
    const seen = new Set<string>();
    const open = [unit];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      // A unit that was moved meanwhile can be met twice.
      if (seen.has(next)) continue;
      seen.add(next);
      const { accounts, below } = await read(next);
      for (const account of accounts) above.set(account, (above.get(account) ?? new Set()).add(unit));
      open.push(...below);
    }
  }
  return above;
}

interface Unit {
  readonly accounts: readonly string[];
  readonly below: readonly string[];
}

/** A unit below two of the filters is read once. */
function createUnits(lists: Lists): (unit: string) => Promise<Unit> {
  const known = new Map<string, Unit>();
  return async (unit) => {
    const read = known.get(unit) ?? { accounts: await lists.accountsIn(unit), below: await lists.unitsIn(unit) };
    known.set(unit, read);
    return read;
  };
}

/** Everything above an account, up to its root: an account and a unit have one parent each (API reference, ListParents). */
function createParents(lists: Lists): (account: string) => Promise<ReadonlySet<string>> {
  const known = new Map<string, readonly string[]>();
  const parents = async (child: string) => {
    const read = known.get(child) ?? (await ifThere(lists.parents(child), [], 'ChildNotFoundException'));
    known.set(child, read);
    return read;
  };
  return async (account) => {
    const above = new Set<string>();
    for (let [unit] = await parents(account); unit !== undefined && !above.has(unit); ) {
      above.add(unit);
      [unit] = unit.startsWith('r-') ? [] : await parents(unit);
    }
    return above;
  };
}

/** An account that was removed meanwhile has no tags to be judged by, and is no member any more. */
async function tagsOf(
  lists: Lists,
  organization: Organization,
  account: string,
): Promise<ReadonlyMap<string, string> | undefined> {
  if (!asksFor(organization).tags) return new Map();
  const tags = await ifThere<readonly (readonly [string, string])[] | undefined>(
    lists.tags(account),
    undefined,
    'TargetNotFoundException',
  );
  return tags && new Map(tags);
}

async function ifThere<T>(asked: Promise<T>, otherwise: T, gone: string): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof CloudError && error.code === gone) return otherwise;
    throw error;
  }
}
