import { describe, expect, test } from 'vitest';
import { isActive, isInUnits, isTagged } from '../../../src/domain/organization/members.ts';

test.each([
  ['ACTIVE', true],
  ['PENDING_ACTIVATION', false],
  ['SUSPENDED', false],
  ['PENDING_CLOSURE', false],
  ['CLOSED', false],
  // What nobody knows is looked at: an account that cannot be entered is unknown, never left out.
  ['RESTRICTED', true],
  ['', true],
])('an account in state %j is in use: %s', (state, active) => {
  expect(isActive({ state })).toBe(active);
});

describe('organizational units', () => {
  const units = (...ids: string[]) => new Set(ids);

  test.each([
    ['no filter', { include: [], exclude: [] }, units(), true],
    ['included', { include: ['a', 'b'], exclude: [] }, units('b'), true],
    ['in none of those included', { include: ['a'], exclude: [] }, units('c'), false],
    ['excluded', { include: [], exclude: ['a'] }, units('a'), false],
    ['excluded below an included one', { include: ['r'], exclude: ['a'] }, units('r', 'a'), false],
    ['included below an excluded one', { include: ['a'], exclude: ['r'] }, units('r', 'a'), false],
  ])('%s', (_name, filter, above, isIn) => {
    expect(isInUnits(filter, above)).toBe(isIn);
  });
});

describe('tags', () => {
  const tags = new Map([
    ['glue', 'yes'],
    ['team', 'data'],
    ['empty', ''],
  ]);

  test.each([
    ['no filter', {}, {}, true],
    ['one value', { glue: ['yes'] }, {}, true],
    ['one of several values', { team: ['bi', 'data'] }, {}, true],
    ['another value', { glue: ['no'] }, {}, false],
    ['capitals count', { Glue: ['yes'] }, {}, false],
    ['every key must match', { glue: ['yes'], team: ['bi'] }, {}, false],
    ['any value', { team: ['*'] }, {}, true],
    ['any value, the empty one too', { empty: ['*'] }, {}, true],
    ['any value of a tag that is not there', { cost: ['*'] }, {}, false],
    ['excluded by one of several', {}, { team: ['data'], cost: ['x'] }, false],
    ['not excluded by another value', {}, { team: ['bi'] }, true],
    ['excluded wins', { glue: ['yes'] }, { team: ['*'] }, false],
  ])('%s', (_name, include, exclude, isWanted) => {
    expect(isTagged({ include, exclude }, tags)).toBe(isWanted);
  });
});
