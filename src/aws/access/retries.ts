import type { GlueClient } from '@aws-sdk/client-glue';

type AnyStrategy = Awaited<ReturnType<GlueClient['config']['retryStrategy']>>;
/** The SDK's own interface of a retry strategy; its package is not a dependency of ours, so it is taken from a client. */
export type RetryStrategy = Extract<AnyStrategy, { refreshRetryTokenForRetry: unknown }>;
type RetryToken = Awaited<ReturnType<RetryStrategy['acquireInitialRetryToken']>>;

export interface RetrySettings {
  /** Absent: the SDK's own chain decides (AWS_RETRY_MODE, the profile). */
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

/**
 * The SDK counts throttling and broken connections alike. Ten attempts are right for the first; for a region whose
 * name does not resolve, or an endpoint that hangs for its whole time-out each time, three are enough.
 */
export function limitTransient(inner: RetryStrategy, maxTransientAttempts: number): RetryStrategy {
  const failures = new WeakMap<RetryToken, number>();
  return {
    acquireInitialRetryToken: (scope) => inner.acquireInitialRetryToken(scope),
    recordSuccess: (token) => inner.recordSuccess(token),
    async refreshRetryTokenForRetry(token, errorInfo) {
      const failed = (failures.get(token) ?? 0) + (errorInfo.errorType === 'THROTTLING' ? 0 : 1);
      // The SDK's middleware answers a refusal, whatever its kind, by throwing the call's own last error.
      if (failed >= maxTransientAttempts) throw new Error('No retry: too many transient failures');
      const next = await inner.refreshRetryTokenForRetry(token, errorInfo);
      failures.set(next, failed);
      return next;
    },
  };
}

interface Retrying {
  readonly config: { retryStrategy: () => Promise<AnyStrategy> };
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
