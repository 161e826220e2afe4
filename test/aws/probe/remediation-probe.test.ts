import { afterEach, describe, expect, it } from 'vitest';
import { planningPolicy } from '../../../src/aws/policies/session-policy.ts';
import { createCloudProbe } from '../../../src/aws/probe/probe.ts';
import type { ProbeOptions } from '../../../src/usecases/ports/cloud-probe.ts';
import {
  assumedXml,
  expectJson,
  expectSts,
  isolatedAws,
  ownAccount,
  refusal,
  stsRefusal,
} from '../../support/aws/aws.ts';
import { strictNock } from '../../support/aws/nock.ts';
import { expires, keyArn, region, roleArn } from '../../support/aws/remediation-cloud.ts';
import { FakeClock } from '../../support/fakes/fake-clock.ts';

const nock = strictNock();
isolatedAws();

const probes: { close(): void }[] = [];
afterEach(() => {
  for (const probe of probes.splice(0)) probe.close();
});

const account = { id: ownAccount, remediationRoleArn: roleArn, externalId: 'ext-1', regions: [region] };

function look(options: Partial<ProbeOptions> = {}) {
  const probe = createCloudProbe({ clock: new FakeClock(Date.now()), retries: { maxAttempts: 1 } });
  probes.push(probe);
  return probe.probeRemediation(account, { region, ...options });
}

/** The role is assumed by the policy of a session that only reads, for the shortest time. */
function expectAssume(sourceIdentity: boolean, answer: { xml: string; status?: number }): void {
  const parameters = {
    RoleArn: roleArn,
    RoleSessionName: 'gluewarden-doctor',
    ExternalId: 'ext-1',
    Policy: planningPolicy,
    DurationSeconds: '900',
    ...(sourceIdentity && { SourceIdentity: 'gluewarden-doctor' }),
  };
  expectSts(nock, 'AssumeRole', parameters, answer);
}

const assumed = assumedXml(ownAccount, expires);
const denied = stsRefusal('AccessDenied', 'not authorized');

function expectReads(answers: Record<string, { status?: number; body: unknown }> = {}, key = false): void {
  const missing = refusal('EntityNotFoundException');
  const glue = answers.GetSecurityConfiguration ?? missing;
  expectJson(nock, 'glue', region, 'GetSecurityConfiguration', { Name: 'gluewarden-doctor' }, glue);
  for (const operation of ['ListAliases', 'ListKeys'])
    expectJson(nock, 'kms', region, operation, { Limit: 100 }, answers[operation] ?? { body: {} });
  if (key) {
    expectJson(nock, 'kms', region, 'DescribeKey', { KeyId: keyArn }, { body: { KeyMetadata: {} } });
    const input = { KeyId: keyArn, PolicyName: 'default' };
    expectJson(nock, 'kms', region, 'GetKeyPolicy', input, answers.GetKeyPolicy ?? { body: { Policy: '{}' } });
  }
  const iam = `<SimulatePrincipalPolicyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><SimulatePrincipalPolicyResult>
<EvaluationResults><member><EvalActionName>glue:GetJob</EvalActionName><EvalResourceName>*</EvalResourceName>
<EvalDecision>implicitDeny</EvalDecision></member></EvaluationResults><IsTruncated>false</IsTruncated></SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>`;
  nock('https://iam.amazonaws.com')
    .post('/', (sent: Record<string, string>) => sent.PolicySourceArn === roleArn)
    .reply(200, iam, { 'content-type': 'text/xml' });
}

const outcomes = ({ permissions }: Awaited<ReturnType<typeof look>>) =>
  Object.fromEntries(permissions.map(({ permission, outcome }) => [permission, outcome]));

describe('the probe of a remediation role', () => {
  it('tries the reads that need no name, and nothing that changes something', async () => {
    expectAssume(true, assumed);
    expectReads({ ListKeys: refusal('AccessDeniedException') }, true);
    const found = await look({ key: keyArn });
    expect(found).toMatchObject({ identity: { account: ownAccount }, sourceIdentity: 'allowed' });
    expect(outcomes(found)).toEqual({
      'glue:GetSecurityConfiguration': 'allowed',
      'glue:CreateSecurityConfiguration': 'not-checked',
      'glue:GetJob': 'not-checked',
      'glue:GetTrigger': 'not-checked',
      'glue:GetCrawler': 'not-checked',
      'glue:GetJobRuns': 'not-checked',
      'glue:GetJobBookmark': 'not-checked',
      'glue:GetTags': 'not-checked',
      'iam:SimulatePrincipalPolicy': 'allowed',
      'glue:UpdateJob': 'not-checked',
      'glue:UpdateTrigger': 'not-checked',
      'glue:UpdateCrawler': 'not-checked',
      'glue:GetTables': 'not-checked',
      'glue:UpdateColumnStatisticsTaskSettings': 'not-checked',
      'glue:GetColumnStatisticsTaskSettings': 'not-checked',
      'kms:DescribeKey': 'allowed',
      'kms:GetKeyPolicy': 'allowed',
      'kms:ListAliases': 'allowed',
      'kms:ListKeys': 'denied',
      'glue:DeleteSecurityConfiguration': 'not-checked',
    });
  });

  it('goes on without a source identity where it is refused', async () => {
    expectAssume(true, denied);
    expectAssume(false, assumed);
    expectReads({ GetSecurityConfiguration: refusal('AccessDeniedException', 'no') });
    const found = await look();
    expect(found.sourceIdentity).toBe('refused');
    expect(found.permissions[0]).toEqual({
      permission: 'glue:GetSecurityConfiguration',
      region,
      outcome: 'denied',
      error: { call: 'GetSecurityConfiguration', error: 'AccessDeniedException', message: 'no' },
    });
  });

  it('tries nothing where the role cannot be assumed, or is another account’s', async () => {
    expectAssume(true, denied);
    expectAssume(false, denied);
    const error = { call: 'AssumeRole', error: 'AccessDenied', message: 'not authorized' };
    expect(await look()).toEqual({ error, permissions: [] });
    expectAssume(true, assumedXml('444455556666', expires));
    const found = await look();
    expect(found).toMatchObject({ error: { error: 'AccountMismatch' }, permissions: [] });
    expect(found.identity?.account).toBe('444455556666');
  });

  it('does not assume again after an error that is no denial', async () => {
    expectAssume(true, stsRefusal('RegionDisabledException', 'off'));
    expect(await look()).toMatchObject({ error: { error: 'RegionDisabledException' } });
  });

  it('does not read the policy of a key of another account, or of an alias', async () => {
    for (const key of [keyArn.replace(ownAccount, '444455556666'), keyArn.replace(/:key\/.*/, ':alias/data')]) {
      expectAssume(true, assumed);
      expectReads();
      expectJson(nock, 'kms', region, 'DescribeKey', { KeyId: key }, { body: { KeyMetadata: {} } });
      expect(outcomes(await look({ key }))).toMatchObject({
        'kms:DescribeKey': 'allowed',
        'kms:GetKeyPolicy': 'not-checked',
      });
    }
  });
});
