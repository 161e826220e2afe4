import type { FetchFunction } from '@slack/web-api';
import { ChatError } from '../../domain/errors.ts';
import { fromNetwork, fromSlackCode, fromStatus } from './chat-error.ts';
import type { Content } from './content.ts';

/** Who sees an answer that goes through a response_url. */
export type Visibility = 'ephemeral' | 'in_channel';

/** One use of a response_url. @throws {ChatError} */
export type Respond = (content: Content, options: { visibility: Visibility; replace: boolean }) => Promise<void>;

const TIMEOUT_MS = 8_000;

/**
 * Answers through a response_url. Bolt's own `respond` has no time-out and does not read the body, where Slack
 * puts its refusal.
 */
export function responder(responseUrl: string, fetch: FetchFunction): Respond {
  return async (content, { visibility, replace }) => {
    const body = JSON.stringify({
      response_type: visibility,
      replace_original: replace,
      text: content.text,
      ...(content.blocks.length === 0 && !replace ? {} : { blocks: content.blocks }),
    });
    const { status, retryAfter, text } = await send(fetch, responseUrl, body);
    if (status === 429) throw new ChatError('unavailable', 'ratelimited', retryAfter);
    const refusal = refusalIn(text);
    if (refusal !== undefined) throw fromSlackCode(refusal);
    if (status !== 200) throw fromStatus(status);
  };
}

async function send(
  fetch: FetchFunction,
  url: string,
  body: string,
): Promise<{ status: number; retryAfter: number | undefined; text: string }> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const seconds = Number(answer.headers.get('retry-after') ?? Number.NaN);
    const retryAfter = Number.isFinite(seconds) ? seconds * 1000 : undefined;
    return { status: answer.status, retryAfter, text: await answer.text() };
  } catch (error) {
    throw fromNetwork(error, { cause: error });
  }
}

/** A refusal is JSON with `ok: false`, or the bare code as webhooks answer; success is `ok` or `{"ok":true}`. */
function refusalIn(text: string): string | undefined {
  const trimmed = text.trim();
  if (/^[a-z]+(_[a-z]+)+$/.test(trimmed)) return trimmed;
  try {
    const answer: unknown = JSON.parse(trimmed);
    if (typeof answer !== 'object' || answer === null || !('ok' in answer) || answer.ok !== false) return undefined;
    return 'error' in answer && typeof answer.error === 'string' ? answer.error : 'unnamed';
  } catch {
    return undefined;
  }
}
