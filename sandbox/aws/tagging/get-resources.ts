import { Collection } from '../collection.ts';
import { invalid } from '../errors.ts';
import type { Tags } from '../glue/shapes.ts';
import type { Call } from '../operation.ts';
import { listPage } from '../paging.ts';
import { type Rule, validate } from '../validate.ts';

const text = (max: number): Rule => ({ type: 'string', max });
const filters: Rule = {
  type: 'list',
  max: 50,
  of: {
    type: 'structure',
    members: { Key: { type: 'string', min: 1, max: 128 }, Values: { type: 'list', max: 20, of: text(256) } },
  },
};

/** As the service model has them. */
const members: Readonly<Record<string, Rule>> = {
  PaginationToken: text(2048),
  TagFilters: filters,
  ResourcesPerPage: { type: 'integer', min: 1, max: 100 },
  ResourceTypeFilters: { type: 'list', max: 100, of: text(256) },
};

interface Resource {
  /** `job/orders` */
  readonly name: string;
  readonly tags: Tags;
}

interface Filter {
  readonly Key?: string;
  readonly Values?: readonly string[];
}

function has({ tags }: Resource, { Key = '', Values = [] }: Filter): boolean {
  const value = Object.hasOwn(tags, Key) ? tags[Key] : undefined;
  return value !== undefined && (Values.length === 0 || Values.includes(value));
}

/** `glue` is every resource of the service, `glue:job` those of the type. */
function isOf({ name }: Resource, types: readonly string[]): boolean {
  return types.length === 0 || types.includes('glue') || types.includes(`glue:${name.split('/')[0]}`);
}

function list<T>(value: unknown): readonly T[] {
  return Array.isArray(value) ? value : [];
}

/**
 * What is tagged in the caller's account and Region, or ever was: without a filter of tags that comes with none. Several
 * filters must hold at once. Compliance, TagsPerPage and ResourceARNList are not modelled, and refused.
 */
export function getResources(call: Call): object {
  validate('tag', call.input, { type: 'structure', members });
  const { PaginationToken, ResourcesPerPage, TagFilters, ResourceTypeFilters } = call.input;
  const wanted = list<Filter>(TagFilters);
  if (wanted.some(({ Key }) => Key === undefined)) throw invalid('tag', 'A TagFilter must have a Key');
  const types = list<string>(ResourceTypeFilters);
  const { tags } = call.world.region(call.identity.account, call.region);
  const found = [...tags.entries()]
    .map(([name, own]): Resource => ({ name, tags: own }))
    .filter((each) => isOf(each, types) && wanted.every((filter) => has(each, filter)));
  const items = found.map(({ name, tags: own }) => ({
    ResourceARN: `arn:aws:glue:${call.region}:${call.identity.account}:${name}`,
    Tags: Object.entries(own).map(([Key, Value]) => ({ Key, Value })),
  }));
  const paged = { ...call, input: { NextToken: PaginationToken, MaxResults: ResourcesPerPage } };
  const about = JSON.stringify([wanted, types]);
  const spec = { member: 'ResourceTagMappingList', max: 100, usual: 50, about };
  const { ResourceTagMappingList, NextToken = '' } = JSON.parse(
    listPage<object>(paged, spec, new Collection([]), items).toString(),
  );
  // At the end the token is there, and empty.
  return { PaginationToken: NextToken, ResourceTagMappingList };
}
