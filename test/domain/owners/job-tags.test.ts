import { expect, test } from 'vitest';
import type { Finding, Inventory, Reference } from '../../../src/domain/model.ts';
import { keptTags, withTags } from '../../../src/domain/owners/job-tags.ts';

const base: Finding = {
  rule: 'Glue-005',
  account: '111122223333',
  region: 'eu-west-1',
  kind: 'configuration',
  name: 'std',
  reason: 'disabled',
  exposure: 'latent',
  references: [],
};
const tagged = [
  { job: 'a', tags: { team: 'finance', stage: 'prod' } },
  { job: 'b', tags: { team: 'finance', stage: 'test' } },
  { job: 'c', tags: { team: 'orders' } },
  // A job may have the name of a configuration: it is another thing.
  { job: 'std', tags: { team: 'wrong' } },
];
const error = { call: 'GetTriggers', error: 'ThrottlingException' };

type Users = Pick<Inventory, 'jobs' | 'triggers'>;

/** Jobs that name the configuration; of triggers, those that are started with it, and with another one. */
function users(names: readonly string[], started: readonly string[] = [], elsewhere: readonly string[] = []): Users {
  const action = (jobName: string, securityConfiguration: string) => ({ jobName, securityConfiguration });
  const actions = [...started.map((name) => action(name, 'std')), ...elsewhere.map((name) => action(name, 'other'))];
  return {
    jobs: { items: names.map((name) => ({ name, securityConfiguration: 'std' })) },
    triggers: { items: [{ name: 't', actions }] },
  };
}

const taggedBy = (of: Users, changes: Partial<Finding> = {}) => withTags([{ ...base, ...changes }], tagged, of)[0];

test.each([
  ['of its one job', users(['a']), { team: 'finance', stage: 'prod' }],
  ['that all of its jobs share', users(['a', 'b']), { team: 'finance' }],
  ['none, where one job has another value', users(['a', 'c']), {}],
  ['none, where one job has no tags', users(['a', 'untagged']), {}],
  ['none, where nothing uses it', users([]), {}],
  ['of what triggers start with it too', users(['a'], ['b']), { team: 'finance' }],
  ['none, where a trigger starts another team’s job with it', users(['a'], ['c']), {}],
  ['of its jobs, whatever is started with another one', users(['a'], [], ['c']), { team: 'finance', stage: 'prod' }],
])('a configuration has those %s', (_, of, tags) => {
  expect(taggedBy(of)).toEqual({ ...base, tags });
  expect(taggedBy(of, { kind: 'unusable-key' })?.tags).toEqual(tags);
});

test('a list that shows no job takes none away', () => {
  const referencesIncomplete = [{ call: 'ListSessions', error: 'AccessDeniedException' }];
  expect(taggedBy(users(['a']), { referencesIncomplete })?.tags).toEqual(tagged[0]?.tags);
});

test.each(['jobs', 'triggers'] as const)(
  'a configuration keeps those that are known where %s were not read',
  (list) => {
    const of = { ...users(['a']), [list]: { items: [], error } };
    expect(taggedBy(of)).toEqual({ ...base, keepsTags: true });
    expect(taggedBy(of, { kind: 'unprotected-job', name: 'c' })?.tags).toEqual({ team: 'orders' });
  },
);

test.each(['unprotected-job', 'dangling-reference', 'reverted'] as const)('%s has those of its job', (kind) => {
  expect(taggedBy(users([]), { kind, name: 'c' })?.tags).toEqual({ team: 'orders' });
  expect(taggedBy(users([]), { kind, name: 'untagged' })?.tags).toEqual({});
});

const usedBy = (...names: string[]): Reference[] => names.map((name) => ({ type: 'job', name }));

test.each([
  ['the same jobs use it', usedBy('a'), { team: 'finance' }],
  ['fewer do', [], { team: 'finance' }],
  ['something else uses it too', [...usedBy('a'), { type: 'crawler', name: 'x' }], { team: 'finance' }],
  ['another job does', usedBy('a', 'c'), {}],
  ['a trigger starts something with it', [...usedBy('a'), { type: 'trigger', name: 't' }], {}],
] as const)('tags that cannot be read again: where %s', (_, references, tags) => {
  const stored = { tags: { team: 'finance' }, references: usedBy('a') };
  expect(keptTags(stored, { ...base, references: references as readonly Reference[] })).toEqual(tags);
  expect(keptTags({ references: [] }, base)).toBeUndefined();
});
