import { describe, expect, test } from 'vitest';
import { glue005, judgeConfiguration } from '../../../src/domain/rules/glue-005.ts';
import { keyArn } from '../../support/inventory.ts';

function judge(jobBookmarks?: { mode?: string; keyArn?: string }) {
  return judgeConfiguration({ name: 'c', s3: [], ...(jobBookmarks && { jobBookmarks }) });
}

describe('judgeConfiguration', () => {
  test.each([
    ['CSE-KMS with a key', { mode: 'CSE-KMS', keyArn }, undefined],
    ['DISABLED', { mode: 'DISABLED' }, { reason: 'disabled' }],
    ['DISABLED with a key beside it', { mode: 'DISABLED', keyArn }, { reason: 'disabled' }],
    ['no block', undefined, { reason: 'mode-missing' }],
    ['no mode', { keyArn }, { reason: 'mode-missing' }],
    ['empty mode', { mode: '', keyArn }, { reason: 'mode-missing' }],
    ['another service mode', { mode: 'SSE-KMS', keyArn }, { reason: 'mode-unrecognised', detail: 'SSE-KMS' }],
    ['lower case', { mode: 'disabled' }, { reason: 'mode-unrecognised', detail: 'disabled' }],
    ['lower case of the good one', { mode: 'cse-kms', keyArn }, { reason: 'mode-unrecognised', detail: 'cse-kms' }],
    ['a future value', { mode: 'CSE-KMS-2', keyArn }, { reason: 'mode-unrecognised', detail: 'CSE-KMS-2' }],
    ['CSE-KMS without a key', { mode: 'CSE-KMS' }, { reason: 'no-key' }],
    ['CSE-KMS with an empty key', { mode: 'CSE-KMS', keyArn: '' }, { reason: 'no-key' }],
  ] as const)('%s', (_case, bookmarks, verdict) => {
    expect(judge(bookmarks)).toEqual(verdict);
  });
});

test('the rule carries what its page says', () => {
  expect(glue005).toMatchObject({ id: 'Glue-005', riskLevel: 'Medium' });
  for (const standard of ['GDPR', 'APRA', 'NIST4']) expect(glue005.standards).toContain(standard);
  expect(glue005.remediation.join(' ')).toMatch(/CSE-KMS.*every region/s);
});
