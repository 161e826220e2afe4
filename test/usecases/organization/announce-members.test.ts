import { expect, test } from 'vitest';
import { announceMembers, type MembersChanged } from '../../../src/usecases/organization/announce-members.ts';

const member = (id: string) => ({ id, name: `account-${id}`, partition: 'aws' });
const many = (count: number) => Array.from({ length: count }, (_, index) => member(String(index)));

function announced(changed: Partial<MembersChanged>) {
  const nothing = { joined: [], left: [], unusable: new Set<string>(), lacks: new Map<string, string[]>() };
  return announceMembers({ ...nothing, remediation: false, roleCommands: ['make-roles'], stranded: 0, ...changed });
}

test('accounts that lack the same are said together, each thing that is lacked once', () => {
  const lacks = new Map([
    ['0', ['the scan role lacks glue:GetJobs', 'no remediation role']],
    ['1', ['the scan role lacks glue:GetJobs']],
  ]);
  const { what, next } = announced({ joined: many(3), lacks });
  expect(what).toMatch(
    /^3 accounts joined the organization .*: account-0 \(0\), account-1 \(1\) and account-2 \(2\)\./,
  );
  expect(what).toContain('Of account-0 (0) and account-1 (1): the scan role lacks glue:GetJobs.');
  expect(what).toContain('Of account-0 (0): no remediation role.');
  expect(next).toContain('make-roles');
});

test.each([
  [{ remediation: false }, /^Nothing has to be done: their scan roles work\.$/],
  [{ remediation: true }, /^Nothing has to be done: their roles work\.$/],
])('where nothing is lacked, no more is claimed than was tried: %o', (more, words) => {
  expect(announced({ joined: many(2), ...more }).next).toMatch(words);
});

test('of more accounts than are named nothing is claimed', () => {
  const { what, next } = announced({ joined: many(21) });
  expect(what).toMatch(/^21 accounts joined .* and 1 more\.$/);
  expect(next).toBe('"npm run -s doctor" tries the roles of those that are not named.');
});

test('one that left is told from one that is suspended', () => {
  const { what, next } = announced({ left: many(3), unusable: new Set(['1']), stranded: 2 });
  expect(what).toBe(
    [
      '1 account is suspended or closed, and is no longer watched: account-1 (1).',
      '2 accounts are gone from it, or let through no more, and are no longer watched: account-0 (0) and account-2 (2).',
      '2 requests for a remediation there can only be rejected or withdrawn now.',
    ].join(' '),
  );
  expect(next).toMatch(/^Nothing has to be done\./);
});
