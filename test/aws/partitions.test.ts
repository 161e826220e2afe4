import { afterEach, describe, expect, it, vi } from 'vitest';
import { sessionPolicy } from '../../src/aws/policies/session-policy.ts';
import type { Account } from '../../src/domain/fleet.ts';
import { assumedXml, closeClouds, isolatedAws, ownAccount, testCloud } from '../support/aws/aws.ts';
import { the } from '../support/aws/definition-calls.ts';
import { strictNock } from '../support/aws/nock.ts';
import { closeRemediationClouds, expires, switchJob, testRemediationCloud } from '../support/aws/remediation-cloud.ts';

const nock = strictNock();
isolatedAws();
afterEach(closeClouds);
afterEach(closeRemediationClouds);

const clouds = [
  { name: 'aws-eusc', region: 'eusc-de-east-1', suffix: 'amazonaws.eu', iam: 'eusc-de-east-1' },
  { name: 'aws-iso', region: 'us-iso-west-1', suffix: 'c2s.ic.gov', iam: 'us-iso-east-1' },
  { name: 'aws-iso-b', region: 'us-isob-east-1', suffix: 'sc2s.sgov.gov', iam: 'us-isob-east-1' },
  { name: 'aws-cn', region: 'cn-northwest-1', suffix: 'amazonaws.com.cn', iam: 'cn-north-1' },
  { name: 'aws-us-gov', region: 'us-gov-east-1', suffix: 'amazonaws.com', iam: 'us-gov-west-1' },
] as const;

describe.each(clouds)('in $name', ({ name, region, suffix, iam }) => {
  const role = `arn:${name}:iam::${ownAccount}:role/fix`;
  const account: Account = { id: ownAccount, scanRoleArn: role, remediationRoleArn: role, regions: [region] };
  const target = { account: ownAccount, region };
  const steps = [switchJob('orders', 'etl')];
  const glue = () => nock(`https://glue.${region}.${suffix}`);

  /** Expects the role to be assumed there, and gives what was sent. */
  function expectRole(): { readonly policies: (string | undefined)[] } {
    const policies: (string | undefined)[] = [];
    const xml = assumedXml(ownAccount, expires).xml.replace('arn:aws:', `arn:${name}:`);
    nock(`https://sts.${region}.${suffix}`)
      .post('/', (sent: Record<string, string>) => {
        policies.push(sent.Policy);
        return sent.Action === 'AssumeRole' && sent.RoleArn === role;
      })
      .reply(200, xml, { 'content-type': 'text/xml' });
    return { policies };
  }

  it('a region is read', async () => {
    vi.stubEnv('AWS_REGION', region);
    expectRole();
    glue()
      .post('/', { MaxResults: 1000 })
      .reply(200, { Jobs: [{ Name: 'orders' }] });
    const entered = await testCloud().enter(account);
    expect(entered.id).toBe(ownAccount);
    expect((await entered.region(region).jobs()).items).toEqual([{ name: 'orders' }]);
  });

  it('a session names ARNs of it', async () => {
    vi.stubEnv('AWS_REGION', region);
    const { policies } = expectRole();
    const cloud = testRemediationCloud();
    const { reader } = await cloud.session(account, { id: 'plan-1', target }, steps);
    glue()
      .post('/', { JobName: 'orders' })
      .reply(200, { Job: { Name: 'orders' } });
    expect((await reader.definition(the.job('orders')))?.definition).toEqual({ Name: 'orders' });
    expect(policies).toEqual([sessionPolicy({ ...target, partition: name }, steps)]);
    const arns = policies[0]?.match(/arn:[\w-]+/g) ?? [];
    expect(new Set(arns)).toEqual(new Set([`arn:${name}`]));
    expect(cloud.sessions(account, { id: 'plan-1', target }, steps)).toEqual([steps]);
  });

  it('a plan is made with its partition, and asks its IAM', async () => {
    vi.stubEnv('AWS_REGION', region);
    expectRole();
    const entered = await testRemediationCloud().reader(account, region);
    expect(entered.partition).toEqual({ name, dnsSuffix: suffix });
    const answer = `<SimulatePrincipalPolicyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><SimulatePrincipalPolicyResult>
<IsTruncated>false</IsTruncated><EvaluationResults><member><EvalActionName>iam:PassRole</EvalActionName>
<EvalResourceName>${role}</EvalResourceName><EvalDecision>allowed</EvalDecision></member></EvaluationResults>
</SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>`;
    nock(name === 'aws-us-gov' ? 'https://iam.us-gov.amazonaws.com' : `https://iam.${iam}.${suffix}`)
      .post('/', (sent: Record<string, string>) => sent.PolicySourceArn === role)
      .matchHeader('authorization', new RegExp(`/${iam}/iam/aws4_request`))
      .reply(200, answer, { 'content-type': 'text/xml' });
    const asked = { principal: role, actions: ['iam:PassRole'], resources: [role] };
    expect(await entered.reader.simulate(asked)).toMatchObject([{ decision: 'allowed' }]);
  });
});
