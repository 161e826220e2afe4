import { expect, test } from 'vitest';
import { unknownTarget } from '../../../src/domain/audit/assess.ts';
import { cancelledTarget, isCancelled } from '../../../src/domain/audit/cancelled.ts';

test('what a cancelled scan did not come to is unknown, and told from what AWS refused', () => {
  const left = cancelledTarget('111122223333', 'eu-west-1');
  expect(left).toMatchObject({ outcome: 'unknown', reason: 'Cancelled', findings: [], rules: [] });
  expect(isCancelled(left)).toBe(true);
  expect(isCancelled(unknownTarget('1', 'r', { call: 'GetJobs', error: 'AccessDeniedException' }))).toBe(false);
  expect(isCancelled({ outcome: 'scanned' })).toBe(false);
});
