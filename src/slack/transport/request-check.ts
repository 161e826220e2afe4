import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { parse } from 'node:querystring';

const WINDOW_S = 5 * 60;
/** Slack's largest payloads (a modal with its state) stay well below. */
export const BODY_MAX_BYTES = 1024 * 1024;
/** `ssl_check=1&token=xxx` has 42 bytes (bolt-js #1397). */
const SSL_CHECK_MAX_BYTES = 512;
const FORM = 'application/x-www-form-urlencoded';

/** What the headers alone say about a request: refused with a status, or its body is worth reading up to a size. */
export type HeaderVerdict =
  | { readonly refused: 401 | 413; readonly why: string }
  | { readonly kind: 'signed'; readonly maxBytes: number; readonly timestamp: string; readonly signature: string }
  /** Slack's test of the address's certificate is the one request of it that has no signature (bolt-js #1397). */
  | { readonly kind: 'ssl-check'; readonly maxBytes: number };

/** `now`: epoch milliseconds. */
export function judgeHeaders(headers: IncomingHttpHeaders, now: number): HeaderVerdict {
  const { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature } = headers;
  const length = headers['content-length'] === undefined ? undefined : Number(headers['content-length']);
  if (timestamp === undefined && signature === undefined) {
    const small = length !== undefined && length <= SSL_CHECK_MAX_BYTES && headers['content-type'] === FORM;
    return small ? { kind: 'ssl-check', maxBytes: SSL_CHECK_MAX_BYTES } : { refused: 401, why: 'without a signature' };
  }
  if (
    typeof timestamp !== 'string' ||
    !/^\d{1,12}$/.test(timestamp) ||
    Math.abs(now / 1000 - Number(timestamp)) > WINDOW_S
  )
    return { refused: 401, why: 'with a timestamp outside five minutes' };
  if (typeof signature !== 'string' || !/^v0=[0-9a-f]{64}$/.test(signature))
    return { refused: 401, why: 'with a signature that is none' };
  if (length !== undefined && length > BODY_MAX_BYTES) return { refused: 413, why: 'with a body over a megabyte' };
  return { kind: 'signed', maxBytes: BODY_MAX_BYTES, timestamp, signature };
}

/** Slack's documentation, "Verifying requests from Slack". */
export function isSigned(
  secret: string,
  { timestamp, signature }: { readonly timestamp: string; readonly signature: string },
  body: Buffer,
): boolean {
  const ours = `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex')}`;
  return timingSafeEqual(Buffer.from(ours), Buffer.from(signature));
}

export function isSslCheck(body: Buffer): boolean {
  return parse(body.toString()).ssl_check === '1';
}

/**
 * Whether Bolt would find an object in it. Bolt 5.1 asks `body.ssl_check` of whatever JSON says, outside of its own
 * guard: a signed `null` would be an unhandled rejection, and the end of the process (HTTPReceiver.js,
 * handleIncomingEvent). Reads the body as `parseHTTPRequestBody` does.
 */
export function holdsObject(contentType: string | undefined, body: Buffer): boolean {
  const text = body.toString();
  const payload = contentType === FORM ? parse(text).payload : text;
  if (typeof payload !== 'string') return true;
  try {
    const value: unknown = JSON.parse(payload);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
