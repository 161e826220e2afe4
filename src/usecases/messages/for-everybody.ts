import type { Message } from './message.ts';

/**
 * An answer as it stands in a channel, where it stays and is not edited any more: without buttons whose decision may be
 * made elsewhere.
 */
export function forEverybody(message: Message): Message {
  return message.kind === 'open-requests' ? { ...message, shared: true } : message;
}
