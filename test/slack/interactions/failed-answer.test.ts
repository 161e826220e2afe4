import { expect, test } from 'vitest';
import { ChatError } from '../../../src/domain/errors.ts';
import { reportFailedAnswer } from '../../../src/slack/interactions/failed-answer.ts';
import { countingIds, recordingLog } from '../support.ts';

const circumstances = { action: 'request.approve', user: 'U1' };

test.each([
  [new ChatError('unavailable', 'ratelimited', 30_000), 'unavailable', 'ratelimited'],
  [new ChatError('unavailable', 'econnrefused'), 'unavailable', 'econnrefused'],
  [new ChatError('unknown-outcome', 'internal_error'), 'unknown-outcome', 'internal_error'],
])('Slack that is busy or away is a warning without a stack: %s', (error, code, slackCode) => {
  const log = recordingLog();
  const { problem, reference } = reportFailedAnswer({ log, newId: countingIds() }, error, circumstances, 'it failed');
  expect(log.lines).toMatchObject([{ level: 'warn', fields: { ...circumstances, code, slackCode } }]);
  expect(log.lines[0]?.fields).not.toHaveProperty('err');
  expect(reference).toBeUndefined();
  expect(problem.next).toMatch(/Press again/);
});

test.each([
  new ChatError('refused', 'invalid_blocks'),
  new ChatError('not-authorised', 'token_revoked'),
  new TypeError('fetch failed'),
])('anything else is a defect, with its cause and a reference: %s', (error) => {
  const log = recordingLog();
  const { reference } = reportFailedAnswer({ log, newId: countingIds() }, error, circumstances, 'it failed');
  expect(log.lines).toMatchObject([
    {
      level: 'error',
      fields: { ...circumstances, reference, err: { message: error.message, stack: expect.any(String) } },
    },
  ]);
});
