import { describe, expect, test } from 'vitest';
import { problems } from './problems-of.ts';

describe('who may ask and approve', () => {
  test('access that names nobody would lock everybody out', () => {
    expect(problems('access: {}')).toMatchInlineSnapshot(`
      "  line 1, access
          names nobody, so nobody could ask: list users, usergroups or channels, or remove "access" to let the whole workspace ask"
    `);
    expect(problems('access: { users: [], channels: [] }')).toBe(problems('access: {}'));
    expect(problems('access: { channels: [C1ABC] }')).toBe('none');
  });

  test('ids of people and groups', () => {
    expect(problems('access: { users: ["@ada", U1ABC, U1ABC], usergroups: [data-team] }')).toMatchInlineSnapshot(`
      "  line 1, access.users[0]
          "@ada" is not a user's id, like "U0123ABCDEF". To find it in Slack: open the person's profile, press ⋮ and "Copy member ID"
        line 1, access.usergroups[0]
          "data-team" is not a user group's id, like "S0123ABCDEF". To find it in Slack: People & user groups → User groups → open the group → ⋮ → "Copy group ID"
        line 1, access.users[2]
          is in this list twice: keep one"
    `);
  });

  test('approvals that could never be given', () => {
    expect(problems('approvals: { channel: C1ABC }')).toMatchInlineSnapshot(`
      "  line 1, approvals.approvers
          names nobody, so nothing could be approved: list users or usergroups, or set ownerGroup: true"
    `);
    expect(problems('approvals: { approvers: { users: [U1ABC] }, required: 2 }')).toMatchInlineSnapshot(`
      "  line 1, approvals.required
          is 2, and only one person is listed as approver: list another one or a user group"
    `);
    expect(
      problems(
        'accounts: [{ id: "111122223333", approvals: { approvers: { users: [] } } }]',
        'approvals: { approvers: { users: [U1ABC] } }',
      ),
    ).toMatchInlineSnapshot(`
      "  line 1, accounts[0].approvals.approvers
          names nobody, so nothing could be approved: list users or usergroups, or set ownerGroup: true"
    `);
  });

  test('times', () => {
    expect(
      problems('approvals: { approvers: { users: [U1ABC] }, expireAfter: 2h, remindBefore: 2h }'),
    ).toMatchInlineSnapshot(`
      "  line 1, approvals.remindBefore
          must be shorter than expireAfter: the reminder comes before the end"
    `);
    expect(problems('approvals: { approvers: { users: [U1ABC] }, expireAfter: 0h }')).toMatchInlineSnapshot(`
      "  line 1, approvals.expireAfter
          must be longer than nothing, like "24h""
    `);
    expect(problems('approvals: { approvers: { users: [U1ABC] }, expireAfter: 1y }')).toMatchInlineSnapshot(`
      "  line 1, approvals.expireAfter
          "1y" is no duration: write a number and a unit (s, m, h, d), like "24h" or "7d""
    `);
    expect(problems('approvals: { approvers: { users: [U1ABC] }, expireAfter: 365d }')).toMatchInlineSnapshot(`
      "  line 1, approvals.expireAfter
          "365d" is too long: 90d at most"
    `);
  });

  test('an owner, and approvals that mean its group', () => {
    const account = '{ id: "111122223333", remediationRoleArn: "arn:aws:iam::111122223333:role/fix"';
    expect(problems('accounts: [{ id: "111122223333", owner: {} }]')).toContain('names neither a channel nor');
    expect(problems('accounts: [{ id: "111122223333", owner: { channel: team } }]')).toContain(
      'accounts[0].owner.channel',
    );
    expect(problems('accounts: [{ owner: { channel: C1ABC } }]')).toContain('needs the id of the account');
    const byOwner = 'approvals: { approvers: { ownerGroup: true }, required: 2 }';
    expect(problems(`accounts: [${account} }]`, byOwner)).toMatch(
      /accounts\[0\]\.owner\n.*nobody could approve for this account/,
    );
    expect(problems(`accounts: [${account}, owner: { channel: C1ABC } }]`, byOwner)).toContain('accounts[0].owner');
    expect(problems(`accounts: [${account}, owner: { usergroup: S1ABC } }]`, byOwner)).toBe('none');
    expect(problems('accounts: [{ id: "111122223333" }]', byOwner)).toBe('none');
    const others = 'approvals: { approvers: { ownerGroup: true, users: [U1ABC] } }';
    expect(problems(`accounts: [${account} }]`, others)).toBe('none');
    expect(problems('approvals: { approvers: { ownerGroup: false } }')).toContain('names nobody');
  });

  test('an organization whose accounts only the groups of their owners could approve for, and no tag names one', () => {
    const alone = 'approvals: { approvers: { ownerGroup: true } }';
    const other = 'approvals: { approvers: { users: [U1ABC] } }';
    const of = (more: string) => `organization: { scanRoleName: Scan${more} }`;
    const fix = ', remediationRoleName: Fix';
    const nobody = /organization\.ownerTags\n.*nobody could approve for an account of the organization/;
    for (const text of [
      `${alone}\n${of(fix)}`,
      `${alone}\n${of(`${fix}, ownerTags: { channel: team }`)}`,
      `${other}\n${of(`${fix}, ${alone}`)}`,
    ])
      expect(problems(text)).toMatch(nobody);
    for (const text of [
      `${alone}\n${of('')}`,
      `${alone}\n${of(`${fix}, ownerTags: { usergroup: team }`)}`,
      `${alone}\n${of(`${fix}, ${other}`)}`,
    ])
      expect(problems(text)).toBe('none');
  });
});
