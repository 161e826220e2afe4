import { expect, test } from 'vitest';
import { type OwnerRule, ownerByRule, ownerOfFinding } from '../../../src/domain/owners/owner-of-finding.ts';

const finding = { account: '111122223333', region: 'eu-west-1', name: 'orders-etl', tags: { team: 'finance' } };
const [one, two] = [{ channel: 'C0ONE0000' }, { usergroup: 'S0TWO0000' }];
const account = { owner: { channel: 'C0ACCOUNT' } };

test.each<[string, Omit<OwnerRule, 'owner'>, boolean]>([
  ['by its name', { name: 'orders-*' }, true],
  ['by its whole name alone', { name: 'orders' }, false],
  ['by its tag', { tag: { team: 'finance' } }, true],
  ['by another value', { tag: { team: 'orders' } }, false],
  ['by both', { name: 'orders-*', tag: { team: 'finance' } }, true],
  ['by one of both', { name: 'orders-*', tag: { team: 'orders' } }, false],
  ['in its account', { name: '*', accounts: ['444455556666', '111122223333'] }, true],
  ['in another account', { name: '*', accounts: ['444455556666'] }, false],
  ['in its region', { name: '*', regions: ['eu-west-1'] }, true],
  ['in another region', { name: '*', regions: ['us-east-1'] }, false],
])('a finding is owned %s', (_, about, owned) => {
  expect(ownerByRule([{ ...about, owner: one }], finding)).toEqual(owned ? one : undefined);
});

test('the first rule that is about it counts, and its account’s owner only where none is', () => {
  const rules = [
    { name: 'other', owner: { channel: 'C0OTHER00' } },
    { tag: { team: 'finance' }, owner: two },
    { name: 'orders-*', owner: one },
  ];
  expect(ownerOfFinding(rules, finding, account)).toEqual(two);
  expect(ownerOfFinding(rules, { ...finding, tags: {} }, account)).toEqual(one);
  expect(ownerOfFinding(rules, { ...finding, name: 'x', tags: {} }, account)).toEqual(account.owner);
  expect(ownerOfFinding([], finding, undefined)).toBeUndefined();
});

test('where the tags are not known no rule by tag is about it', () => {
  const { tags: _unread, ...rest } = finding;
  expect(ownerByRule([{ tag: { team: 'finance' }, owner: two }], rest)).toBeUndefined();
});
