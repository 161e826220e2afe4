import { expect, test } from 'vitest';
import { organizationChecks, type ProbedListing } from '../../../src/usecases/doctor/doctor-organization.ts';
import type { ProbedOrganization } from '../../../src/usecases/ports/cloud-probe.ts';

const identity = {
  account: '700000000001',
  arn: 'arn:aws:sts::700000000001:assumed-role/List/gluewarden-organization',
};
const operations = ['ListAccounts', 'ListAccountsForParent', 'ListParents', 'ListTagsForResource'];
const member = (id: string, name: string) => ({ id, name, partition: 'aws' });

function checks(probed: ProbedOrganization, more: Partial<ProbedListing> = {}) {
  const statementFor = (permission: string) => ({ Action: permission });
  return organizationChecks({
    probed,
    operations,
    statementFor,
    roleArn: 'arn:aws:iam::700000000001:role/List',
    ...more,
  });
}

const told = (found: ReturnType<typeof checks>) => found.map(({ check, outcome }) => `${check}: ${outcome}`);

test('a complete listing: who asked, each permission that was tried, and who is left out', () => {
  const inactive = [{ ...member('700000000021', 'parked'), state: 'SUSPENDED' }];
  const found = checks({
    identity,
    listing: { members: [member('1', 'a'), member('2', 'b')], inactive },
    answered: ['ListAccounts', 'ListAccountsForParent', 'ListTagsForResource'],
  });
  expect(told(found)).toEqual([
    'Role: ok',
    'organizations:ListAccounts: ok',
    'organizations:ListAccountsForParent: ok',
    'organizations:ListParents: not-checked',
    'organizations:ListTagsForResource: ok',
    'Accounts: ok',
  ]);
  expect(found[0]?.detail).toBe(identity.arn);
  expect(found.at(-1)?.detail).toBe('2 accounts; left out: parked (700000000021), SUSPENDED');
});

test('a permission that is missing is named with its statement, and nothing is claimed of those behind it', () => {
  const message = `User: ${identity.arn} is not authorized to perform: organizations:ListAccountsForParent on resource: arn:x because no identity-based policy allows the organizations:ListAccountsForParent action`;
  const error = { call: 'ListAccountsForParent', error: 'AccessDeniedException', message };
  const found = checks({ identity, error, answered: ['ListAccounts'] });
  expect(told(found)).toEqual([
    'Role: ok',
    'organizations:ListAccounts: ok',
    'organizations:ListAccountsForParent: problem',
    'organizations:ListParents: not-checked',
    'organizations:ListTagsForResource: not-checked',
  ]);
  expect(found[2]?.fix).toContain('"Action": "organizations:ListAccountsForParent"');
});

test.each([
  ['a role that cannot be assumed', { call: 'AssumeRole', error: 'AccessDenied', message: 'no' }, /organization role/],
  ['credentials of another account', { call: 'AssumeRole', error: 'AccountMismatch' }, /./],
])('%s is the one problem', (_, error, words) => {
  const found = checks({ error, answered: [] });
  expect(told(found)).toEqual(['Role: problem']);
  expect(`${found[0]?.detail} ${found[0]?.fix}`).toMatch(words);
});

test('what no permission is about is a problem of the listing', () => {
  const found = checks({ identity, error: { call: 'GetCallerIdentity', error: 'TimeoutError' }, answered: [] });
  expect(told(found).at(-1)).toBe('Accounts: problem');
});

test('what is denied for another reason than its policy has no statement to copy', () => {
  const message = 'with an explicit deny in a service control policy';
  const found = checks({
    identity,
    error: { call: 'ListAccounts', error: 'AccessDeniedException', message },
    answered: [],
  });
  expect(found[1]?.fix).not.toContain('"Action"');
});

test('with the own credentials there is no role to name', () => {
  const error = { call: 'GetCallerIdentity', error: 'CredentialsMissing' };
  const found = organizationChecks({ probed: { error, answered: [] }, operations, statementFor: () => undefined });
  expect(told(found)).toEqual(['Credentials: problem']);
});
