import { expect, test } from 'vitest';
import { approvalsOf } from '../../src/config/approvals-of.ts';
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

test('those of the organization hold for who left it too: the common ones may be laxer', () => {
  const organization = `organization: { scanRoleName: Scan, ${ofOwn.slice(2, -2)} }`;
  const hand = 'accounts: [{ id: "111122223333" }]';
  const text = `${common}\n${organization}\n${hand}`;
  expect(users(text, '444455556666')).toEqual(['U0OWN']);
  expect(users(text, '111122223333')).toEqual(['U0COMMON']);
});
