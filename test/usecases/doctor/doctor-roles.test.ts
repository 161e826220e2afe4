import { expect, test } from 'vitest';
import { type BlockedRole, groupBlocked } from '../../../src/usecases/doctor/doctor-roles.ts';
import type { CallRole } from '../../../src/usecases/words/explain-call.ts';

function blocked(
  number: number,
  role: CallRole = 'scan',
  error = 'AccessDenied',
  message = denial(number),
): BlockedRole {
  const account = { id: String(100_000_000_000 + number), name: `team-${number}`, regions: 'enabled' } as const;
  const check = { group: account.name, check: `${role} role`, outcome: 'problem' } as const;
  return { account, role, error: { call: 'AssumeRole', error, message }, check };
}

function denial(number: number): string {
  const role = `arn:aws:iam::${100_000_000_000 + number}:role/Scan`;
  return `User: arn:aws:iam::999988887777:user/bot is not authorized to perform: sts:AssumeRole on resource: ${role}`;
}

const commands = () => ['make-template', 'make-roles'];

test('one line a reason, the most common first, with a few names and the commands to paste', () => {
  const many = Array.from({ length: 12 }, (_, index) => blocked(index));
  const two = [blocked(90, 'remediation'), blocked(91, 'remediation')];
  const { alone, together } = groupBlocked([...two, ...many], commands);
  expect(alone.size).toBe(0);
  expect(together.map(({ group, check }) => [group, check])).toEqual([
    ['Roles that cannot be assumed', 'Scan role of 12 accounts'],
    ['Roles that cannot be assumed', 'Remediation role of 2 accounts'],
  ]);
  const [first] = together;
  expect(first?.detail).toMatch(/\(AccessDenied\): team-0 \(100000000000\), .* and 7 more/);
  expect(first?.detail).not.toContain('role/Scan');
  expect(first?.fix?.split('\n').slice(-2)).toEqual(['  make-template', '  make-roles']);
});

test('a reason of one account alone stays with that account', () => {
  const one = blocked(1);
  const other = blocked(2, 'scan', 'AccessDenied', 'with an explicit deny in a service control policy');
  const { alone, together } = groupBlocked([one, other], commands);
  expect(together).toEqual([]);
  expect([...alone.keys()]).toEqual([one.check, other.check]);
  expect(alone.get(one.check)?.fix?.split('\n').slice(-2)).toEqual(['  make-template', '  make-roles']);
});

test('what no role is the cause of gets no commands that make roles', () => {
  const timedOut = [1, 2].map((number) => blocked(number, 'scan', 'TimeoutError', 'no answer'));
  const { together } = groupBlocked(timedOut, commands);
  expect(together[0]?.fix).toBeTruthy();
  expect(together[0]?.fix).not.toContain('make-roles');
  const [one] = timedOut;
  expect(one && groupBlocked([one], commands).alone.get(one.check)).toBe(one?.check);
});

test('where each account has roles of its own there is nothing to paste', () => {
  const { together } = groupBlocked([blocked(1), blocked(2)], undefined);
  expect(together[0]?.fix).not.toContain('Where the role is missing');
});

test('what makes roles of other names is told of no account that has roles of its own, nor mixed with one that has not', () => {
  const members = [blocked(1), blocked(2)];
  const byHand = [blocked(11), blocked(12)];
  const isMember = (id: string | undefined) => members.some(({ account }) => account.id === id);
  const ofMembers = ({ id }: { readonly id?: string }) => (isMember(id) ? commands() : []);
  const { together } = groupBlocked([...byHand, ...members], ofMembers);
  expect(together.map(({ detail, fix }) => [/team-\d+/.exec(detail ?? '')?.[0], fix?.includes('make-roles')])).toEqual([
    ['team-11', false],
    ['team-1', true],
  ]);
  const [one] = byHand;
  expect(one && groupBlocked([one], ofMembers).alone.get(one.check)).toBe(one?.check);
});
