import { describe, expect, test } from 'vitest';
import { policyInTerminal, policyText } from '../src/app-policy.ts';
import { type Config, defaultExceptions } from '../src/config/model.ts';
import { defaultRetention } from '../src/domain/retention.ts';
import { silentLog } from './support/aws/aws.ts';
import { everything } from './support/organization.ts';

const data = { id: '111122223333', name: 'data', regions: ['eu-west-1'] };
const other = { id: '444455556666', name: 'other', regions: ['eu-west-1'] };

function config(accounts: Config['accounts'] = [data]): Config {
  const remediation = { mode: 'bookmarks-only', watchRunsFor: 0 } as const;
  return {
    accounts,
    schedules: [],
    remediation,
    retention: defaultRetention,
    exceptions: defaultExceptions,
    warnings: [],
  };
}

describe('policy', () => {
  const parts = async (accounts: Config['accounts']) => JSON.parse(await policyText(config(accounts)));
  const scan = { ...data, scanRoleArn: 'arn:aws:iam::111122223333:role/scan', externalId: 'S3CR3T' };
  const fix = 'arn:aws:iam::111122223333:role/fix';

  test('is the scan role’s alone where nothing may be remediated', async () => {
    expect(Object.keys(await parts([data]))).toEqual(['scanRolePolicy']);
    expect(Object.keys(await parts([scan]))).toEqual(['scanRolePolicy', 'scanRoleTrustPolicy', 'botPolicy']);
  });

  test('is the remediation role’s as well where one account has one, with its risk in words', async () => {
    const all = await parts([scan, { ...other, remediationRoleArn: fix }]);
    expect(Object.keys(all)).toEqual([
      'scanRolePolicy',
      'scanRoleTrustPolicy',
      'remediationRolePolicy',
      'remediationRoleNotes',
      'remediationRoleTrustPolicy',
      'botPolicy',
    ]);
    expect(all.scanRolePolicy).toEqual((await parts([data])).scanRolePolicy);
    expect(JSON.stringify(all.remediationRoleNotes)).toContain('iam:PassRole');
    expect(JSON.stringify(all.botPolicy)).toContain(fix);
    expect(JSON.stringify(all)).not.toContain('S3CR3T');
  });

  test('has no trust policy for a scan role that no account has', async () => {
    expect(Object.keys(await parts([{ ...other, remediationRoleArn: fix }]))).not.toContain('scanRoleTrustPolicy');
  });

  test.each(['aws-cn', 'aws-us-gov', 'aws-eusc', 'aws-iso', 'aws-iso-f'])(
    'is of the partition %s of the roles',
    async (name) => {
      const role = (of: string) => `arn:${name}:iam::111122223333:role/${of}`;
      const all = JSON.stringify(
        await parts([{ ...other, scanRoleArn: role('scan'), remediationRoleArn: role('fix') }]),
      );
      expect(new Set(all.match(/arn:[^:]+:/g))).toEqual(new Set([`arn:${name}:`]));
    },
  );

  test('is of the partition of the regions where there is no role, and else of the bot’s own region', async () => {
    const partitions = async (accounts: Config['accounts'], settings = {}) =>
      new Set((await policyText(config(accounts), settings)).match(/arn:[^:]+:/g));
    expect(await partitions([{ regions: ['eusc-de-east-1'] }])).toEqual(new Set(['arn:aws-eusc:']));
    expect(await partitions([{ regions: 'enabled' }], { awsRegion: 'us-iso-east-1' })).toEqual(
      new Set(['arn:aws-iso:']),
    );
    expect(await partitions([{ regions: 'enabled' }])).toEqual(new Set(['arn:aws:']));
  });
});

describe('policy --format cloudformation', () => {
  async function printed(more: Partial<Config>) {
    let text = '';
    const stdout = { write: (part: string) => (text += part) };
    const load = async () => ({
      settings: { awsRegion: 'cn-north-1' },
      config: { ...config([]), ...more },
      log: silentLog,
    });
    const code = await policyInTerminal(['--format', 'cloudformation'], load, { env: {}, stdout, stderr: stdout });
    return { code, template: JSON.parse(text) };
  }

  test('is a template of the roles of the organization, in the partition of the bot', async () => {
    const { code, template } = await printed({ organization: { ...everything, remediationRoleName: 'Fix' } });
    expect(code).toBe(0);
    expect(Object.keys(template.Resources)).toEqual(['ScanRole', 'RemediationRole']);
    expect(JSON.stringify(template)).toContain('arn:aws-cn:glue:');
  });

  test('is refused where each account has roles of its own', async () => {
    await expect(printed({ accounts: [data] })).rejects.toMatchObject({ code: 'usage' });
  });
});
