import { expect, test } from 'vitest';
import type { Account } from '../../../src/domain/fleet.ts';
import { lackingRoles, type RoleProbe } from '../../../src/usecases/organization/lacking-roles.ts';
import type { AccountProbe, PermissionCheck } from '../../../src/usecases/ports/cloud-probe.ts';

function account(id: string, more: Partial<Account> = {}) {
  return { id, scanRoleArn: `arn:aws:iam::${id}:role/Scan`, regions: 'enabled' as const, ...more };
}

const works: AccountProbe = {
  permissions: [permission('glue:GetJobs', 'allowed'), permission('kms:x', 'not-checked')],
};

function permission(name: string, outcome: PermissionCheck['outcome'], code?: string): PermissionCheck {
  const error = code === undefined ? {} : { error: { call: name, error: code } };
  return { permission: name, region: 'eu-west-1', outcome, ...error };
}

function refused(id: string): AccountProbe {
  const message = `User: arn:aws:iam::1:user/bot is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::${id}:role/Scan`;
  return { error: { call: 'AssumeRole', error: 'AccessDenied', message }, permissions: [] };
}

function probe(scan: (id: string) => AccountProbe, remediation: (id: string) => AccountProbe = () => works) {
  const asked: string[] = [];
  const made: RoleProbe = {
    async probe({ id = '' }, { region }) {
      asked.push(`scan ${id} ${region}`);
      return scan(id);
    },
    async probeRemediation({ id = '' }, { region }) {
      asked.push(`remediation ${id} ${region}`);
      return remediation(id);
    },
  };
  return { asked, made };
}

test('a role that cannot be assumed is said in the same words of every account', async () => {
  const { made } = probe((id) => (id === '3' ? works : refused(id)));
  const { lacks } = await lackingRoles(
    made,
    ['1', '2', '3'].map((id) => account(id)),
    'eu-west-1',
  );
  expect([...lacks.keys()]).toEqual(['1', '2']);
  expect(lacks.get('1')).toEqual(lacks.get('2'));
  expect(lacks.get('1')?.[0]).toMatch(/^AWS refused to let Gluewarden assume the scan role \(AccessDenied\)$/);
});

test('permissions that are denied are named; what failed for another reason is said as not tried', async () => {
  const permissions = [
    permission('glue:GetJobs', 'denied'),
    permission('glue:GetTriggers', 'denied'),
    permission('glue:GetCrawlers', 'failed', 'ThrottlingException'),
    permission('glue:GetDevEndpoints', 'failed', 'TimeoutError'),
    permission('glue:GetTags', 'failed', 'TimeoutError'),
    permission('kms:DescribeKey', 'not-checked'),
  ];
  const { made } = probe(() => ({ permissions }));
  expect(await lackingRoles(made, [account('1')], 'eu-west-1')).toEqual({
    lacks: new Map([['1', ['the scan role lacks glue:GetJobs and glue:GetTriggers']]]),
    untried: new Map([
      ['1', ['3 permissions of the scan role could not be tried (ThrottlingException and TimeoutError)']],
    ]),
  });
});

test('a remediation role is tried where there is one, in a region of the account', async () => {
  const { made, asked } = probe(() => works, refused);
  const changed = account('1', { remediationRoleArn: 'arn:aws:iam::1:role/Fix', regions: ['cn-north-1'] });
  const { lacks } = await lackingRoles(made, [changed, account('2')], 'eu-west-1');
  expect(asked.toSorted()).toEqual(['remediation 1 cn-north-1', 'scan 1 cn-north-1', 'scan 2 eu-west-1']);
  expect(lacks.get('1')).toEqual(['AWS refused to let Gluewarden assume the remediation role (AccessDenied)']);
  expect(lacks.has('2')).toBe(false);
});

test('a role that no answer came about is not said to be missing, nor to work', async () => {
  const timedOut: AccountProbe = { error: { call: 'AssumeRole', error: 'TimeoutError' }, permissions: [] };
  const { made } = probe(() => timedOut, refused);
  const changed = account('1', { remediationRoleArn: 'arn:aws:iam::1:role/Fix' });
  expect(await lackingRoles(made, [changed], 'eu-west-1')).toEqual({
    lacks: new Map([['1', ['AWS refused to let Gluewarden assume the remediation role (AccessDenied)']]]),
    untried: new Map([['1', ['the scan role could not be tried (TimeoutError)']]]),
  });
});
