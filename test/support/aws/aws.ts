import { isDeepStrictEqual } from 'node:util';
import { afterEach, beforeEach, vi } from 'vitest';
import { type CloudOptions, createCloud } from '../../../src/aws/cloud.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import type { strictNock } from './nock.ts';

type Nock = ReturnType<typeof strictNock>;

export const ownAccount = '111122223333';
export const accessKey = 'AKIAEXAMPLEEXAMPLE01';
export const secretKey = 'wJalrXUtnFEMI7K7MDENGbPxRfiCYEXAMPLEKEY1';
export const silentLog = { debug() {}, info() {}, warn() {}, error() {} };

/** Only these settings reach the SDK, whatever the machine has. */
export function isolatedAws(): void {
  beforeEach(() => {
    for (const name of ['AWS_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_ENDPOINT_URL', 'AWS_MAX_ATTEMPTS', 'AWS_RETRY_MODE'])
      vi.stubEnv(name, undefined);
    vi.stubEnv('AWS_REGION', 'eu-west-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', accessKey);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretKey);
    vi.stubEnv('AWS_CONFIG_FILE', '/nonexistent/config');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nonexistent/credentials');
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });
}

const opened: { close(): void }[] = [];

/** A cloud without retries unless asked, closed after the test. */
export function testCloud(options: Partial<CloudOptions> = {}) {
  const cloud = createCloud({
    clock: new FakeClock(),
    log: silentLog,
    env: {},
    ...options,
    retries: { maxAttempts: 1, ...options.retries },
  });
  opened.push(cloud);
  return cloud;
}

export function closeClouds(): void {
  for (const cloud of opened.splice(0)) cloud.close();
}

type Body = Record<string, unknown>;

const targets = { glue: 'AWSGlue', kms: 'TrentService', tagging: 'ResourceGroupsTaggingAPI_20170126' } as const;

/** Expects one request of a JSON service (Glue, KMS, the Tagging API), with exactly this input, and answers it. */
export function expectJson(
  nock: Nock,
  service: keyof typeof targets,
  region: string,
  operation: string,
  input: Body,
  answer: { readonly status?: number; readonly body: unknown; readonly delayMs?: number },
): void {
  const target = `${targets[service]}.${operation}`;
  nock(`https://${service}.${region}.amazonaws.com`)
    .post('/', (sent: Body) => isDeepStrictEqual(sent, input))
    .matchHeader('x-amz-target', target)
    .delay(answer.delayMs ?? 0)
    .reply(answer.status ?? 200, typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body), {
      'content-type': 'application/x-amz-json-1.1',
    });
}

export function refusal(code: string, message = 'no'): { status: number; body: Body } {
  return { status: 400, body: { __type: code, message } };
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

/** Expects one request to STS, checks its parameters, and answers with XML. */
export function expectSts(
  nock: Nock,
  action: 'GetCallerIdentity' | 'AssumeRole',
  parameters: Record<string, string>,
  answer: { readonly xml: string; readonly status?: number },
  region = 'eu-west-1',
): void {
  nock(`https://sts.${region}.amazonaws.com`)
    .post('/', (sent: Record<string, string>) => {
      const { Action, Version, ...rest } = sent;
      return Action === action && Version === '2011-06-15' && isDeepStrictEqual(rest, parameters);
    })
    .reply(answer.status ?? 200, answer.xml, { 'content-type': 'text/xml' });
}

export function callerXml(account = ownAccount): { xml: string } {
  return {
    xml: `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:iam::${account}:user/bot</Arn><UserId>AIDAEXAMPLE</UserId><Account>${account}</Account>
</GetCallerIdentityResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></GetCallerIdentityResponse>`,
  };
}

export function assumedXml(account: string, expires: Date, keyId = 'ASIAEXAMPLEEXAMPLE01'): { xml: string } {
  return {
    xml: `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
<AssumedRoleUser><AssumedRoleId>A:s</AssumedRoleId><Arn>arn:aws:sts::${account}:assumed-role/scan/session</Arn></AssumedRoleUser>
<Credentials><AccessKeyId>${keyId}</AccessKeyId><SecretAccessKey>assumed-secret</SecretAccessKey>
<SessionToken>assumed-token</SessionToken><Expiration>${expires.toISOString()}</Expiration></Credentials>
</AssumeRoleResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></AssumeRoleResponse>`,
  };
}

export function stsRefusal(code: string, message: string, status = 403): { xml: string; status: number } {
  return {
    status,
    xml: `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
<Code>${code}</Code><Message>${escapeXml(message)}</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
  };
}
