import { describe, expect, test } from 'vitest';
import { ChatError } from '../../../../src/domain/errors.ts';
import type { Message } from '../../../../src/usecases/messages/message.ts';
import { editSafely, updateIfThere } from '../../../../src/usecases/remediation/messages/edit-safely.ts';
import { fakeLog } from '../../../support/fakes/kit.ts';

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

describe('a message that is gone', () => {
  const update = (code: 'message-gone' | 'channel-archived') =>
    updateIfThere({ update: fails(new ChatError(code, code)) }, { channel: 'C1', ts: '1' }, {} as Message);

  test('is as good as edited, and nothing else is', async () => {
    await expect(update('message-gone')).resolves.toBeUndefined();
    await expect(update('channel-archived')).rejects.toMatchObject({ code: 'channel-archived' });
  });
});
