import type { ChatError, ChatErrorCode } from '../../domain/errors.ts';

/** How long the chat may refuse a message for a reason that somebody may be mending. */
const refusedForMs = 24 * 3_600_000;

/**
 * What a refusal means for a message. `now`: it does not pass until somebody does something, so the message ends.
 * `in-time`: it may pass (a private channel before the invitation is "not found" too), and the message ends after
 * `refusedForMs`. `never`: it waits, since the chat is away, the bot's own token is refused, or the bot was not invited.
 */
const ends: Readonly<Record<ChatErrorCode, 'now' | 'in-time' | 'never'>> = {
  'recipient-gone': 'now',
  'posting-forbidden': 'now',
  'channel-archived': 'now',
  'channel-not-found': 'in-time',
  'message-gone': 'in-time',
  'group-gone': 'in-time',
  refused: 'in-time',
  'not-in-channel': 'never',
  'not-authorised': 'never',
  unavailable: 'never',
  'unknown-outcome': 'never',
};

/** True when the message is not to be tried again by itself. `firstAttemptAt`: of the attempts since it was last given up. */
export function isOver(error: ChatError | undefined, firstAttemptAt: number | undefined, now: number): boolean {
  const end = error === undefined ? 'never' : ends[error.code];
  if (end !== 'in-time') return end === 'now';
  return firstAttemptAt !== undefined && now - firstAttemptAt >= refusedForMs;
}

/** True when the next message would fail likewise, whoever it is for. */
export function isGeneral(error: ChatError | undefined): boolean {
  return error !== undefined && ['unavailable', 'unknown-outcome', 'not-authorised'].includes(error.code);
}
