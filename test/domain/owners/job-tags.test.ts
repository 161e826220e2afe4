import { expect, test } from 'vitest';
import type { Finding, Reference } from '../../../src/domain/model.ts';
import { withTags } from '../../../src/domain/owners/job-tags.ts';

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
const jobs = [
  { job: 'a', tags: { team: 'finance', stage: 'prod' } },
  { job: 'b', tags: { team: 'finance', stage: 'test' } },
  { job: 'c', tags: { team: 'orders' } },
  // A job may have the name of a configuration: it is another thing.
  { job: 'std', tags: { team: 'wrong' } },
];
const usedBy = (...names: string[]): Reference[] => names.map((name) => ({ type: 'job', name }));
const tagsOf = (changes: Partial<Finding>) => withTags([{ ...base, ...changes }], jobs)[0]?.tags;

test.each([
  ['of its one job', { references: usedBy('a') }, { team: 'finance', stage: 'prod' }],
  ['that all of its jobs share', { references: usedBy('a', 'b') }, { team: 'finance' }],
  ['none, where one job has another value', { references: usedBy('a', 'c') }, {}],
  ['none, where one job has no tags', { references: usedBy('a', 'untagged') }, {}],
  ['none, where nothing uses it', {}, {}],
  ['none, where no job does', { references: [{ type: 'crawler', name: 'a' }] }, {}],
  [
    'of its jobs, whatever else uses it',
    { references: [...usedBy('c'), { type: 'crawler', name: 'x' }] },
    { team: 'orders' },
  ],
  [
    'none, where a list of its users failed: one more could have another',
    { references: usedBy('a'), referencesIncomplete: [{ call: 'GetTriggers', error: 'Throttling' }] },
    {},
  ],
  ['of its jobs, where its key cannot be used', { kind: 'unusable-key', references: usedBy('a') }, jobs[0]?.tags],
] as const)('a configuration has those %s', (_, changes, tags) => {
  expect(tagsOf(changes as Partial<Finding>)).toEqual(tags);
});

test.each(['unprotected-job', 'dangling-reference', 'reverted'] as const)('%s has those of its job', (kind) => {
  const incomplete = [{ call: 'GetTriggers', error: 'Throttling' }];
  expect(tagsOf({ kind, name: 'c', referencesIncomplete: incomplete })).toEqual({ team: 'orders' });
  expect(tagsOf({ kind, name: 'untagged' })).toEqual({});
});
