import { expect, test, vi } from 'vitest';
import type { CloudOptions } from '../../src/aws/cloud.ts';
import { createDatabaseSignIn, regionOfHost } from '../../src/aws/database-sign-in.ts';
import { accessKey, isolatedAws, secretKey, silentLog } from '../support/aws/aws.ts';
import { strictNock } from '../support/aws/nock.ts';
import { FakeClock } from '../support/fakes/fake-clock.ts';

strictNock();
isolatedAws();

const as = { host: 'db.cabc123.eu-central-1.rds.amazonaws.com', port: 6432, user: 'bot@x' };
const signIn = (options: Partial<CloudOptions> = {}) =>
  createDatabaseSignIn({ clock: new FakeClock(), log: silentLog, env: {}, ...options });

test.each([
  ['gluewarden.cabc123.eu-west-1.rds.amazonaws.com', 'eu-west-1'],
  ['GLUEWARDEN.CLUSTER-cabc123.us-gov-west-1.rds.amazonaws.com.', 'us-gov-west-1'],
  ['proxy.proxy-cabc123.ap-southeast-2.rds.amazonaws.com', 'ap-southeast-2'],
  ['db.cabc123.cn-north-1.rds.amazonaws.com.cn', 'cn-north-1'],
  ['db.cabc123.rds.cn-northwest-1.amazonaws.com.cn', 'cn-northwest-1'],
  ['db.cabc123.rds.eu-west-1.amazonaws.com', undefined],
  ['db.example.com', undefined],
  ['eu-west-1.rds.amazonaws.com.example.com', undefined],
  ['10.0.0.1', undefined],
])('%s is in %s', (host, region) => {
  expect(regionOfHost(host)).toBe(region);
});

test('a token is the address of a signed request, for one user at one host in its region, without its scheme', async () => {
  vi.stubEnv('AWS_SESSION_TOKEN', 'session');
  const token = await signIn({ region: 'us-east-1' })(as);
  expect(token).toMatch(/^db\.cabc123\.eu-central-1\.rds\.amazonaws\.com:6432\/\?/);
  const query = Object.fromEntries(new URL(`https://${token}`).searchParams);
  expect(query).toEqual({
    Action: 'connect',
    DBUser: 'bot@x',
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': expect.stringMatching(new RegExp(`^${accessKey}/\\d{8}/eu-central-1/rds-db/aws4_request$`)),
    'X-Amz-Date': expect.stringMatching(/^\d{8}T\d{6}Z$/),
    'X-Amz-Expires': '900',
    'X-Amz-Security-Token': 'session',
    'X-Amz-Signature': expect.stringMatching(/^[0-9a-f]{64}$/),
    'X-Amz-SignedHeaders': 'host',
  });
  expect(token).not.toContain(secretKey);
});

test('under another name than one of RDS none is made, which would be refused', async () => {
  const host = 'db.example.com';
  for (const options of [{}, { region: 'us-east-2' }])
    await expect(signIn(options)({ ...as, host })).rejects.toMatchObject({
      name: 'SignInError',
      code: 'no-region',
      message: expect.stringMatching(/db\.example\.com is not one of RDS .*endpoint itself/),
    });
});

test('no credentials are no wrong password, and are asked for again the next time', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  const made = signIn();
  await expect(made(as)).rejects.toMatchObject({
    code: 'no-credentials',
    message: expect.stringMatching(/^there are no AWS credentials to sign with \(CredentialsMissing: /),
  });
  vi.stubEnv('AWS_ACCESS_KEY_ID', accessKey);
  expect(await made(as)).toContain(accessKey);
});
