import type { Message } from './message.ts';

/**
 * The delivery of the message that this one leads to, whose address is put in when it is posted. Undefined: it leads
 * nowhere.
 */
export function linkedMessage(message: Message): string | undefined {
  return message.kind === 'request-news' ? message.post?.id : undefined;
}

export function withAddress(message: Message, link: string): Message {
  return message.kind === 'request-news' ? { ...message, link } : message;
}
