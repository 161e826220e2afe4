import { expect, test } from 'vitest';
import { ownerKind, ownerText, readOwner } from '../../../src/domain/exceptions/owner.ts';

test.each([
  ['U024BE7LH', 'person'],
  ['W012A3CDE', 'person'],
  ['U07ABCDEF12', 'person'],
  ['S0604QSJC', 'group'],
  ['WEBTEAM', undefined],
  ['WAREHOUSE', undefined],
  ['SUPPORTTEAM', undefined],
  ['U1', undefined],
  ['data team', undefined],
])('%s is taken for %s where nobody said', (owner, kind) => {
  expect(ownerKind({ owner })).toBe(kind);
});

test.each([
  ['<@UNINA|nina>', { owner: 'UNINA', ownerIs: 'person' }],
  ['<!subteam^SLEADS|@leads>', { owner: 'SLEADS', ownerIs: 'group' }],
  ['<!subteam^S0604QSJC>', { owner: 'S0604QSJC', ownerIs: 'group' }],
  ['<@UNINA> and others', { owner: '<@UNINA> and others' }],
  ['WEBTEAM', { owner: 'WEBTEAM' }],
])('%s is read, and comes back from what is stored', (text, owner) => {
  expect(readOwner(text)).toEqual(owner);
  const { ownerIs } = readOwner(text);
  const again = readOwner(ownerText(readOwner(text)));
  expect(again.owner).toBe(owner.owner);
  expect(ownerKind(again)).toBe(ownerIs);
});
