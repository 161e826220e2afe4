import type { GlueClient } from '@aws-sdk/client-glue';
import type { Clock } from '../../usecases/ports/runtime.ts';

type AnyStrategy = Awaited<ReturnType<GlueClient['config']['retryStrategy']>>;
/** The SDK's own interface of a retry strategy; its package is not a dependency of ours, so it is taken from a client. */
export type RetryStrategy = Extract<AnyStrategy, { refreshRetryTokenForRetry: unknown }>;
type RetryToken = Awaited<ReturnType<RetryStrategy['acquireInitialRetryToken']>>;

export interface RetrySettings {
  /**
   * Absent: the SDK's own chain decides (AWS_RETRY_MODE, the profile), with the SDK's own strategy. `adaptive`: each
   * lane finds its pace; `standard`: none does. Both with a budget for each call.
   */
  readonly retryMode?: 'adaptive' | 'standard';
  /** Attempts in all. Absent: the SDK's own chain decides (AWS_MAX_ATTEMPTS, the profile). */
  readonly maxAttempts?: number;
  /** Attempts that may fail by network, time-out or HTTP 5xx; throttling does not count. */
  readonly maxTransientAttempts: number;
}

/**
 * Reads must survive a fleet's throttling: at one request a second shared by 17 regions, ten adaptive attempts lose
 * none and the SDK's default of three loses some. The operator's own AWS variables win.
 */
export function readRetries(env: Readonly<Record<string, string | undefined>>): RetrySettings {
  return {
    ...(!env.AWS_RETRY_MODE && { retryMode: 'adaptive' }),
    ...(!env.AWS_MAX_ATTEMPTS && { maxAttempts: 10 }),
    maxTransientAttempts: 3,
  };
}

/** For a check that a person waits for: nothing is tried more than twice. */
export const probeRetries: RetrySettings = { retryMode: 'standard', maxAttempts: 2, maxTransientAttempts: 2 };

/** More than may stay without an answer: a service that says 500 has cost no time-out. */
const moreAnswered = 2;

/**
 * The SDK counts throttling and broken connections alike. Ten attempts are right for the first; for a region whose
 * name does not resolve, or an endpoint that hangs for its whole time-out each time, three are enough. With one call in
 * twenty failing, three answers of HTTP 5xx in a row are met every 8,000 calls, so two more of those are allowed.
 */
export function limitTransient(inner: RetryStrategy, maxTransientAttempts: number): RetryStrategy {
  const failures = new WeakMap<RetryToken, { readonly silent: number; readonly answered: number }>();
  return {
    acquireInitialRetryToken: (scope) => inner.acquireInitialRetryToken(scope),
    recordSuccess: (token) => inner.recordSuccess(token),
    async refreshRetryTokenForRetry(token, errorInfo) {
      const before = failures.get(token) ?? { silent: 0, answered: 0 };
      const failed = errorInfo.errorType === 'THROTTLING' ? before : countFailure(before, errorInfo.error);
      // The SDK's middleware answers a refusal, whatever its kind, by throwing the call's own last error.
      if (
        failed.silent >= maxTransientAttempts ||
        failed.silent + failed.answered >= maxTransientAttempts + moreAnswered
      )
        throw new Error('No retry: too many transient failures');
      const next = await inner.refreshRetryTokenForRetry(token, errorInfo);
      failures.set(next, failed);
      return next;
    },
  };
}

function countFailure({ silent, answered }: { silent: number; answered: number }, error: unknown) {
  return isAnswered(error) ? { silent, answered: answered + 1 } : { silent: silent + 1, answered };
}

/** The service itself failed, and said so. */
function isAnswered(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return false;
  const { $metadata: metadata } = error;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return false;
  return typeof metadata.httpStatusCode === 'number' && metadata.httpStatusCode >= 500;
}

export interface CallRetrySettings {
  readonly maxAttempts: () => Promise<number>;
  readonly maxTransientAttempts: number;
  /** The most that is waited after the first refusal for the rate; doubled by each further one. */
  readonly throttledDelayMs: number;
}

type RetryClock = Pick<Clock, 'now' | 'sleep'>;

/** The SDK's own figures (smithy retries of 2026): the first wait after a failure, the longest, the longest hint. */
const failedDelayMs = 50;
const longestDelayMs = 20_000;
const longestHintMs = 5_000;

/**
 * Retries with a budget for each call. The SDK's own strategies keep one bucket of tokens a client: where a client is
 * shared by a fleet (STS) the throttling of some accounts used up the retries of all the others.
 */
export function createCallRetries(settings: CallRetrySettings, clock: RetryClock, random = Math.random): RetryStrategy {
  const { maxAttempts, maxTransientAttempts, throttledDelayMs } = settings;
  const willing: RetryStrategy = {
    acquireInitialRetryToken: async () => tokenOf(0),
    recordSuccess: () => undefined,
    async refreshRetryTokenForRetry(token, { errorType, retryAfterHint }) {
      const isRetryable = errorType === 'THROTTLING' || errorType === 'TRANSIENT';
      const retries = token.getRetryCount() + 1;
      if (!isRetryable || retries >= (await maxAttempts())) throw new Error('No retry');
      const base = errorType === 'THROTTLING' ? throttledDelayMs : failedDelayMs;
      const delay = random() * Math.min(base * 2 ** token.getRetryCount(), longestDelayMs);
      const hint = Math.min((retryAfterHint?.getTime() ?? 0) - clock.now(), delay + longestHintMs);
      await clock.sleep(Math.max(delay, hint));
      return tokenOf(retries);
    },
  };
  return limitTransient(willing, maxTransientAttempts);
}

function tokenOf(retries: number): RetryToken {
  return { getRetryCount: () => retries, getRetryDelay: () => 0 };
}

interface Retrying {
  readonly config: { retryStrategy: () => Promise<AnyStrategy>; readonly maxAttempts: () => Promise<number> };
}

/** Gives the client retries with a budget for each call. The number of attempts stays its configuration's. */
export function giveCallRetries<C extends Retrying>(
  client: C,
  settings: Omit<CallRetrySettings, 'maxAttempts'>,
  clock: RetryClock,
): C {
  const { maxAttempts } = client.config;
  const strategy = Promise.resolve(createCallRetries({ ...settings, maxAttempts }, clock));
  client.config.retryStrategy = () => strategy;
  return client;
}

/** Puts the limit around the strategy that the client's own configuration chose. */
export function applyLimit<C extends Retrying>(client: C, { maxTransientAttempts }: RetrySettings): C {
  const chosen = client.config.retryStrategy;
  let limited: Promise<AnyStrategy> | undefined;
  client.config.retryStrategy = () => {
    limited ??= chosen().then((inner) =>
      'refreshRetryTokenForRetry' in inner ? limitTransient(inner, maxTransientAttempts) : inner,
    );
    return limited;
  };
  return client;
}
