import { expect, test } from 'vitest';
import { recordOtherWorkspace } from '../../../../src/usecases/remediation/request/record-other-workspace.ts';
import { remediationKit } from '../../../support/remediation/remediation.ts';

test('what somebody of another workspace tried leaves an entry, however long its words are', async () => {
  const kit = await remediationKit();
  const attempt = { user: 'U'.repeat(500), teams: ['T9', 'T8'], what: 'request.approve', channel: 'C1', ts: '1.2' };
  await recordOtherWorkspace(kit, { ...attempt, what: `${attempt.what}${'x'.repeat(5_000)}` });
  const [entry] = await kit.store.remediation.auditTrail('another workspace');
  expect(entry).toMatchObject({ action: 'press.foreign', detail: { teams: 'T9 T8', channel: 'C1', ts: '1.2' } });
  expect(JSON.stringify(entry).length).toBeLessThan(700);
});

test('a trail that cannot be written is told in the log, and nowhere else', async () => {
  const kit = await remediationKit();
  await kit.store.close();
  await recordOtherWorkspace(kit, { user: 'U1', teams: [], what: '', channel: '', ts: '' });
  expect(JSON.stringify(kit.log.lines)).toContain('could not be recorded');
});
