import { type FetchFunction, WebClient, type WebClientOptions } from '@slack/web-api';
import type { ProxySettings } from '../../domain/proxy.ts';
import type { Log } from '../../usecases/ports/runtime.ts';
import { slackLogger } from './logger.ts';
import { createFetch } from './network.ts';
import { type Respond, responder } from './respond.ts';

export interface ClientOptions {
  readonly botToken: string;
  /** Another base than Slack's own, with the trailing `/api/`. */
  readonly apiUrl?: string | undefined;
  readonly proxy?: ProxySettings | undefined;
  readonly log: Log;
}

export interface Clients {
  /** For answers that a person waits for. */
  readonly interactive: WebClient;
  /** For deliveries, whose retries are rows of our own. */
  readonly background: WebClient;
  /** Answers through a response_url, on the same way out. */
  readonly responder: (responseUrl: string) => Respond;
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
  const fetch = createFetch(options.proxy);
  return {
    interactive: new WebClient(options.botToken, webOptions(options, fetch, INTERACTIVE_TIMEOUT_MS)),
    background: new WebClient(options.botToken, webOptions(options, fetch, BACKGROUND_TIMEOUT_MS)),
    responder: (responseUrl) => responder(responseUrl, fetch),
  };
}

type AppClientOptions = Pick<ClientOptions, 'apiUrl' | 'proxy' | 'log'>;

/** A client for the app token, which only opens connections. */
export function createAppClient(appToken: string, options: AppClientOptions): WebClient {
  return new WebClient(appToken, webOptions(options, createFetch(options.proxy), CONNECT_TIMEOUT_MS));
}

/** Options for the client inside a Socket Mode client; it brings its own token. */
export function connectOptions(apiUrl: string | undefined, fetch: FetchFunction): WebClientOptions {
  return baseOptions(apiUrl, fetch, CONNECT_TIMEOUT_MS);
}

function webOptions(options: AppClientOptions, fetch: FetchFunction, timeout: number): WebClientOptions {
  return { ...baseOptions(options.apiUrl, fetch, timeout), logger: slackLogger(options.log) };
}

function baseOptions(apiUrl: string | undefined, fetch: FetchFunction, timeout: number): WebClientOptions {
  return {
    ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout,
    fetch: withRetryAfter(fetch),
  };
}

/** web-api 8 throws an untyped error on a 429 without `retry-after`; this fills it in. */
function withRetryAfter(fetch: FetchFunction): FetchFunction {
  return async (url, init) => {
    const response = await fetch(url, init);
    if (response.status !== 429 || response.headers.get('retry-after') !== null) return response;
    const headers = new Headers([...response.headers.entries()]);
    headers.set('retry-after', String(DEFAULT_RETRY_AFTER_S));
    return new Response(await response.text(), { status: 429, statusText: response.statusText, headers });
  };
}
