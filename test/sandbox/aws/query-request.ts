import { createHash, createHmac } from 'node:crypto';
import type { AwsSandbox } from '../../../sandbox/aws/server.ts';

export interface QueryAnswer {
  readonly status: number;
  readonly xml: string;
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}

function sha256(data: string): string {
  return createHash('sha256').update(data).digest('hex');
}

/** A request of the Query protocol, signed by hand as AWS documents it: for services whose client is not installed. */
export async function queryRequest(
  aws: AwsSandbox,
  service: string,
  input: Readonly<Record<string, string>>,
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string } = aws.credentials(),
): Promise<QueryAnswer> {
  const body = new URLSearchParams(input).toString();
  const date = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = date.slice(0, 8);
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const headers: Record<string, string> = {
    'content-type': 'application/x-www-form-urlencoded',
    host: new URL(aws.url).host,
    'x-amz-date': date,
    ...(sessionToken && { 'x-amz-security-token': sessionToken }),
  };
  const names = Object.keys(headers).sort();
  const canonical = [
    'POST',
    '/',
    '',
    ...names.map((name) => `${name}:${headers[name]}`),
    '',
    names.join(';'),
    sha256(body),
  ];
  const scope = `${day}/us-east-1/${service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', date, scope, sha256(canonical.join('\n'))].join('\n');
  const dayKey = hmac(`AWS4${secretAccessKey}`, day);
  const signingKey = hmac(hmac(hmac(dayKey, 'us-east-1'), service), 'aws4_request');
  const signature = hmac(signingKey, toSign).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  const { host: _host, ...sent } = headers;
  const response = await fetch(aws.url, { method: 'POST', body, headers: { ...sent, authorization } });
  return { status: response.status, xml: await response.text() };
}
