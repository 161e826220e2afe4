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
  'message-fixed': 'in-time',
  'thread-closed': 'in-time',
  'group-gone': 'in-time',
  refused: 'in-time',
  'not-in-channel': 'never',
  'not-authorised': 'never',
  unavailable: 'never',
  'unknown-outcome': 'never',
};

const endOf = (error: ChatError | undefined) => (error === undefined ? 'never' : ends[error.code]);

/**
 * Since when the message is refused for a reason that may be mended, after one more attempt. It is the first such refusal,
 * whatever it waited for before. What Slack or the token takes meanwhile does not count, and takes nothing back: nobody can
 * mend a channel while Slack is away, and one busy answer a day must not keep a message for ever. A channel that the bot
 * is not in was found, so what was refused before is mended.
 */
export function refusedSince(
  error: ChatError | undefined,
  before: { readonly refusedSince?: number; readonly nextAttemptAt: number },
  { at, next }: { readonly at: number; readonly next: number },
): number | undefined {
  const { refusedSince: since, nextAttemptAt: due } = before;
  if (endOf(error) === 'in-time') return since ?? at;
  if (since === undefined || error?.code === 'not-in-channel') return undefined;
  return since + Math.max(0, next - due);
}

/** True when the message is not to be tried again by itself. `since`: what `refusedSince` says. */
export function isOver(error: ChatError | undefined, since: number | undefined, now: number): boolean {
  const end = endOf(error);
  if (end !== 'in-time') return end === 'now';
  return since !== undefined && now - since >= refusedForMs;
}

/** True when the next message would fail likewise, whoever it is for. */
export function isGeneral(error: ChatError | undefined): boolean {
  return error !== undefined && ['unavailable', 'unknown-outcome', 'not-authorised'].includes(error.code);
}
