import { describe, expect, test } from 'vitest';
import { configurationHash } from '../../src/config/configuration-hash.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { differences } from '../../src/usecases/bot/replicas.ts';

const hash = (text: string) => configurationHash(parseConfig(text, 'gluewarden.yaml'));

test('is the same for files that mean the same, another for others, and says nothing of what is in them', () => {
  const one = hash('accounts: [{ id: "111122223333", name: production, regions: [eu-west-1] }]');
  expect(one).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}$/);
  const same = '# another order\naccounts:\n  - regions: [eu-west-1]\n    name: production\n    id: "111122223333"\n';
  expect(hash(same)).toBe(one);
  expect(hash('accounts: [{ id: "111122223333", name: production, regions: [eu-west-2] }]')).not.toBe(one);
});

describe('two processes differ in their accounts', () => {
  const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
  const file = ({ account = '', organization = '', rest = '' } = {}) => `
accounts:
  - { id: "111122223333", name: production, remediationRoleArn: "${role('Fix')}"${account} }
organization: { scanRoleName: Scan, remediationRoleName: Fix${organization} }
approvals: { channel: C0APPROVALS, approvers: { users: [U0ONE, U0TWO] } }
${rest}`;
  const row = (changes: Parameters<typeof file>[0]) => ({ version: '1', configuration: hash(file(changes)) });

  test.each([
    ['a schedule', { rest: 'schedules: [{ name: daily, cron: "0 7 * * *", timezone: UTC, channel: C0DATA }]' }],
    ['how long runs are watched', { rest: 'remediation: { watchRunsFor: 3d }' }],
    ['the approvals of one account', { account: ', approvals: { required: 2 }' }],
    ['the regions of one account', { account: ', regions: [eu-west-1]' }],
    ['the regions of the organization', { organization: ', regions: [eu-west-1]' }],
  ])('not by %s', (_what, changes) => {
    expect(differences([row({}), row(changes)])).toEqual({ version: false, configuration: true, accounts: false });
  });

  test.each([
    ['a remediation role', file().replace('role/Fix', 'role/Other')],
    [
      'an account',
      file().replace(
        'accounts:',
        'accounts:\n  - { id: "444455556666", scanRoleArn: "arn:aws:iam::444455556666:role/S" }',
      ),
    ],
    ['an account without a remediation role', file().replace(/, remediationRoleArn: "[^"]*"/, '')],
    ['who is excluded', file({ organization: ', accounts: { exclude: ["444455556666"] }' })],
    ['the units', file({ organization: ', organizationalUnits: { include: [ou-ab12-11111111] }' })],
    ['the tags', file({ organization: ', tags: { include: { glue: yes } }' })],
    [
      'the name of the role',
      file({ organization: '' }).replace('remediationRoleName: Fix', 'remediationRoleName: Mend'),
    ],
    ['what is listed of its members', file({ organization: ', ownerTags: { channel: glue-channel }' })],
    ['whose organization it is', file({ organization: ', roleArn: "arn:aws:iam::444455556666:role/List"' })],
  ])('by %s', (_what, other) => {
    expect(differences([row({}), { version: '1', configuration: hash(other) }])).toMatchObject({ accounts: true });
  });

  test('where one is of a version that does not say', () => {
    expect(differences([row({}), { version: '0', configuration: '1f0c9ab2' }])).toMatchObject({ accounts: true });
    expect(differences([row({}), {}])).toMatchObject({ accounts: true });
  });
});
