import { expect, test } from 'vitest';
import { composeRequest } from '../../../../src/usecases/remediation/messages/compose-request.ts';
import { announcementId } from '../../../../src/usecases/remediation/state/announced-at.ts';
import { requestOfFinding } from '../../../../src/usecases/remediation/state/request-of-finding.ts';
import { remediationKit } from '../../../support/remediation/remediation.ts';

const finding = {
  rule: 'Glue-005',
  account: '111122223333',
  region: 'eu-west-1',
  kind: 'configuration',
  name: 'std',
} as const;
const link = 'https://acme.slack.com/archives/CAPPROVALS/p11';

test('a finding is held by the request that waits for a decision, or is carried out, and by no other', async () => {
  const kit = await remediationKit();
  const held = (findings = [finding]) => requestOfFinding(kit.store, findings);
  expect(await held()).toBeUndefined();
  const request = await kit.ask();
  expect(await held()).toEqual({ requestId: request.id, isOpen: true, channel: request.askedIn });
  const id = announcementId(request.id);
  const message = composeRequest(request, []);
  await kit.store.outbox.add([{ id, channel: 'CAPPROVALS', message, createdAt: 1 }]);
  await kit.store.outbox.linked(id, link);
  expect(await held()).toEqual({ requestId: request.id, isOpen: true, channel: 'CAPPROVALS', link });
  expect(await held([{ ...finding, region: 'us-east-1' as 'eu-west-1' }])).toBeUndefined();
  expect(await held([])).toBeUndefined();
  await kit.decide({ requestId: request.id });
  expect(await held()).toMatchObject({ isOpen: false, link });
  await kit.store.outbox.gone(id, 2);
  expect(await held()).toEqual({ requestId: request.id, isOpen: false, channel: 'CAPPROVALS' });
  await kit.run();
  expect(await held()).toBeUndefined();
});
