import { describe, expect, test } from 'vitest';
import { adminPolicy, makeRole, makeUser } from '../../../sandbox/aws/seed/identities.ts';
import { etlRole, jobRoles, legacyRole, restrictedRole } from '../../../sandbox/aws/seed/job-roles.ts';
import { keyArnOf } from '../../../sandbox/aws/seed/keys.ts';
import type { Seed } from '../../../sandbox/aws/seed/model.ts';
import type { AwsSandbox } from '../../../sandbox/aws/server.ts';
import { queryRequest } from './query-request.ts';
import { account, start } from './support.ts';

const neighbour = '999999999999';
const key = keyArnOf(account, 'us-east-1', 'data');
const other = keyArnOf(account, 'us-east-1', 'other');
const roleArn = (name: string) => `arn:aws:iam::${account}:role/service-role/${name}`;

const oneKey = {
  ...makeRole('OneKey', account, 'x', [{ effect: 'Allow', actions: ['kms:Decrypt'], resources: [key] }]),
  path: 'service-role/',
} as const;

const seed: Seed = {
  name: 'iam',
  home: account,
  accounts: [
    {
      id: account,
      name: 'test',
      users: [makeUser(account, 'tester', adminPolicy)],
      roles: [...jobRoles(), oneKey],
      regions: [{ name: 'us-east-1', status: 'ENABLED_BY_DEFAULT' }],
    },
    {
      id: neighbour,
      name: 'neighbour',
      users: [makeUser(neighbour, 'tester', adminPolicy)],
      roles: jobRoles(),
      regions: [{ name: 'us-east-1', status: 'ENABLED_BY_DEFAULT' }],
    },
  ],
};

function simulate(aws: AwsSandbox, role: string, actions: readonly string[], resources: readonly string[], more = {}) {
  const members = (name: string, values: readonly string[]) =>
    Object.fromEntries(values.map((value, index) => [`${name}.member.${index + 1}`, value]));
  return queryRequest(aws, 'iam', {
    Action: 'SimulatePrincipalPolicy',
    Version: '2010-05-08',
    PolicySourceArn: role,
    ...members('ActionNames', actions),
    ...members('ResourceArns', resources),
    ...more,
  });
}

const decisions = (xml: string) => [...xml.matchAll(/<EvalDecision>(\w+)<\/EvalDecision>/g)].map(([, word]) => word);

describe('SimulatePrincipalPolicy', () => {
  test.each([
    [etlRole, ['allowed', 'allowed']],
    [legacyRole, ['implicitDeny', 'implicitDeny']],
    [restrictedRole, ['allowed', 'explicitDeny']],
  ])('what %s may do with a key', async (role, expected) => {
    const answer = await simulate(await start({ seed }), roleArn(role), ['kms:Encrypt', 'kms:Decrypt'], [key]);
    expect(answer.status).toBe(200);
    expect(decisions(answer.xml)).toEqual(expected);
  });

  test('the answer has the shape of the API reference', async () => {
    const { xml } = await simulate(await start({ seed }), roleArn(oneKey.name), ['kms:Decrypt'], [key]);
    expect(xml).toContain('<SimulatePrincipalPolicyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">');
    expect(xml).toContain('<SimulatePrincipalPolicyResult><IsTruncated>false</IsTruncated><EvaluationResults><member>');
    expect(xml).toContain(`<EvalResourceName>${key}</EvalResourceName><EvalDecision>allowed</EvalDecision>`);
    expect(xml).toMatch(/<ResponseMetadata><RequestId>[\w-]+<\/RequestId><\/ResponseMetadata>/);
  });

  test('several resources: one result for each action, the most restrictive, with each resource’s own inside', async () => {
    const aws = await start({ seed });
    const { xml } = await simulate(aws, roleArn(oneKey.name), ['kms:Decrypt'], [key, other]);
    expect(decisions(xml)).toEqual(['implicitDeny']);
    expect(xml).toContain(`<EvalResourceName>${key}</EvalResourceName><EvalResourceDecision>allowed<`);
    expect(xml).toContain(`<EvalResourceName>${other}</EvalResourceName><EvalResourceDecision>implicitDeny<`);
    aws.settings.simulatePerResource = true;
    const before = await simulate(aws, roleArn(oneKey.name), ['kms:Decrypt'], [key, other]);
    expect(decisions(before.xml)).toEqual(['allowed', 'implicitDeny']);
  });

  test('pages', async () => {
    const aws = await start({ seed });
    const first = await simulate(aws, roleArn(etlRole), ['kms:Encrypt', 'kms:Decrypt'], [key], { MaxItems: '1' });
    expect(first.xml).toContain('<IsTruncated>true</IsTruncated>');
    const Marker = /<Marker>(.*)<\/Marker>/.exec(first.xml)?.[1] ?? '';
    const second = await simulate(aws, roleArn(etlRole), ['kms:Encrypt', 'kms:Decrypt'], [key], {
      MaxItems: '1',
      Marker,
    });
    expect(second.xml).toContain('<EvalActionName>kms:Decrypt</EvalActionName>');
    expect(second.xml).toContain('<IsTruncated>false</IsTruncated>');
  });

  test.each([
    ['a role that is not there', roleArn('None'), ['kms:Decrypt'], {}, 404, 'NoSuchEntity'],
    ['a role without its path', `arn:aws:iam::${account}:role/${etlRole}`, ['kms:Decrypt'], {}, 404, 'NoSuchEntity'],
    [
      'another account',
      `arn:aws:iam::${neighbour}:role/service-role/${etlRole}`,
      ['kms:Decrypt'],
      {},
      404,
      'NoSuchEntity',
    ],
    [
      'a session for a role',
      `arn:aws:sts::${account}:assumed-role/${etlRole}/x`,
      ['kms:Decrypt'],
      {},
      400,
      'InvalidInput',
    ],
    ['no action', roleArn(etlRole), [], {}, 400, 'InvalidInput'],
    ['an action that is none', roleArn(etlRole), ['decrypt!'], {}, 400, 'InvalidInput'],
    ['a policy of a resource', roleArn(etlRole), ['kms:Decrypt'], { ResourcePolicy: '{}' }, 400, 'InvalidInput'],
    ['another version', roleArn(etlRole), ['kms:Decrypt'], { Version: '2011-06-15' }, 400, 'InvalidAction'],
  ])('%s is refused', async (_name, role, actions, more, status, code) => {
    const answer = await simulate(await start({ seed }), role, actions, [key], more);
    expect(answer.status).toBe(status);
    expect(answer.xml).toContain(`<Code>${code}</Code>`);
  });

  test('who may not simulate is told so in the Query protocol, and faults work here too', async () => {
    const aws = await start({ seed });
    aws.faults.add({ service: 'iam', times: 1, effect: { kind: 'deny' } });
    const answer = await simulate(aws, roleArn(etlRole), ['kms:Decrypt'], [key]);
    expect(answer.status).toBe(403);
    expect(answer.xml).toContain('<Code>AccessDenied</Code>');
    expect(answer.xml).toContain(`iam:SimulatePrincipalPolicy on resource: ${roleArn(etlRole)}`);
    aws.faults.add({ service: 'iam', effect: { kind: 'throttle' } });
    expect((await simulate(aws, roleArn(etlRole), ['kms:Decrypt'], [key])).xml).toContain('<Code>Throttling</Code>');
  });
});
