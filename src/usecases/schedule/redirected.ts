import type { ChatError, ChatErrorCode } from '../../domain/errors.ts';
import type { OutboxRow } from '../ports/outbox-records.ts';

/** The bot cannot post there before somebody invites it, or makes the channel another one. */
const notThere: readonly ChatErrorCode[] = [
  'not-in-channel',
  'channel-not-found',
  'channel-archived',
  'posting-forbidden',
];

/**
 * Where a message goes that was refused where it was to go: a digest of an owner's accounts to the channel of its schedule,
 * with why. Undefined: it stays. A refusal there sends it nowhere else. `isOver`: it would not be tried there again.
 */
export function redirected(
  { message }: Pick<OutboxRow, 'message'>,
  error: ChatError,
  isOver = false,
): Pick<OutboxRow, 'channel' | 'message'> | undefined {
  if (message.kind !== 'digest' || message.owner === undefined || message.owner.refused !== undefined) return undefined;
  if (!isOver && !notThere.includes(error.code)) return undefined;
  const owner = { ...message.owner, refused: error.slackCode };
  return { channel: owner.otherwise, message: { ...message, owner } };
}
