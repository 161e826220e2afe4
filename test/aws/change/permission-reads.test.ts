import { isDeepStrictEqual } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { planningPolicy } from '../../../src/aws/policies/session-policy.ts';
import type { SimulationAsked } from '../../../src/usecases/ports/remediation-cloud.ts';
import { assumedXml, expectJson, expectSts, isolatedAws, ownAccount, refusal } from '../../support/aws/aws.ts';
import { strictNock } from '../../support/aws/nock.ts';
import {
  account,
  closeRemediationClouds,
  expires,
  keyArn,
  region,
  roleArn,
  testRemediationCloud,
} from '../../support/aws/remediation-cloud.ts';

const nock = strictNock();
isolatedAws();
afterEach(closeRemediationClouds);

const etl = `arn:aws:iam::${ownAccount}:role/etl`;
const old = `arn:aws:iam::${ownAccount}:role/old`;

/** A reader with the credentials of a session that may only read. */
async function openReader(at = region) {
  const planning = { RoleSessionName: 'gluewarden-planning', Policy: planningPolicy };
  const parameters = { RoleArn: roleArn, ExternalId: 'ext-1', ...planning };
  expectSts(nock, 'AssumeRole', parameters, assumedXml(ownAccount, expires));
  return (await testRemediationCloud().reader(account, at)).reader;
}

type Parameters = Record<string, string>;

/** Expects one simulation with exactly these parameters, signed for the region of the partition's IAM. */
function expectIam(parameters: Parameters, xml: string, status = 200, endpoint = 'iam.amazonaws.com/us-east-1'): void {
  const [host, signed] = endpoint.split('/');
  nock(`https://${host}`)
    .post('/', (sent: Parameters) => {
      const { Action, Version, ...rest } = sent;
      return Action === 'SimulatePrincipalPolicy' && Version === '2010-05-08' && isDeepStrictEqual(rest, parameters);
    })
    .matchHeader('authorization', new RegExp(`/${signed}/iam/aws4_request`))
    .matchHeader('x-amz-security-token', 'assumed-token')
    .reply(status, xml, { 'content-type': 'text/xml' });
}

function answer(results: readonly string[], marker?: string): string {
  const more =
    marker === undefined
      ? '<IsTruncated>false</IsTruncated>'
      : `<IsTruncated>true</IsTruncated><Marker>${marker}</Marker>`;
  const members = results.map((result) => `<member>${result}</member>`).join('');
  return `<SimulatePrincipalPolicyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><SimulatePrincipalPolicyResult>
<EvaluationResults>${members}</EvaluationResults>${more}</SimulatePrincipalPolicyResult>
<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></SimulatePrincipalPolicyResponse>`;
}

function result(action: string, decision: string, more = ''): string {
  return `<EvalActionName>${action}</EvalActionName><EvalResourceName>arn:\${Partition}:x</EvalResourceName><EvalDecision>${decision}</EvalDecision>${more}`;
}

function specific(...resources: readonly (readonly [arn: string, decision: string, more?: string])[]): string {
  const members = resources.map(
    ([arn, decision, more = '']) =>
      `<member><EvalResourceName>${arn}</EvalResourceName><EvalResourceDecision>${decision}</EvalResourceDecision>${more}</member>`,
  );
  return `<ResourceSpecificResults>${members.join('')}</ResourceSpecificResults>`;
}

const forbids = (detail: string, member: string) => `<${detail}><${member}>false</${member}></${detail}>`;
const missingContext = '<MissingContextValues><member>kms:ViaService</member></MissingContextValues>';
const useKey: SimulationAsked = { principal: etl, actions: ['kms:Encrypt', 'kms:Decrypt'], resources: [keyArn] };
const useKeyParameters = {
  PolicySourceArn: etl,
  'ActionNames.member.1': 'kms:Encrypt',
  'ActionNames.member.2': 'kms:Decrypt',
  'ResourceArns.member.1': keyArn,
};
const pass: SimulationAsked = {
  principal: roleArn,
  actions: ['iam:PassRole'],
  resources: [etl, old],
  context: { 'iam:PassedToService': 'glue.amazonaws.com' },
};
const passParameters = {
  PolicySourceArn: roleArn,
  'ActionNames.member.1': 'iam:PassRole',
  'ResourceArns.member.1': etl,
  'ResourceArns.member.2': old,
  'ContextEntries.member.1.ContextKeyName': 'iam:PassedToService',
  'ContextEntries.member.1.ContextKeyType': 'string',
  'ContextEntries.member.1.ContextKeyValues.member.1': 'glue.amazonaws.com',
};
const passed = (...decisions: readonly string[]) =>
  decisions.map((decision, index) => ({
    action: 'iam:PassRole',
    resource: pass.resources[index],
    decision,
    missingContext: [],
  }));

describe('simulate', () => {
  it('reads one result an action, each resource’s own answer in it, over pages', async () => {
    const first = result('kms:Decrypt', 'explicitDeny', specific([keyArn, 'explicitDeny']));
    expectIam(useKeyParameters, answer([first], 'm'));
    const second = result('kms:Encrypt', 'allowed', specific([keyArn, 'allowed', missingContext]));
    expectIam({ ...useKeyParameters, Marker: 'm' }, answer([second]));
    expect(await (await openReader()).simulate(useKey)).toEqual([
      { action: 'kms:Encrypt', resource: keyArn, decision: 'allowed', missingContext: ['kms:ViaService'] },
      { action: 'kms:Decrypt', resource: keyArn, decision: 'explicitDeny', missingContext: [] },
    ]);
  });

  it('tells resources apart, whatever the result as a whole says, and sends the context', async () => {
    const own = specific([old, 'implicitDeny'], [etl, 'allowed']);
    expectIam(passParameters, answer([result('iam:PassRole', 'implicitDeny', own)]));
    expect(await (await openReader()).simulate(pass)).toEqual(passed('allowed', 'implicitDeny'));
  });

  it('reads the form of before too: a result for each action and resource', async () => {
    const one = (arn: string, decision: string) =>
      result('iam:PassRole', decision).replace(
        /<EvalResourceName>.*<\/EvalResourceName>/,
        `<EvalResourceName>${arn}</EvalResourceName>`,
      );
    expectIam(passParameters, answer([one(etl, 'explicitDeny'), one(old, 'allowed')]));
    expect(await (await openReader()).simulate(pass)).toEqual(passed('explicitDeny', 'allowed'));
  });

  it.each<[who: string, whole: string, own: string]>([
    ['an organization', forbids('OrganizationsDecisionDetail', 'AllowedByOrganizations'), ''],
    ['a permissions boundary', '', forbids('PermissionsBoundaryDecisionDetail', 'AllowedByPermissionsBoundary')],
  ])('is no allowance where %s forbids it', async (_who, whole, own) => {
    const each = specific([etl, 'allowed', own], [old, 'allowed', own]);
    expectIam(passParameters, answer([result('iam:PassRole', 'allowed', `${whole}${each}`)]));
    expect(await (await openReader()).simulate(pass)).toEqual(passed('implicitDeny', 'implicitDeny'));
  });

  it.each([
    ['nothing', []],
    ['one resource of two', [result('iam:PassRole', 'allowed', specific([etl, 'allowed']))]],
    ['a decision that nobody knows', [result('iam:PassRole', 'allowed', specific([etl, 'maybe'], [old, 'allowed']))]],
    ['another action', [result('iam:GetRole', 'allowed', specific([etl, 'allowed'], [old, 'allowed']))]],
  ])('rejects an answer with %s: it must not look like a pass', async (_what, results) => {
    expectIam(passParameters, answer(results));
    await expect((await openReader()).simulate(pass)).rejects.toMatchObject({
      call: 'SimulatePrincipalPolicy',
      code: expect.stringMatching(/^Malformed/),
    });
  });

  it('rejects a marker that repeats', async () => {
    expectIam(passParameters, answer([], 'm'));
    expectIam({ ...passParameters, Marker: 'm' }, answer([], 'm'));
    await expect((await openReader()).simulate(pass)).rejects.toMatchObject({ code: 'RepeatedToken' });
  });

  it.each([
    ['NoSuchEntity', 404, 'NoSuchEntityException'],
    ['AccessDenied', 403, 'AccessDenied'],
    ['Throttling', 400, 'Throttling'],
  ])('rejects with what IAM calls %s', async (sent, status, code) => {
    const xml = `<ErrorResponse><Error><Type>Sender</Type><Code>${sent}</Code><Message>no</Message></Error></ErrorResponse>`;
    expectIam(passParameters, xml, status);
    await expect((await openReader()).simulate(pass)).rejects.toMatchObject({ name: 'CloudError', code });
  });

  it('asks the IAM of the partition', async () => {
    const reader = await openReader('cn-northwest-1');
    const body = answer([result('iam:PassRole', 'allowed', specific([etl, 'allowed'], [old, 'allowed']))]);
    expectIam(passParameters, body, 200, 'iam.cn-north-1.amazonaws.com.cn/cn-north-1');
    expect(await reader.simulate(pass)).toEqual(passed('allowed', 'allowed'));
  });
});

describe('keyArn', () => {
  const alias = keyArn.replace(/:key\/.*/, ':alias/data');

  it('is that of the key behind an alias', async () => {
    expectJson(nock, 'kms', region, 'DescribeKey', { KeyId: alias }, { body: { KeyMetadata: { Arn: keyArn } } });
    expect(await (await openReader()).keyArn(alias)).toBe(keyArn);
  });

  it('rejects when it cannot be had', async () => {
    expectJson(nock, 'kms', region, 'DescribeKey', { KeyId: alias }, { body: { KeyMetadata: {} } });
    expectJson(nock, 'kms', region, 'DescribeKey', { KeyId: alias }, refusal('AccessDeniedException'));
    const reader = await openReader();
    await expect(reader.keyArn(alias)).rejects.toMatchObject({ code: 'MalformedResponse' });
    await expect(reader.keyArn(alias)).rejects.toMatchObject({ call: 'DescribeKey', code: 'AccessDeniedException' });
  });
});

describe('keyPolicy', () => {
  const input = { KeyId: keyArn, PolicyName: 'default' };

  it('is the text, as it is', async () => {
    expectJson(nock, 'kms', region, 'GetKeyPolicy', input, { body: { Policy: '{ "odd"', PolicyName: 'default' } });
    expect(await (await openReader()).keyPolicy(keyArn)).toBe('{ "odd"');
  });

  it.each(['AccessDeniedException', 'NotFoundException', 'InvalidArnException'])('rejects with %s', async (code) => {
    expectJson(nock, 'kms', region, 'GetKeyPolicy', input, refusal(code));
    await expect((await openReader()).keyPolicy(keyArn)).rejects.toMatchObject({ call: 'GetKeyPolicy', code });
  });

  it('rejects an answer without one', async () => {
    expectJson(nock, 'kms', region, 'GetKeyPolicy', input, { body: {} });
    await expect((await openReader()).keyPolicy(keyArn)).rejects.toMatchObject({ code: 'MalformedResponse' });
  });
});
