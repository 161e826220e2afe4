import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** The parts of an `Authorization: AWS4-HMAC-SHA256 …` header. */
export interface Authorization {
  readonly accessKeyId: string;
  /** YYYYMMDD */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

export interface SignedRequest {
  readonly method: string;
  /** Path and query as they came. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** AWS accepts a signature for five minutes before and after its own time. */
export const toleranceMs = 5 * 60_000;

const pattern =
  /^AWS4-HMAC-SHA256 +Credential=([^/, ]+)\/(\d{8})\/([^/, ]+)\/([^/, ]+)\/aws4_request, *SignedHeaders=([^, ]+), *Signature=([0-9a-f]{64})$/;

/** Undefined: not a complete SigV4 header. */
export function parseAuthorization(header: string): Authorization | undefined {
  const found = pattern.exec(header);
  if (!found) return undefined;
  const [, accessKeyId = '', date = '', region = '', service = '', names = '', signature = ''] = found;
  return { accessKeyId, date, region, service, signedHeaders: names.split(';'), signature };
}

/** `20261123T203706Z` as epoch milliseconds; NaN when it is not a date. */
export function parseAmzDate(value: string): number {
  const found = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(value);
  if (!found) return Number.NaN;
  const [, year, month, day, hour, minute, second] = found;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

export function amzDate(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}

const signingKeys = new Map<string, Buffer>();

/** The key of one day, region and service: derived once, because a scan signs every request with the same few. */
function signingKey(secret: string, { date, region, service }: Authorization): Buffer {
  const id = `${secret}/${date}/${region}/${service}`;
  const known = signingKeys.get(id);
  if (known) return known;
  if (signingKeys.size > 2_000) signingKeys.clear();
  const key = hmac(hmac(hmac(hmac(`AWS4${secret}`, date), region), service), 'aws4_request');
  signingKeys.set(id, key);
  return key;
}

function canonicalQuery(query: string): string {
  const pairs = [...new URLSearchParams(query)].map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  return pairs.sort().join('&');
}

function canonicalRequest(request: SignedRequest, names: readonly string[]): string {
  const [path = '/', query = ''] = request.url.split('?', 2);
  // Every service but S3 signs the path encoded once more.
  const canonicalPath = path.split('/').map(encodeURIComponent).join('/');
  const headers = names.map(
    (name) =>
      `${name}:${String(request.headers[name] ?? '')
        .replace(/ +/g, ' ')
        .trim()}\n`,
  );
  return [
    request.method,
    canonicalPath,
    canonicalQuery(query),
    headers.join(''),
    names.join(';'),
    sha256(request.body),
  ].join('\n');
}

/** Is the signature right for this secret? Dates are judged elsewhere. */
export function signatureHolds(request: SignedRequest, authorization: Authorization, secret: string): boolean {
  const { date, region, service, signedHeaders } = authorization;
  const claimed = request.headers['x-amz-content-sha256'];
  if (claimed !== undefined && claimed !== sha256(request.body)) return false;
  const text = [
    'AWS4-HMAC-SHA256',
    String(request.headers['x-amz-date']),
    `${date}/${region}/${service}/aws4_request`,
    sha256(canonicalRequest(request, signedHeaders)),
  ].join('\n');
  const expected = hmac(signingKey(secret, authorization), text);
  return timingSafeEqual(expected, Buffer.from(authorization.signature, 'hex'));
}
