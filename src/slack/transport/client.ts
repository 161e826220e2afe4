import { WebClient, type WebClientOptions } from '@slack/web-api';
import type { Log } from '../../usecases/ports/runtime.ts';
import { slackLogger } from './logger.ts';

export interface ClientOptions {
  readonly botToken: string;
  /** Another base than Slack's own, with the trailing `/api/`. */
  readonly apiUrl?: string | undefined;
  readonly log: Log;
}

export interface Clients {
  /** For answers that a person waits for. */
  readonly interactive: WebClient;
  /** For deliveries, whose retries are rows of our own. */
  readonly background: WebClient;
}

const INTERACTIVE_TIMEOUT_MS = 8_000;
const BACKGROUND_TIMEOUT_MS = 20_000;
const CONNECT_TIMEOUT_MS = 10_000;
/** When Slack says 429 without saying for how long. */
const DEFAULT_RETRY_AFTER_S = 30;

/**
 * Two clients, because one that is told to wait holds back all of its calls. Neither tries again by itself: a
 * post that is sent twice is posted twice, so whoever calls decides.
 */
export function createClients(options: ClientOptions): Clients {
  return {
    interactive: new WebClient(options.botToken, webOptions(options, INTERACTIVE_TIMEOUT_MS)),
    background: new WebClient(options.botToken, webOptions(options, BACKGROUND_TIMEOUT_MS)),
  };
}

/** A client for the app token, which only opens connections. */
export function createAppClient(appToken: string, options: Pick<ClientOptions, 'apiUrl' | 'log'>): WebClient {
  return new WebClient(appToken, webOptions(options, CONNECT_TIMEOUT_MS));
}

/** Options for the client inside a Socket Mode client; it brings its own token. */
export function connectOptions(options: Pick<ClientOptions, 'apiUrl'>): WebClientOptions {
  return baseOptions(options.apiUrl, CONNECT_TIMEOUT_MS);
}

function webOptions(options: Pick<ClientOptions, 'apiUrl' | 'log'>, timeout: number): WebClientOptions {
  return { ...baseOptions(options.apiUrl, timeout), logger: slackLogger(options.log) };
}

function baseOptions(apiUrl: string | undefined, timeout: number): WebClientOptions {
  return {
    ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout,
    fetch: fetchWithRetryAfter,
  };
}

/** web-api 8 throws an untyped error on a 429 without `retry-after`; this fills it in. */
const fetchWithRetryAfter: typeof fetch = async (input, init) => {
  const response = await fetch(input, init);
  if (response.status !== 429 || response.headers.get('retry-after') !== null) return response;
  const headers = new Headers(response.headers);
  headers.set('retry-after', String(DEFAULT_RETRY_AFTER_S));
  return new Response(response.body, { status: 429, statusText: response.statusText, headers });
};
