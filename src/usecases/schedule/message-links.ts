import { ChatError } from '../../domain/errors.ts';
import { linkedMessage, withAddress } from '../messages/linked-message.ts';
import type { Message } from '../messages/message.ts';
import type { Chat } from '../ports/chat.ts';
import type { OutboxRecords, OutboxRow } from '../ports/outbox-records.ts';
import type { Log } from '../ports/runtime.ts';

interface LinkDependencies {
  readonly chat: Pick<Chat, 'permalink'>;
  readonly outbox: Pick<OutboxRecords, 'get' | 'linked'>;
  readonly log: Log;
  /** Told when the address of a message is known, to which others can lead from now on. */
  readonly onLinked?: () => void;
}

/** Messages that others lead to. */
const ledTo: readonly Message['kind'][] = ['approval-request', 'digest'];

/** Keeps the address of a message that others lead to. Never rejects with what the chat answers: words say how to find it. */
export async function keepLink(
  dependencies: LinkDependencies,
  row: Pick<OutboxRow, 'id' | 'message'>,
  posted: { readonly channel: string; readonly ts: string },
): Promise<void> {
  if (ledTo.includes(row.message.kind)) await askLink(dependencies, row.id, posted);
}

/** The message with the address of the one that it leads to, asked for where nobody has it yet. */
export async function withLink(dependencies: LinkDependencies, message: Message): Promise<Message> {
  const to = linkedMessage(message);
  const row = to === undefined ? undefined : await dependencies.outbox.get(to);
  if (row === undefined || row.goneAt !== undefined) return message;
  const { postedChannel: channel, postedTs: ts } = row;
  if (channel === undefined || ts === undefined) return message;
  const link = row.permalink ?? (await askLink(dependencies, row.id, { channel, ts }));
  return link === undefined ? message : withAddress(message, link);
}

async function askLink(
  { chat, outbox, log, onLinked }: LinkDependencies,
  id: string,
  posted: { readonly channel: string; readonly ts: string },
): Promise<string | undefined> {
  try {
    const link = await chat.permalink(posted);
    await outbox.linked(id, link);
    onLinked?.();
    return link;
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    log.info({ delivery: id, code: error.slackCode }, 'the address of a message could not be had');
    return undefined;
  }
}
