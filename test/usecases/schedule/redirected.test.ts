import { expect, test } from 'vitest';
import { ChatError, type ChatErrorCode } from '../../../src/domain/errors.ts';
import { redirected } from '../../../src/usecases/schedule/redirected.ts';
import { digestSamples } from '../../views/samples/digests.ts';

const message = digestSamples['digest-owner'];
const refused = (code: ChatErrorCode = 'not-in-channel') => new ChatError(code, 'not_in_channel');

test('an owner’s digest goes to the channel of the schedule, with why', () => {
  expect(redirected({ message }, refused())).toEqual({
    channel: 'C0SECURITY',
    message: { ...message, owner: { ...message.owner, refused: 'not_in_channel' } },
  });
  for (const code of ['channel-not-found', 'channel-archived', 'posting-forbidden'] as const)
    expect(redirected({ message }, refused(code))).toBeDefined();
});

test('what passes by itself, another message and one that was sent elsewhere already stay where they are', () => {
  for (const code of ['unavailable', 'not-authorised', 'unknown-outcome', 'refused'] as const)
    expect(redirected({ message }, refused(code))).toBeUndefined();
  expect(redirected({ message: digestSamples['digest-blind-in-part'] }, refused())).toBeUndefined();
  expect(redirected({ message: digestSamples['digest-owner-elsewhere'] }, refused())).toBeUndefined();
});
