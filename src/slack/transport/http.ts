import type { IncomingMessage, ServerResponse } from 'node:http';
import { HTTPReceiver } from '@slack/bolt';
import type { Clock, Log } from '../../usecases/ports/runtime.ts';
import { slackLogger } from './logger.ts';
import { errorWords } from './redact.ts';
import { BODY_MAX_BYTES, holdsObject, isSigned, isSslCheck, judgeHeaders } from './request-check.ts';
import { BodyError, UnverifiedBodies } from './unverified-bodies.ts';

export const SLACK_PATH = '/slack/events';
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

export interface GuardOptions {
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
