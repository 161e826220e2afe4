import { expect, test } from 'vitest';
import { checkConfiguration, type DoctorConfig } from '../../../src/usecases/doctor/doctor-config.ts';

const config: DoctorConfig = {
  accounts: [{ id: '111122223333', regions: 'enabled' }],
  schedules: [{ name: 'daily', cron: '0 8 * * *', timezone: 'UTC', channel: 'C1' }],
  warnings: [],
};

test('nothing to say of a plain configuration', () => {
  expect(checkConfiguration(config)).toEqual([]);
});

test('what is odd and allowed is a warning where it stands: a file that everybody may write too', () => {
  const warnings = [
    { path: '', message: 'gluewarden.yaml: everybody on this machine may write it' },
    { path: 'accounts[0].regions[1]', line: 4, message: 'is not in the list of AWS regions' },
  ];
  expect(checkConfiguration({ ...config, warnings })).toEqual([
    { group: 'Configuration', check: 'File', outcome: 'warning', detail: warnings[0]?.message },
    {
      group: 'Configuration',
      check: 'line 4, accounts[0].regions[1]',
      outcome: 'warning',
      detail: warnings[1]?.message,
    },
  ]);
});

test('an account that may be changed, and for which nobody may approve', () => {
  const account = { id: '111122223333', regions: 'enabled', remediationRoleArn: 'arn' } as const;
  expect(checkConfiguration({ ...config, accounts: [account] })).toMatchObject([
    { check: '111122223333', outcome: 'warning', detail: expect.stringContaining('nobody may approve') },
  ]);
  const approvals = {
    approvers: { users: [], usergroups: [], ownerGroup: true },
    required: 1,
    allowSelfApproval: false,
    expireAfter: 1,
    remindBefore: 1,
  } as const;
  expect(checkConfiguration({ ...config, approvals, accounts: [account] })).toHaveLength(1);
  const owned = { ...account, owner: { usergroup: 'S0TEAM' } };
  expect(checkConfiguration({ ...config, approvals, accounts: [owned] })).toEqual([]);
});

test('an owner that the tags of an account do not name by an id', () => {
  const account = {
    ...config.accounts[0],
    regions: 'enabled',
    ownerProblem: 'the tag of its channel is wrong',
  } as const;
  expect(checkConfiguration({ ...config, accounts: [account] })).toMatchObject([
    { check: '111122223333', outcome: 'warning', detail: 'the tag of its channel is wrong' },
  ]);
});
