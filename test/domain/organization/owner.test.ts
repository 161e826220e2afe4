import { expect, test } from 'vitest';
import { ownerOf, ownerProblem, ownerTagsOf } from '../../../src/domain/organization/owner.ts';

const keys = { channel: 'slack-channel', usergroup: 'slack-group' };

test('what an account has in the tags that name owners', () => {
  const tags = new Map([
    ['slack-channel', ' C0TEAM '],
    ['team', 'data'],
  ]);
  expect(ownerTagsOf(keys, tags)).toEqual({ channel: 'C0TEAM' });
  expect(ownerTagsOf(keys, new Map([['slack-group', '']]))).toEqual({ usergroup: '' });
  expect(ownerTagsOf(keys, new Map([['team', 'data']]))).toBeUndefined();
  expect(ownerTagsOf({}, tags)).toBeUndefined();
});

test.each([
  [{ channel: 'C0TEAM', usergroup: 'S0TEAM' }, { channel: 'C0TEAM', usergroup: 'S0TEAM' }, undefined],
  [{ channel: '#team', usergroup: 'S0TEAM' }, { usergroup: 'S0TEAM' }, /channel is no channel id/],
  [{ channel: 'U0PERSON' }, undefined, /channel is no channel id/],
  [{ usergroup: 'C0TEAM' }, undefined, /user group is no user group id/],
  [{}, undefined, undefined],
])('%j names %j', (tags, owner, problem) => {
  expect(ownerOf(tags)).toEqual(owner);
  if (problem === undefined) expect(ownerProblem(tags)).toBeUndefined();
  else expect(ownerProblem(tags)).toMatch(problem);
});
