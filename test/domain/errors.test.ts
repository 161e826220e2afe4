import { expect, test } from 'vitest';
import { ChatError, CloudError, GluewardenError } from '../../src/domain/errors.ts';

test('errors carry codes that code can decide by', () => {
  expect(new GluewardenError('unknown-region', 'x', ['y'])).toMatchObject({
    code: 'unknown-region',
    detail: 'x',
    suggestions: ['y'],
  });
  expect(new CloudError('GetJobs', 'AccessDeniedException', 'no')).toMatchObject({
    call: 'GetJobs',
    code: 'AccessDeniedException',
    message: 'no',
  });
  expect(new ChatError('unavailable', 'ratelimited', 3000)).toMatchObject({ code: 'unavailable', retryAfterMs: 3000 });
});
