import { expect, test } from 'vitest';
import { approvalsOf, everyPolicy } from '../../src/config/approvals-of.ts';
import { parseConfig } from '../../src/config/parse.ts';

const common = 'approvals: { channel: C0COMMON, approvers: { users: [U0COMMON] } }';
const ofOwn = '{ approvals: { channel: C0OWN, approvers: { users: [U0OWN] } } }';
const users = (text: string, id: string) => approvalsOf(parseConfig(text, 'f'), id)?.approvers.users;

test('the common ones hold for every account without its own', () => {
  const id = '111122223333';
  expect(users('', id)).toBeUndefined();
  expect([users(common, id), users(common, 'unknown')]).toEqual([['U0COMMON'], ['U0COMMON']]);
});

test('an account that is alone may have its own without an id: it is called unknown until it is entered', () => {
  expect(users(`${common}\naccounts: [${ofOwn}]`, 'unknown')).toEqual(['U0OWN']);
});

test('the group of its owner approves for an account, where the approvals mean it, and for no other', () => {
  const text = (approvers: string) => `
approvals: { approvers: ${approvers} }
accounts:
  - { id: "111122223333", owner: { usergroup: S0TEAM, channel: C0TEAM } }
  - { id: "222233334444", scanRoleArn: "arn:aws:iam::222233334444:role/s" }
`;
  const groups = (approvers: string, id: string) => approvalsOf(parseConfig(text(approvers), 'f'), id)?.approvers;
  const both = '{ usergroups: [S0SEC, S0TEAM], ownerGroup: true }';
  expect(groups(both, '111122223333')).toEqual({ users: [], usergroups: ['S0SEC', 'S0TEAM'] });
  expect(groups('{ usergroups: [S0SEC], ownerGroup: true }', '111122223333')?.usergroups).toEqual(['S0SEC', 'S0TEAM']);
  // Without one there are fewer, also for an account that is not configured, and never everybody.
  for (const id of ['222233334444', '333344445555'])
    expect(groups('{ ownerGroup: true }', id)).toEqual({ users: [], usergroups: [] });
  expect(groups('{ usergroups: [S0SEC] }', '111122223333')?.usergroups).toEqual(['S0SEC']);
});

test('those of the organization hold for who left it too: the common ones may be laxer', () => {
  const organization = `organization: { scanRoleName: Scan, ${ofOwn.slice(2, -2)} }`;
  const hand = 'accounts: [{ id: "111122223333" }]';
  const text = `${common}\n${organization}\n${hand}`;
  expect(users(text, '444455556666')).toEqual(['U0OWN']);
  expect(users(text, '111122223333')).toEqual(['U0COMMON']);
});

test('of all policies each is one, those of single accounts too, and the group of an owner is in none of them', () => {
  const text = `
approvals: { approvers: { users: [U0COMMON], ownerGroup: true } }
accounts:
  - { id: "111122223333", owner: { usergroup: S0TEAM } }
  - { id: "222233334444", scanRoleArn: "arn:aws:iam::222233334444:role/s", approvals: { approvers: { usergroups: [S0OWN] } } }
`;
  const policies = everyPolicy(parseConfig(text, 'f'));
  expect(policies.map(({ approvers }) => approvers)).toEqual([
    { users: ['U0COMMON'], usergroups: [], ownerGroup: true },
    { users: [], usergroups: ['S0OWN'] },
  ]);
  expect(everyPolicy(parseConfig('accounts: [{ id: "111122223333" }]', 'f'))).toEqual([]);
});
