import { describe, expect, test } from 'vitest';
import { ChatError, type ChatErrorCode } from '../../../../src/domain/errors.ts';
import type { Message } from '../../../../src/usecases/messages/message.ts';
import { editSafely, updateIfThere } from '../../../../src/usecases/remediation/messages/edit-safely.ts';
import { fakeLog } from '../../../support/fakes/kit.ts';
import { memoryStore } from '../../../support/memory-store.ts';

const parts = () => ({ log: fakeLog(), newId: () => 'reference-1' });
const fails = (error: Error) => async () => {
  throw error;
};

describe('one edit', () => {
  test('that went well waits for nothing', async () => {
    expect(await editSafely(parts(), async () => {}, { action: 'x' }, 'words')).toBeUndefined();
  });

  test('that Slack asks to send later waits so long, and all others with it', async () => {
    const limited = new ChatError('unavailable', 'ratelimited', 7_000);
    const wait = await editSafely(parts(), fails(limited), { action: 'x' }, 'words');
    expect(wait).toEqual({ ms: 7_000, isGeneral: true });
  });

  test('that nobody foresaw waits a minute, alone', async () => {
    const wait = await editSafely(parts(), fails(new Error('odd')), { action: 'x' }, 'words');
    expect(wait).toEqual({ ms: 60_000, isGeneral: false });
  });
});

describe('a message that cannot be edited', () => {
  async function shown(message: Message, given: { threadOf?: string } = {}) {
    const store = await memoryStore();
    const row = { id: 'd-1', channel: 'C1', message, ...given };
    if (given.threadOf !== undefined)
      await store.outbox.add([{ id: given.threadOf, channel: 'C1', message, createdAt: 1 }]);
    await store.outbox.add([{ ...row, createdAt: 1 }]);
    let tries = 0;
    const update = (code: ChatErrorCode) => {
      const chat = {
        async update() {
          tries += 1;
          throw new ChatError(code, code);
        },
      };
      const posted = { channel: 'C1', ts: '1' };
      return updateIfThere({ store, chat, clock: { now: () => 7 } }, { row, posted }, message);
    };
    return { update, tries: () => tries, reply: () => store.outbox.get('d-1-as-is') };
  }
  const cutOff: Message = { kind: 'interrupted', scope: 'x', startedAt: 1, again: '/glue-audit x' };

  test('since it is gone is as good as edited, and nothing else is', async () => {
    const { update, reply } = await shown(cutOff);
    await expect(update('message-gone')).resolves.toBeUndefined();
    await expect(update('channel-archived')).rejects.toMatchObject({ code: 'channel-archived' });
    expect(await reply()).toBeUndefined();
  });

  test('although it stands there has one reply that says what is true, and is edited no more', async () => {
    const { update, tries, reply } = await shown(cutOff);
    await update('message-fixed');
    await update('message-fixed');
    expect(await reply()).toMatchObject({
      channel: 'C1',
      threadOf: 'd-1',
      message: { kind: 'edit-closed', of: 'interrupted', now: cutOff },
    });
    expect(tries()).toBe(1);
  });

  test('and is a reply has its own beside it', async () => {
    const { update, reply } = await shown(cutOff, { threadOf: 'parent' });
    await update('message-fixed');
    expect(await reply()).toMatchObject({ threadOf: 'parent' });
  });
});
