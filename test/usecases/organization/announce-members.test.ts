import { describe, expect, test } from 'vitest';
import { plainText, renderMessage } from '../../../src/slack/render.ts';
import { announceMembers, type MembersChanged } from '../../../src/usecases/organization/announce-members.ts';

const member = (id: string) => ({ id, name: `account-${id}`, partition: 'aws' });
const many = (count: number) => Array.from({ length: count }, (_, index) => member(String(index)));

function announced(changed: Partial<MembersChanged>) {
  const nothing = { joined: [], left: [], unusable: new Set<string>(), lacks: new Map(), untried: new Map() };
  return announceMembers({ ...nothing, remediation: false, roleCommands: ['make-roles'], stranded: 0, ...changed });
}

test('accounts that lack the same are said together, each thing that is lacked once, the most common first', () => {
  const lacks = new Map([
    ['0', ['no remediation role', 'the scan role lacks glue:GetJobs']],
    ['1', ['the scan role lacks glue:GetJobs']],
  ]);
  const { what, details, next } = announced({ joined: many(3), lacks });
  expect(what).toBe('3 accounts joined the AWS organization and will be scanned from now on.');
  expect(details).toEqual([
    'Joined: account-0 (0), account-1 (1) and account-2 (2).',
    'Of account-0 (0) and account-1 (1): the scan role lacks glue:GetJobs.',
    'Of account-0 (0): no remediation role.',
  ]);
  expect(next).toContain('make-roles');
});

test.each([
  [{ remediation: false }, /^Nothing has to be done: their scan roles work\.$/],
  [{ remediation: true }, /^Nothing has to be done: their roles work\.$/],
])('where nothing is lacked, no more is claimed than was tried: %o', (more, words) => {
  expect(announced({ joined: many(2), ...more }).next).toMatch(words);
});

test('of roles that could not be tried it is not said that they work', () => {
  const why = 'the scan role could not be tried (TimeoutError)';
  const untried = new Map([['1', [why]]]);
  const { details, next } = announced({ joined: many(2), untried });
  expect(details?.at(-1)).toBe(`Of account-1 (1): ${why}.`);
  expect(next).toBe('"npm run -s doctor" tries what could not be tried.');
  const lacking = announced({ joined: many(2), untried, lacks: new Map([['0', ['the scan role is missing']]]) });
  expect(lacking.details?.slice(1)).toEqual([
    'Of account-0 (0): the scan role is missing.',
    `Of account-1 (1): ${why}.`,
  ]);
  expect(lacking.next).toMatch(/^Make the roles, .*make-roles\. Then "npm run -s doctor" tries them\./);
});

test('of more accounts than are named nothing is claimed', () => {
  const { what, details, next } = announced({ joined: many(21) });
  expect(what).toMatch(/^21 accounts joined /);
  expect(details).toEqual([expect.stringMatching(/^Joined: .* and 1 more\.$/)]);
  expect(next).toBe('"npm run -s doctor" tries the roles of those that are not named.');
});

test('one that left is told from one that is suspended', () => {
  const { what, details, next } = announced({ left: many(3), unusable: new Set(['1']), stranded: 2 });
  expect(what).toBe('3 accounts of the AWS organization are no longer watched.');
  expect(details).toEqual([
    'Gone from the organization, or no longer let through by the filters: account-0 (0) and account-2 (2).',
    'Suspended or closed: account-1 (1).',
    '2 requests for a remediation there can only be rejected or withdrawn now.',
  ]);
  expect(next).toMatch(/^Nothing has to be done\./);
});

test('a few are named of those that lack the same, and of many reasons the most common', () => {
  const joined = many(20);
  const lacks = new Map(joined.map(({ id }) => [id, ['the scan role is missing', `reason ${id}`]]));
  const { details = [] } = announced({ joined, lacks });
  expect(details).toHaveLength(7);
  expect(details[1]).toMatch(/^Of account-0 \(0\), .*, account-4 \(4\) and 15 more: the scan role is missing\.$/);
  expect(details[6]).toBe('And for 16 other reasons: "npm run -s doctor" says which.');
});

describe.each([1, 20, 5_000])('of %i accounts that joined, and as many that left', (count) => {
  const why = `AWS refused to let Gluewarden assume the scan role (AccessDenied): ${'y'.repeat(300)}`;
  const named = (prefix: string) =>
    many(count).map((each) => ({ ...each, name: `${prefix}${'x'.repeat(40)}${each.id}` }));
  const joined = named('dev-');
  const closed = named('closed-').map((each) => ({ ...each, id: `closed-${each.id}` }));
  const message = announced({
    joined,
    left: [...named('prod-'), ...closed],
    unusable: new Set(closed.map(({ id }) => id)),
    stranded: 2,
    lacks: new Map(joined.slice(0, 20).map(({ id }) => [id, [why, `${why} ${id}`]])),
  });

  test('who left, and what is stranded, is seen in each form of the message', () => {
    for (const shown of [JSON.stringify(renderMessage(message).blocks), plainText(message)]) {
      expect(shown).toContain('prod-xxxx');
      expect(shown).toContain('closed-xxxx');
      expect(shown).toContain('2 requests for a remediation there');
      expect(shown).toContain('make-roles');
    }
    const { text } = renderMessage(message);
    expect(text).toMatch(/^\*?.*accounts? of the AWS organization (is|are) no longer watched; .* joined it/);
  });
});
