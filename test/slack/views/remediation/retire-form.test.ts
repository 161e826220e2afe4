import { expect, it } from 'vitest';
import { viewComplaints } from '../../../../sandbox/slack/limits/view-limits.ts';
import { notListed } from '../../../../src/domain/audit/assess.ts';
import { retireFormModal } from '../../../../src/slack/views/remediation/retire-form.ts';
import type { RetireForm } from '../../../../src/usecases/messages/remediation-forms.ts';
import { modalBreaches } from '../../../views/limits.ts';
import { hostileNames } from '../../../views/sample-parts.ts';
import { mrkdwnTexts, strayAmpersands, strayTokens } from '../../../views/text-safety.ts';

const form: RetireForm = {
  kind: 'retire-form',
  findingId: 'f1',
  finding: { kind: 'configuration', name: 'std' },
  account: '111122223333',
  accountName: 'data-production',
  region: 'eu-west-1',
  notLookedAt: notListed,
};

it('says what is deleted and what was not scanned', () => {
  const text = JSON.stringify(retireFormModal(form).blocks);
  for (const words of ['std', 'data-production', ...notListed, 'again right before']) expect(text).toContain(words);
});

it.each(hostileNames)('is within the limits of Slack for %j, and lets no data act', (name) => {
  const view = retireFormModal({ ...form, finding: { kind: 'unusable-key', name }, accountName: name, region: name });
  expect([...modalBreaches(view), ...viewComplaints(view).messages()]).toEqual([]);
  for (const text of mrkdwnTexts(view)) expect([...strayTokens(text), ...strayAmpersands(text)]).toEqual([]);
});
