import { expect, test } from 'vitest';
import { parseConfig } from '../../../src/config/parse.ts';
import { problems } from '../problems-of.ts';

test('an organization needs the name of the scan role alone, and no account by hand', () => {
  const config = parseConfig('organization: { scanRoleName: gluewarden/Scan }', 'x');
  expect(config.accounts).toEqual([]);
  expect(config.organization).toMatchObject({ scanRoleName: 'gluewarden/Scan', regions: 'enabled' });
});

test('what is wrong in it is refused with its path', () => {
  const said = problems(
    'accounts: [{ id: "111122223333", scanRoleArn: "arn:aws:iam::111122223333:role/a" }]',
    'organization:',
    '  roleArn: gluewarden',
    '  organizationalUnits: { include: [ou-ab12-cd34ef56, prod], exclude: [ou-ab12-cd34ef56], only: [] }',
    '  tags: { include: { glue: true } }',
    '  accounts: { exclude: ["111122223333"] }',
    '  scanRoleName: arn:aws:iam::111122223333:role/a',
    'schedules: [{ name: a, cron: "0 8 * * *", channel: C0123ABCDEF, accounts: ["222233334444", data] }]',
  );
  for (const path of [
    'roleArn',
    'organizationalUnits.include[1]',
    'organizationalUnits.exclude[0]',
    'organizationalUnits.only',
    'tags.include.glue',
    'accounts.exclude[0]',
    'scanRoleName',
  ])
    expect(said).toContain(`organization.${path}\n`);
  expect(said).toContain('schedules[0].accounts[1]\n');
  expect(said).not.toContain('schedules[0].accounts[0]');
});

test('what is excluded cannot be named by a schedule', () => {
  const said = problems(
    'organization: { scanRoleName: Scan, accounts: { exclude: ["111122223333"] } }',
    'schedules: [{ name: a, cron: "0 8 * * *", channel: C0123ABCDEF, accounts: ["222233334444", "111122223333"] }]',
  );
  expect(said).toContain('schedules[0].accounts[1]\n');
  expect(said).toContain('is excluded from the organization');
  expect(said).not.toContain('schedules[0].accounts[0]');
});

test('an account by hand needs its id beside it', () => {
  expect(problems('accounts: [{ name: mine }]', 'organization: { scanRoleName: Scan }')).toContain('accounts[0].id');
});

test('the tags that name an owner', () => {
  const read = parseConfig('organization: { scanRoleName: Scan, ownerTags: { channel: slack-channel } }', 'x');
  expect(read.organization?.ownerTags).toEqual({ channel: 'slack-channel' });
  expect(problems('organization: { scanRoleName: Scan, ownerTags: { usergroup: "" } }')).toContain(
    'organization.ownerTags.usergroup',
  );
});
