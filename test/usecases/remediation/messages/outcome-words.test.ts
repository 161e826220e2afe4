import { expect, test } from 'vitest';
import { renderMessage } from '../../../../src/slack/render.ts';
import { composeOutcome, reasonWords } from '../../../../src/usecases/remediation/messages/outcome-words.ts';
import { explainRefusal } from '../../../../src/usecases/words/explain-refusal.ts';
import { planOf, smallGlue } from '../../../support/remediation/remediation-samples.ts';

test.each([
  ['gone', 'it does not exist any more'],
  ['changed', 'it was changed since the plan was made'],
  ['changed: Timeout, Role', 'it was changed since the plan was made (fields Timeout, Role)'],
  ['unsendable: A.B', 'it has fields that cannot be sent back (A.B)'],
  ['key-unusable: key-disabled', 'a key of the new configuration cannot be used now (key-disabled)'],
  ['key-unusable: S3 key: key-disabled', 'a key of the new configuration cannot be used now (S3 key: key-disabled)'],
  ['key-moved', 'the alias of its key leads to another key than when it was approved'],
  [
    'key-moved: CloudWatch logs key',
    'the alias of a key leads to another key than when it was approved (CloudWatch logs key)',
  ],
  ['AssumeRole: AccessDenied', 'AWS refused to let Gluewarden assume the remediation role (AccessDenied)'],
  ['UpdateJob: AccessDeniedException', 'AWS denied glue:UpdateJob (AccessDeniedException)'],
  [
    'too-old',
    'nothing was sent: each time more than a few seconds had passed since it was read, and somebody could have changed it',
  ],
  ['toString', 'toString'],
  [undefined, 'it failed'],
])('%s: %s', (reason, words) => {
  expect(reasonWords(reason)).toBe(words);
});

test('500 dependents that all failed: the message stays small enough, and says how many', () => {
  const { plan } = planOf(smallGlue(Array.from({ length: 500 }, (_, index) => `job-${index}`)));
  const outcomes = new Map(
    plan.steps.map(({ id, type }) => {
      const state = type === 'create-configuration' ? 'done' : 'failed';
      return [id, { stepId: id, state, reason: 'UpdateJob: AccessDeniedException', awsRequestIds: [] } as const];
    }),
  );
  const about = { requestId: 'r', executionId: 'e', askedBy: 'U1', endedAt: 1 };
  const message = composeOutcome(about, { plan, steps: plan.steps, direction: 'forward' }, outcomes);
  expect(message).toMatchObject({ state: 'failed', moved: 0, total: 502, troubleTotal: 502 });
  expect(message.trouble.length).toBe(50);
  expect(message.next).toContainEqual(expect.stringContaining('nothing uses it'));
  const { text, blocks } = renderMessage(message);
  expect(text).toBe('It failed: no job, trigger or crawler was changed.');
  expect(JSON.stringify(blocks)).toContain('and 487 more');
});

test('the new log groups are told once anything was switched, and the old ones when it was rolled back', () => {
  const { plan: bare } = planOf(smallGlue());
  const plan = { ...bare, logGroups: [{ from: '/old', to: '/new', type: 'job', runs: 3 }] } as const;
  const about = { requestId: 'r', executionId: 'e', askedBy: 'U1', endedAt: 1 };
  const next = (state: 'done' | 'failed', direction: 'forward' | 'back') => {
    const outcomes = new Map(plan.steps.map(({ id }) => [id, { stepId: id, state, awsRequestIds: [] } as const]));
    return composeOutcome(about, { plan, steps: plan.steps, direction }, outcomes).next.join(' ');
  };
  expect(next('done', 'forward')).toContain('The logs of 3 jobs go to /new instead of /old. Check alarms,');
  expect(next('done', 'back')).toContain('The logs of 3 jobs go to /old instead of /new. Check alarms,');
  expect(next('failed', 'forward')).not.toContain('/new');
});

test('every refusal has words and says what to do', () => {
  for (const refusal of ['tampered', 'own-request', 'approver-unverifiable', 'finding-taken'] as const) {
    const { what, next } = explainRefusal(refusal);
    expect([what, next].join(' ')).toMatch(/^[A-Z].*\. [A-Z].*\.$/);
  }
});
