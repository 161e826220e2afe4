import { expect, test } from 'vitest';
import { ChatError } from '../../../../src/domain/errors.ts';
import type { Message } from '../../../../src/usecases/messages/message.ts';
import type { PostedMessage } from '../../../../src/usecases/ports/chat.ts';
import { composeRequest } from '../../../../src/usecases/remediation/messages/compose-request.ts';
import { announcementId, refreshClosed } from '../../../../src/usecases/remediation/messages/refresh-requests.ts';
import { expireRequests } from '../../../../src/usecases/remediation/request/expire-requests.ts';
import { policy, remediationKit } from '../../../support/remediation/remediation.ts';

async function posted() {
  const kit = await remediationKit();
  const request = await kit.ask();
  const id = announcementId(request.id);
  const message = composeRequest(request, []);
  await kit.store.outbox.add([{ id, channel: 'CAPPROVALS', message, createdAt: 1 }]);
  await kit.store.outbox.posting(id, 1);
  await kit.store.outbox.sent(id, 'CAPPROVALS', '1.1', 2);
  const edits: [PostedMessage, Message][] = [];
  const chat = { update: async (...edit: [PostedMessage, Message]) => void edits.push(edit) };
  return { kit, request, edits, chat };
}

test('an expired request loses its buttons where it was posted; an open one is left alone', async () => {
  const { kit, request, edits, chat } = await posted();
  await refreshClosed({ ...kit, chat }, [request.id]);
  expect(edits).toEqual([]);
  kit.clock.time = request.expiresAt;
  await expireRequests({ ...kit, approvals: () => policy });
  await refreshClosed({ ...kit, chat }, [request.id, 'unknown']);
  expect(edits).toEqual([
    [{ channel: 'CAPPROVALS', ts: '1.1' }, expect.objectContaining({ kind: 'approval-request', state: 'expired' })],
  ]);
});

test('a message that cannot be edited stays, and the others are edited', async () => {
  const { kit, request } = await posted();
  kit.clock.time = request.expiresAt;
  await expireRequests({ ...kit, approvals: () => policy });
  const chat = { update: () => Promise.reject(new ChatError('message-gone', 'message_not_found')) };
  await refreshClosed({ ...kit, chat }, [request.id]);
  expect(kit.log.lines).toMatchObject([{ level: 'warn', fields: { request: request.id, code: 'message-gone' } }]);
});

test('a defect on the way is reported with the request, and keeps no other message from being edited', async () => {
  const { kit, request, chat, edits } = await posted();
  kit.clock.time = request.expiresAt;
  await expireRequests({ ...kit, approvals: () => policy });
  const defect = new Error('a defect in a view');
  let updates = 0;
  const update: typeof chat.update = (...edit) => (++updates === 1 ? Promise.reject(defect) : chat.update(...edit));
  await refreshClosed({ ...kit, chat: { update } }, [request.id, request.id]);
  expect(edits).toHaveLength(1);
  expect(kit.log.lines).toMatchObject([
    { level: 'error', fields: { action: 'requests', request: request.id, err: defect } },
  ]);
});
