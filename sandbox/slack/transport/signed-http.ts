import { createHmac } from 'node:crypto';
import type { Faults } from '../faults.ts';
import { type Json, parseJson } from '../json.ts';
import type { Delivered } from '../model.ts';
import type { World } from '../world.ts';

const TEN_MINUTES_S = 600;
const TEN_DAYS_S = 864_000;

/** Events are JSON, commands are fields, and everything else is one `payload` field. */
function written(type: string, payload: Json): { body: string; contentType: string } {
  if (type === 'events_api') return { body: JSON.stringify(payload), contentType: 'application/json' };
  const fields = type === 'slash_commands' ? payload : { payload: JSON.stringify(payload) };
  const body = new URLSearchParams(Object.entries(fields).map(([key, value]) => [key, String(value)])).toString();
  return { body, contentType: 'application/x-www-form-urlencoded' };
}

/** Source: docs.slack.dev, Events API, "Retries". */
function retryHeaders(retry: number): Record<string, string> {
  return retry === 0 ? {} : { 'x-slack-retry-num': String(retry), 'x-slack-retry-reason': 'http_timeout' };
}

/** Slack's signed requests to the app's request URL, written as the real ones are. */
export class SignedHttp {
  readonly #world: World;
  readonly #faults: Faults;
  readonly #requestUrl: string;
  readonly #ackTimeoutMs: number;

  /** @throws Error when the request URL is not on this machine */
  constructor(world: World, faults: Faults, requestUrl: string, ackTimeoutMs: number) {
    const { hostname } = new URL(requestUrl);
    if (!['127.0.0.1', 'localhost', '[::1]'].includes(hostname)) {
      throw new Error(`The local Slack delivers to this machine only, not to ${hostname}.`);
    }
    this.#world = world;
    this.#faults = faults;
    this.#requestUrl = requestUrl;
    this.#ackTimeoutMs = ackTimeoutMs;
  }

  /** Posts one payload. `retry`: how often it was sent before, of an event. */
  async deliver(type: string, payload: Json, retry = 0): Promise<Delivered> {
    const { body, contentType } = written(type, payload);
    const startedAt = performance.now();
    const elapsed = (): number => performance.now() - startedAt;
    try {
      const response = await fetch(this.#requestUrl, {
        method: 'POST',
        headers: { 'content-type': contentType, ...this.#signature(body), ...retryHeaders(retry) },
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(this.#ackTimeoutMs),
      });
      const text = await response.text();
      if (!response.ok) {
        this.#world.recordProblem('http_status', `${type} was answered with HTTP ${response.status}.`, { text });
        return { acked: false, ms: elapsed(), error: 'http_service_error' };
      }
      return { acked: true, ms: elapsed(), response: text === '' ? undefined : (parseJson(text) ?? text) };
    } catch (error) {
      if (error instanceof DOMException && error.name === 'TimeoutError') {
        this.#world.recordProblem('no_ack', `${type} was not acknowledged within ${this.#ackTimeoutMs} ms.`);
        return { acked: false, ms: elapsed(), error: 'operation_timeout' };
      }
      this.#world.recordProblem('not_delivered', `${type} could not be delivered to ${this.#requestUrl}.`);
      return { acked: false, ms: elapsed(), error: 'dispatch_failed' };
    }
  }

  #signature(body: string): Record<string, string> {
    const timestamp = this.#timestamp();
    const secret = this.#faults.takeDelivery('bad_signature') ? 'not the secret' : this.#world.app.signingSecret;
    const hash = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
    return {
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${hash}`,
      'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
    };
  }

  #timestamp(): string {
    const now = Math.floor(this.#world.now() / 1000);
    if (this.#faults.takeDelivery('stale_timestamp')) return String(now - TEN_MINUTES_S);
    return String(this.#faults.takeDelivery('future_timestamp') ? now + TEN_DAYS_S : now);
  }
}
