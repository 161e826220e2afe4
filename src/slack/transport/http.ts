import type { IncomingMessage, ServerResponse } from 'node:http';
import { HTTPReceiver } from '@slack/bolt';
import type { Clock, Log } from '../../usecases/ports/runtime.ts';
import { slackLogger } from './logger.ts';
import { errorWords } from './redact.ts';

export const SLACK_PATH = '/slack/events';
const WINDOW_S = 5 * 60;
/** Slack's largest payloads (a modal with its state) stay well below. */
const BODY_MAX_BYTES = 1024 * 1024;

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

/**
 * The receiver's listener behind a check of its own: Bolt refuses timestamps older than five minutes but takes
 * any in the future (seen with Bolt 5.1), so that a recorded request could be kept for later. Until the bot knows
 * whose it is, everything gets 503.
 */
export function guardedListener(
  receiver: HTTPReceiver,
  { clock, log, ready }: { clock: Clock; log: Log; ready(): boolean },
): RequestListener {
  return (request, response) => {
    if (!ready()) {
      refuse(request, response, 503);
      return;
    }
    if (!inWindow(request.headers['x-slack-request-timestamp'], clock.now())) {
      log.warn({ part: 'slack' }, 'a request with a timestamp outside five minutes was refused');
      refuse(request, response, 401);
      return;
    }
    try {
      receiver.requestListener(request, response);
    } catch (error) {
      // Another path or method: Bolt throws to let a next handler try.
      log.debug({ err: errorWords(error) }, 'a request was not for Slack');
      refuse(request, response, 404);
    }
  };
}

/** A request without a timestamp goes on: Bolt refuses it, unless it is Slack's unsigned `ssl_check`. */
function inWindow(header: string | string[] | undefined, now: number): boolean {
  if (header === undefined) return true;
  const seconds = typeof header === 'string' ? Number(header) : Number.NaN;
  return Number.isFinite(seconds) && Math.abs(now / 1000 - seconds) <= WINDOW_S;
}

function refuse(request: IncomingMessage, response: ServerResponse, status: number): void {
  // Without this, a body that nobody reads would keep the connection busy.
  response.writeHead(status, { connection: 'close' });
  response.end(() => request.destroy());
}
