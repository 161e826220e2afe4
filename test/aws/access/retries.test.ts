import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCallRetries, limitTransient, type RetryStrategy, readRetries } from '../../../src/aws/access/retries.ts';
import type { Clock } from '../../../src/usecases/ports/runtime.ts';
import {
  callerXml,
  closeClouds,
  expectJson,
  expectSts,
  isolatedAws,
  refusal,
  testCloud,
} from '../../support/aws/aws.ts';
import { strictNock } from '../../support/aws/nock.ts';
import { LeapingClock } from '../../support/fakes/fake-clock.ts';

type Token = Awaited<ReturnType<RetryStrategy['acquireInitialRetryToken']>>;
type ErrorType = Parameters<RetryStrategy['refreshRetryTokenForRetry']>[1]['errorType'];

/** Allows every retry. */
const willing: RetryStrategy = {
  acquireInitialRetryToken: async () => token(0),
  refreshRetryTokenForRetry: async (previous) => token(previous.getRetryCount() + 1),
  recordSuccess: () => undefined,
};

function token(count: number): Token {
  return { getRetryCount: () => count, getRetryDelay: () => 0 };
}

async function retriesBeforeRefusal(errors: readonly ErrorType[]): Promise<number> {
  const strategy = limitTransient(willing, 3);
  let current = await strategy.acquireInitialRetryToken('');
  let retries = 0;
  try {
    for (const errorType of errors) {
      current = await strategy.refreshRetryTokenForRetry(current, { errorType });
      retries++;
    }
  } catch {
    // Refused.
  }
  return retries;
}

describe('limitTransient', () => {
  it('refuses after three failures of the connection', async () => {
    expect(await retriesBeforeRefusal(['TRANSIENT', 'TRANSIENT', 'TRANSIENT', 'TRANSIENT'])).toBe(2);
  });

  it('does not count throttling', async () => {
    expect(await retriesBeforeRefusal(new Array<ErrorType>(9).fill('THROTTLING'))).toBe(9);
    expect(await retriesBeforeRefusal(['TRANSIENT', 'THROTTLING', 'TRANSIENT', 'THROTTLING', 'TRANSIENT'])).toBe(4);
  });
});

describe('what the service answered with HTTP 5xx', () => {
  it('is tried twice more than what stayed without an answer', async () => {
    const strategy = limitTransient(willing, 3);
    const error = {
      name: 'InternalError',
      message: 'no',
      $fault: 'server',
      $metadata: { httpStatusCode: 500 },
    } as const;
    let current = await strategy.acquireInitialRetryToken('');
    for (let retry = 1; retry <= 4; retry++)
      current = await strategy.refreshRetryTokenForRetry(current, { errorType: 'TRANSIENT', error });
    await expect(strategy.refreshRetryTokenForRetry(current, { errorType: 'TRANSIENT', error })).rejects.toThrow();
  });
});

describe('createCallRetries', () => {
  const settings = { maxAttempts: async () => 10, maxTransientAttempts: 3, throttledDelayMs: 500 };

  it('has a budget for each call, whatever the others used', async () => {
    const strategy = createCallRetries(settings, new LeapingClock());
    for (let call = 0; call < 1_000; call++) {
      let current = await strategy.acquireInitialRetryToken('');
      for (let retry = 1; retry < 10; retry++)
        current = await strategy.refreshRetryTokenForRetry(current, { errorType: 'THROTTLING' });
      await expect(strategy.refreshRetryTokenForRetry(current, { errorType: 'THROTTLING' })).rejects.toThrow();
    }
  });

  it('waits longer each time, up to 20 s, and as long as the service says, up to 5 s more', async () => {
    const clock = new LeapingClock();
    const strategy = createCallRetries(settings, clock, () => 1);
    const waits: number[] = [];
    let current = await strategy.acquireInitialRetryToken('');
    const refuse = async (retryAfterHint?: Date) => {
      const before = clock.now();
      const hint = retryAfterHint === undefined ? {} : { retryAfterHint };
      current = await strategy.refreshRetryTokenForRetry(current, { errorType: 'THROTTLING', ...hint });
      waits.push(clock.now() - before);
    };
    for (let retry = 0; retry < 7; retry++) await refuse();
    await refuse(new Date(clock.now() + 22_000));
    await refuse(new Date(clock.now() + 60_000));
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 22_000, 25_000]);
  });

  it('repeats nothing that the service refused for another cause', async () => {
    const strategy = createCallRetries(settings, new LeapingClock());
    const first = await strategy.acquireInitialRetryToken('');
    await expect(strategy.refreshRetryTokenForRetry(first, { errorType: 'CLIENT_ERROR' })).rejects.toThrow();
  });
});

describe('readRetries', () => {
  it("leaves to the operator's own AWS variables what they set", () => {
    expect(readRetries({})).toEqual({ retryMode: 'adaptive', maxAttempts: 10, maxTransientAttempts: 3 });
    expect(readRetries({ AWS_RETRY_MODE: 'standard', AWS_MAX_ATTEMPTS: '4' })).toEqual({ maxTransientAttempts: 3 });
  });
});

/** On the timers that a test hurries. */
const hurried: Clock = {
  now: () => Date.now(),
  monotonic: () => Date.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

describe('reads with retries as they are', () => {
  const nock = strictNock();
  isolatedAws();
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  });
  afterEach(() => {
    vi.useRealTimers();
    closeClouds();
  });

  /** Lets the waits between attempts pass in no time, while requests take real turns of the event loop. */
  async function hurry<T>(work: Promise<T>): Promise<T> {
    let ended = false;
    const end = (): void => {
      ended = true;
    };
    work.then(end, end);
    while (!ended) {
      await new Promise((resolve) => setImmediate(resolve));
      await vi.advanceTimersByTimeAsync(50);
    }
    return work;
  }

  async function reader() {
    expectSts(nock, 'GetCallerIdentity', {}, callerXml());
    const retries = readRetries({});
    // The connection's own time limits would run on the hurried clock too.
    const cloud = testCloud({ clock: hurried, retries, connections: { connectTimeoutMs: 0, requestTimeoutMs: 0 } });
    return (await hurry(cloud.enter({ regions: ['eu-west-1'] }))).region('eu-west-1');
  }

  const throttled = refusal('ThrottlingException', 'Rate exceeded');

  it('outlasts throttling, also on a later page', async () => {
    const target = await reader();
    const answers = [
      [{ MaxResults: 1000 }, throttled],
      [{ MaxResults: 1000 }, { body: { Jobs: [{ Name: 'a' }], NextToken: '2' } }],
      ...new Array(5).fill([{ MaxResults: 1000, NextToken: '2' }, throttled]),
      [{ MaxResults: 1000, NextToken: '2' }, { body: { Jobs: [{ Name: 'b' }] } }],
    ];
    for (const [input, answer] of answers) expectJson(nock, 'glue', 'eu-west-1', 'GetJobs', input, answer);
    expect(await hurry(target.jobs())).toEqual({ items: [{ name: 'a' }, { name: 'b' }] });
  });

  it('gives up after ten throttled attempts', async () => {
    const target = await reader();
    for (let attempt = 0; attempt < 10; attempt++)
      expectJson(nock, 'glue', 'eu-west-1', 'GetJobs', { MaxResults: 1000 }, throttled);
    expect((await hurry(target.jobs())).error?.error).toBe('ThrottlingException');
  });

  it('gives up after three broken connections', async () => {
    const target = await reader();
    const reset = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    nock('https://glue.eu-west-1.amazonaws.com').post('/').times(3).replyWithError(reset);
    expect((await hurry(target.jobs())).error?.error).toBe('ECONNRESET');
  });

  it('does not repeat a denial', async () => {
    const target = await reader();
    expectJson(nock, 'glue', 'eu-west-1', 'GetJobs', { MaxResults: 1000 }, refusal('AccessDeniedException'));
    expect((await hurry(target.jobs())).error?.error).toBe('AccessDeniedException');
  });

  it('ends the wait for the next attempt at once when the time is over', async () => {
    const target = await reader();
    const deadline = new AbortController();
    expectJson(nock, 'glue', 'eu-west-1', 'GetJobs', { MaxResults: 1000 }, throttled);
    const jobs = target.jobs(deadline.signal);
    // Nothing moves the clock, so the call stays between its first and its second attempt.
    while (nock.pendingMocks().length > 0) await new Promise((resolve) => setImmediate(resolve));
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    deadline.abort(new DOMException('late', 'TimeoutError'));
    expect((await jobs).error).toMatchObject({ call: 'GetJobs', error: 'DeadlineExceeded' });
  });
});
