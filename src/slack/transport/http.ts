import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { parse } from 'node:querystring';
import { HTTPReceiver } from '@slack/bolt';
import type { Clock, Log } from '../../usecases/ports/runtime.ts';
import { slackLogger } from './logger.ts';
import { errorWords } from './redact.ts';
import { BodyError, UnverifiedBodies } from './unverified-bodies.ts';

export const SLACK_PATH = '/slack/events';
const WINDOW_S = 5 * 60;
/** Slack's largest payloads (a modal with its state) stay well below. */
const BODY_MAX_BYTES = 1024 * 1024;
/** `ssl_check=1&token=xxx` has 42 bytes (bolt-js #1397). */
const SSL_CHECK_MAX_BYTES = 512;
const FORM = 'application/x-www-form-urlencoded';
/** Whoever floods the bot does not fill its log. */
const QUIET_MS = 10_000;

export type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

/** Bolt's receiver for signed requests on `/slack/events`; it starts no server of its own. */
export function createHttpReceiver(signingSecret: string, clock: Clock, log: Log): HTTPReceiver {
  return new HTTPReceiver({
    signingSecret,
    endpoints: SLACK_PATH,
    logger: slackLogger(log),
    bodyLimit: BODY_MAX_BYTES,
    customPropertiesExtractor: () => ({ receivedAt: clock.now() }),
  });
}

interface GuardOptions {
  readonly signingSecret: string;
  readonly clock: Clock;
  readonly log: Log;
  /** False until the bot knows whose it is: everything gets 503. */
  ready(): boolean;
}

/**
 * The receiver's listener behind checks of its own, because Bolt 5.1 reads up to the limit of every body before it
 * looks at a header, takes any timestamp of the future, and ends the process at a signed `null`. Here the headers are
 * judged first, unverified bodies are bounded together, and Bolt gets what is signed and holds an object.
 */
export function guardedListener(receiver: HTTPReceiver, options: GuardOptions): RequestListener {
  const { signingSecret, clock, log } = options;
  const bodies = new UnverifiedBodies({ clock });
  const note = quietly(clock, log);

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!options.ready()) return refuse(request, response, 503);
    if (request.method !== 'POST' || request.url?.split('?', 1)[0] !== SLACK_PATH)
      return refuse(request, response, 404);
    const verdict = judgeHeaders(request.headers, clock.now());
    if ('refused' in verdict) {
      note(`a request ${verdict.why} was refused`);
      return refuse(request, response, verdict.refused);
    }
    const body = await bodies.read(request, verdict.maxBytes);
    if (verdict.kind === 'ssl-check') {
      if (isSslCheck(body)) return void response.writeHead(200).end();
      note('a request without a signature was refused');
      return refuse(request, response, 401);
    }
    if (!isSigned(signingSecret, verdict, body)) {
      note('a request with a wrong signature was refused');
      return refuse(request, response, 401);
    }
    if (!holdsObject(request.headers['content-type'], body)) {
      note('a signed request that holds no object was refused');
      return refuse(request, response, 400);
    }
    // Bolt takes a body that was read already from here.
    receiver.requestListener(Object.assign(request, { rawBody: body }), response);
  }

  return (request, response) => {
    take(request, response).catch((error: unknown) => {
      if (error instanceof BodyError) {
        note(`a request was refused: ${error.message}`);
        refuse(request, response, error.status);
        return;
      }
      log.error({ err: errorWords(error) }, 'a request could not be handed to Bolt');
      refuse(request, response, 500);
    });
  };
}

/** One line for each text in ten seconds, with how many there were since the last. */
function quietly(clock: Clock, log: Log): (text: string) => void {
  const lines = new Map<string, { at: number; untold: number }>();
  return (text) => {
    const line = lines.get(text) ?? { at: Number.NEGATIVE_INFINITY, untold: 0 };
    line.untold += 1;
    lines.set(text, line);
    if (clock.now() - line.at < QUIET_MS) return;
    log.warn({ part: 'slack', count: line.untold }, text);
    lines.set(text, { at: clock.now(), untold: 0 });
  };
}

function refuse(request: IncomingMessage, response: ServerResponse, status: number): void {
  if (response.headersSent || response.destroyed) return void request.destroy();
  // Without this, a body that nobody reads would keep the connection busy.
  response.writeHead(status, { connection: 'close' });
  response.end(() => request.destroy());
}

/** What the headers alone say about a request: refused with a status, or its body is worth reading up to a size. */
type HeaderVerdict =
  | { readonly refused: 401 | 413; readonly why: string }
  | { readonly kind: 'signed'; readonly maxBytes: number; readonly timestamp: string; readonly signature: string }
  /** Slack's test of the address's certificate is the one request of it that has no signature (bolt-js #1397). */
  | { readonly kind: 'ssl-check'; readonly maxBytes: number };

/** `now`: epoch milliseconds. */
function judgeHeaders(headers: IncomingHttpHeaders, now: number): HeaderVerdict {
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
function isSigned(
  secret: string,
  { timestamp, signature }: { readonly timestamp: string; readonly signature: string },
  body: Buffer,
): boolean {
  const ours = `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex')}`;
  return timingSafeEqual(Buffer.from(ours), Buffer.from(signature));
}

function isSslCheck(body: Buffer): boolean {
  return parse(body.toString()).ssl_check === '1';
}

/**
 * Whether Bolt would find an object in it. Bolt 5.1 asks `body.ssl_check` of whatever JSON says, outside of its own
 * guard: a signed `null` would be an unhandled rejection, and the end of the process (HTTPReceiver.js,
 * handleIncomingEvent). Reads the body as `parseHTTPRequestBody` does.
 */
function holdsObject(contentType: string | undefined, body: Buffer): boolean {
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
