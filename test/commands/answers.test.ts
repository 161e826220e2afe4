import { expect, test } from 'vitest';
import { problemAnswer, takeShare } from '../../commands/answers.ts';
import { CloudError, GluewardenError } from '../../src/domain/errors.ts';

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
  const wrong = new GluewardenError('unknown-region', 'us-esat-1', ['us-east-1', 'us-west-1']);
  expect(problemAnswer(wrong, '/glue-audit', ['my account', 'us-esat-1'])).toMatchObject({
    suggestions: ['/glue-audit "my account" us-east-1', '/glue-audit "my account" us-west-1'],
  });
  const other = new GluewardenError('account-needed', 'a, b', ['show "x" a eu-west-1']);
  expect(problemAnswer(other, '/glue-audit', ['show', 'x', 'eu-west-1'])).toMatchObject({
    suggestions: ['/glue-audit show "x" a eu-west-1'],
  });
});

test('AWS’s refusal is an answer; what nobody foresaw goes on to the boundary', () => {
  const refused = new CloudError('GetJobs', 'AccessDeniedException', 'no');
  expect(problemAnswer(refused, '/x', [])).toMatchObject({ kind: 'problem' });
  const defect = new Error('secret detail');
  expect(() => problemAnswer(defect, '/x', [])).toThrow(defect);
});
