import { expect, test } from 'vitest';
import { auditResultView } from '../../../../src/slack/views/audit/audit-result.ts';
import type { AuditResultMessage, TargetSummary } from '../../../../src/usecases/messages/audit-messages.ts';

const counts = { total: 0, exposed: 0, latent: 0, unused: 0 };
const place = { account: '111122223333', region: 'eu-west-1' };

/** One in the list stands for 1,999 others. */
const many: TargetSummary = {
  ...place,
  outcome: 'unknown',
  reason: 'AccessDenied',
  call: 'AssumeRole',
  findings: counts,
  configurations: 0,
  jobs: 0,
  lastGoodAt: null,
  more: 1_999,
};

const result: AuditResultMessage = {
  kind: 'audit-result',
  scope: 'everything',
  finishedAt: 2,
  durationMs: 1,
  findings: { ...counts, named: [] },
  targets: [],
  scanned: 10,
  unknown: [many],
  configurations: 0,
  jobs: 0,
  keysNotChecked: [],
  keysNotCheckedTotal: 0,
  notWatched: { targets: 1_500, findings: 0, places: [place] },
};

test('what is not watched is told of all that were asked for, those that stand for others among them', () => {
  const text = JSON.stringify(auditResultView(result).items);
  expect(text).toContain('Not watched: 1,500 of 2,010 account-regions');
  expect(text).toContain('Could not be scanned: 2,000 account-regions');
});
