import { expect, test } from 'vitest';
import { problemAnswer, takeShare } from '../../commands/answers.ts';
import { CloudError, GluewardenError } from '../../src/domain/errors.ts';
import { fakeLog } from '../support/kit.ts';

test.each([
  [[], [], false],
  [['us-east-1'], ['us-east-1'], false],
  [['us-east-1', 'Share'], ['us-east-1'], true],
  [['share', 'status'], ['status'], true],
  [['show', 'share', 'us-east-1'], ['show', 'share', 'us-east-1'], false],
])('%j', (said, words, shared) => {
  expect(takeShare(said)).toEqual({ words, shared });
});

test('a wrong word becomes the whole command with the right one; a suggestion without a word stands alone', () => {
  const log = fakeLog();
  const wrong = new GluewardenError('unknown-region', 'us-esat-1', ['us-east-1', 'us-west-1']);
  expect(problemAnswer(wrong, '/glue-audit', ['my account', 'us-esat-1'], log)).toMatchObject({
    suggestions: ['/glue-audit "my account" us-east-1', '/glue-audit "my account" us-west-1'],
  });
  const other = new GluewardenError('account-needed', 'a, b', ['show "x" a eu-west-1']);
  expect(problemAnswer(other, '/glue-audit', ['show', 'x', 'eu-west-1'], log)).toMatchObject({
    suggestions: ['/glue-audit show "x" a eu-west-1'],
  });
  expect(log.lines).toEqual([]);
});

test('AWS’s refusal is no defect; anything else is logged and never quoted', () => {
  const log = fakeLog();
  expect(problemAnswer(new CloudError('GetJobs', 'AccessDeniedException', 'no'), '/x', [], log)).toMatchObject({
    kind: 'problem',
  });
  expect(log.lines).toEqual([]);
  expect(JSON.stringify(problemAnswer(new Error('secret detail'), '/x', [], log))).not.toContain('secret detail');
  expect(log.lines).toMatchObject([{ level: 'error' }]);
});
