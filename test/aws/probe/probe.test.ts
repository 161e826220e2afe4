import { afterEach, describe, expect, it } from 'vitest';
import { createCloudProbe } from '../../../src/aws/probe/probe.ts';
import {
  assumedXml,
  callerXml,
  expectJson,
  expectSts,
  isolatedAws,
  ownAccount,
  refusal,
  stsRefusal,
} from '../../support/aws/aws.ts';
import { strictNock } from '../../support/aws/nock.ts';
import { FakeClock } from '../../support/fakes/fake-clock.ts';

const nock = strictNock();
isolatedAws();

const probes: { close(): void }[] = [];
afterEach(() => {
  for (const probe of probes.splice(0)) probe.close();
});

function testProbe() {
  const probe = createCloudProbe({ clock: new FakeClock(Date.now()), retries: { maxAttempts: 1 } });
  probes.push(probe);
  return probe;
}

const region = 'eu-central-1';
const glueOperations = [
  ['GetSecurityConfigurations', 200],
  ['GetJobs', 1000],
  ['GetTriggers', 200],
  ['GetCrawlers', 100],
  ['GetDevEndpoints', 200],
  ['ListSessions', 100],
  ['GetMLTransforms', 100],
] as const;
const arn = `arn:aws:iam::${ownAccount}:user/bot`;
const role = { id: '444455556666', scanRoleArn: 'arn:aws:iam::444455556666:role/scan', regions: [region] };
const roleParameters = { RoleArn: role.scanRoleArn, RoleSessionName: 'gluewarden-scan' };

function expectGlue(answers: Record<string, { status?: number; body: unknown }> = {}): void {
  for (const [operation, MaxResults] of glueOperations)
    expectJson(nock, 'glue', region, operation, { MaxResults }, answers[operation] ?? { body: {} });
}

describe('the probe', () => {
  it('tries the list of tags where a key is configured, with the request of the scan', async () => {
    expectSts(nock, 'GetCallerIdentity', {}, callerXml());
    expectGlue();
    const asked = { ResourceTypeFilters: ['glue:job'], TagFilters: [{ Key: 'team' }], ResourcesPerPage: 100 };
    expectJson(nock, 'tagging', region, 'GetResources', asked, refusal('AccessDeniedException', 'no'));
    const found = await testProbe().probe({ regions: [region] }, { region, tag: 'team' });
    expect(found.permissions.at(-1)).toEqual({
      permission: 'tag:GetResources',
      region,
      outcome: 'denied',
      error: { call: 'GetResources', error: 'AccessDeniedException', message: 'no' },
    });
  });

  it('tries each permission with the first request that a scan makes', async () => {
    expectSts(nock, 'GetCallerIdentity', {}, callerXml());
    expectGlue({
      GetTriggers: refusal('AccessDeniedException', 'no'),
      GetCrawlers: refusal('ThrottlingException', 'slow'),
    });
    expectJson(nock, 'kms', region, 'DescribeKey', { KeyId: 'k' }, { body: { KeyMetadata: {} } });
    nock('https://account.us-east-1.amazonaws.com').post('/listRegions').reply(200, { Regions: [] });
    const found = await testProbe().probe({ regions: 'enabled' }, { region, key: 'k' });
    expect(found.identity).toEqual({ account: ownAccount, arn });
    expect(found.error).toBeUndefined();
    const outcomes = found.permissions.map(({ permission, outcome }) => `${permission} ${outcome}`);
    expect(outcomes).toEqual([
      'glue:GetSecurityConfigurations allowed',
      'glue:GetJobs allowed',
      'glue:GetTriggers denied',
      'glue:GetCrawlers failed',
      'glue:GetDevEndpoints allowed',
      'glue:ListSessions allowed',
      'glue:GetMLTransforms allowed',
      'kms:DescribeKey allowed',
      'account:ListRegions allowed',
    ]);
    expect(found.permissions[2]).toEqual({
      permission: 'glue:GetTriggers',
      region,
      outcome: 'denied',
      error: { call: 'GetTriggers', error: 'AccessDeniedException', message: 'no' },
    });
  });

  it('does not check what it has no key for, or what the account does not need', async () => {
    expectSts(nock, 'AssumeRole', roleParameters, assumedXml(role.id, new Date(Date.now() + 3_600_000)));
    expectGlue();
    const { permissions } = await testProbe().probe(role, { region });
    const outcome = new Map(permissions.map((check) => [check.permission, check.outcome]));
    expect(outcome.get('sts:AssumeRole')).toBe('allowed');
    expect(outcome.get('kms:DescribeKey')).toBe('not-checked');
    expect(outcome.get('account:ListRegions')).toBe('not-checked');
  });

  it('says that the role could not be assumed, and tries nothing else', async () => {
    expectSts(nock, 'AssumeRole', roleParameters, stsRefusal('AccessDenied', 'not trusted'));
    const found = await testProbe().probe(role, { region });
    const error = { call: 'AssumeRole', error: 'AccessDenied', message: 'not trusted' };
    expect(found.identity).toBeUndefined();
    expect(found.error).toEqual(error);
    const [assume, ...rest] = found.permissions;
    expect(assume).toEqual({ permission: 'sts:AssumeRole', region, outcome: 'denied', error });
    expect(rest).toHaveLength(9);
    expect(rest.every(({ outcome }) => outcome === 'not-checked')).toBe(true);
  });

  it('says whose credentials they are when they are the wrong ones', async () => {
    expectSts(nock, 'GetCallerIdentity', {}, callerXml());
    const found = await testProbe().probe({ id: role.id, regions: [region] }, { region });
    expect(found.identity).toEqual({ account: ownAccount, arn });
    expect(found.error?.error).toBe('AccountMismatch');
    expect(found.permissions.every(({ outcome }) => outcome === 'not-checked')).toBe(true);
  });
});
