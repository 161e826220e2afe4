import { expect, test } from 'vitest';
import { createLanes, isThrottling, laneOfRegion, paceAttempts } from '../../../src/aws/access/lanes.ts';
import { passUntil } from '../../support/aws/limited-service.ts';
import { FakeClock } from '../../support/fakes/fake-clock.ts';

const throttled = Object.assign(new Error('slow'), { name: 'ThrottlingException' });

test.each([
  [throttled, true],
  [Object.assign(new Error(''), { name: 'RequestLimitExceeded' }), true],
  [Object.assign(new Error(''), { $metadata: { httpStatusCode: 429 } }), true],
  [Object.assign(new Error(''), { $metadata: { httpStatusCode: 503 } }), false],
  [Object.assign(new Error(''), { $metadata: null }), false],
  [Object.assign(new Error(''), { name: 'AccessDeniedException' }), false],
  // Said by the model of the service (Smithy, `retryable` trait), whatever its code.
  [Object.assign(new Error(''), { name: 'OfTheService', $retryable: { throttling: true } }), true],
  [Object.assign(new Error(''), { name: 'OfTheService', $retryable: {} }), false],
  ['ThrottlingException', false],
])('%o is a refusal for the rate: %s', (error, expected) => {
  expect(isThrottling(error)).toBe(expected);
});

test('a lane that is refused slows down alone', async () => {
  const clock = new FakeClock();
  const lanes = createLanes(clock, laneOfRegion);
  const attempt = (commandName: string, send: () => Promise<string>, abortSignal?: AbortSignal) =>
    paceAttempts(lanes)(send, { commandName, __smithy_context: { abortSignal } })({});
  await expect(attempt('GetJobsCommand', () => Promise.reject(throttled))).rejects.toBe(throttled);
  expect(lanes('GetJobs').perSecond).toBe(0.5);
  expect(lanes('GetTriggers').perSecond).toBe(Number.POSITIVE_INFINITY);
  expect(await attempt('GetTriggersCommand', async () => 'at once')).toBe('at once');
  const jobs = attempt('GetJobsCommand', async () => 'in its turn');
  expect(await passUntil(clock, jobs)).toBe(2_000);
  expect(await jobs).toBe('in its turn');
});

test('a signal ends the wait for the lane', async () => {
  const lanes = createLanes(new FakeClock(), laneOfRegion);
  const attempt = (send: () => Promise<string>, abortSignal: AbortSignal) =>
    paceAttempts(lanes)(send, { commandName: 'GetJobsCommand', __smithy_context: { abortSignal } })({});
  const deadline = new AbortController();
  await expect(attempt(() => Promise.reject(throttled), deadline.signal)).rejects.toBe(throttled);
  const waiting = attempt(async () => 'late', deadline.signal);
  deadline.abort(new Error('over'));
  await expect(waiting).rejects.toThrow('over');
});
