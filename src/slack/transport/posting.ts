import type { ChatPostMessageArguments, ChatUpdateArguments, WebClient } from '@slack/web-api';
import { ChatError } from '../../domain/errors.ts';
import type { Posted, PostedMessage, UploadedFile } from '../../usecases/ports/chat.ts';
import { toChatError } from './chat-error.ts';
import type { Content } from './content.ts';

export type Metadata = NonNullable<ChatPostMessageArguments['metadata']>;

/** Runs a call to Slack. @throws {ChatError} whatever went wrong */
export async function calling<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw toChatError(error);
  }
}

/** The thread that a message goes into: the ts of its first message. `broadcast`: it stands in the channel as well. */
export interface Thread {
  readonly ts: string;
  readonly broadcast?: boolean;
}

export interface PostOptions {
  readonly metadata?: Metadata;
  readonly thread?: Thread;
}

function threadArgs(thread: Thread | undefined) {
  if (thread === undefined) return {};
  // Two shapes of arguments: a reply that is broadcast, and one that is not.
  return thread.broadcast ? ({ thread_ts: thread.ts, reply_broadcast: true } as const) : { thread_ts: thread.ts };
}

/** chat.postMessage, once. @throws {ChatError} */
export async function postContent(
  client: WebClient,
  channel: string,
  content: Content,
  { metadata, thread }: PostOptions = {},
): Promise<Posted> {
  const args: ChatPostMessageArguments = {
    channel,
    text: content.text,
    unfurl_links: false,
    unfurl_media: false,
    ...(content.blocks.length === 0 ? {} : { blocks: [...content.blocks] }),
    ...(metadata === undefined ? {} : { metadata }),
  };
  const answer = await calling(() => client.chat.postMessage({ ...args, ...threadArgs(thread) }));
  // A success without a ts would be a message that can never be edited.
  if (answer.ts === undefined) throw new ChatError('unknown-outcome', 'no_ts');
  const posted = { channel: answer.channel ?? channel, ts: answer.ts };
  // Where the first message was deleted, Slack posts in the channel and says so by this alone (slack-go/slack #1571).
  const isOrphan = thread !== undefined && answer.message !== undefined && answer.message.thread_ts === undefined;
  return isOrphan ? { ...posted, isOrphan } : posted;
}

/** chat.update; no blocks means: take the old ones away. Metadata stays as it was. @throws {ChatError} */
export async function updateContent(client: WebClient, posted: PostedMessage, content: Content): Promise<void> {
  const args: ChatUpdateArguments = {
    channel: posted.channel,
    ts: posted.ts,
    text: content.text,
    blocks: [...content.blocks],
  };
  await calling(() => client.chat.update(args));
}

/** The address of a message, for which no scope is needed. @throws {ChatError} */
export async function permalinkOf(client: WebClient, { channel, ts }: PostedMessage): Promise<string> {
  const { permalink } = await calling(() => client.chat.getPermalink({ channel, message_ts: ts }));
  if (permalink === undefined) throw new ChatError('refused', 'no_permalink');
  return permalink;
}

/**
 * The direct message channel with a person. Opening it posts nothing and may be repeated, so a call without an
 * answer is `unavailable` and never `unknown-outcome`.
 * @throws {ChatError}
 */
export async function openDirect(client: WebClient, user: string): Promise<string> {
  try {
    const answer = await calling(() => client.conversations.open({ users: user }));
    const id = answer.channel?.id;
    if (id === undefined) throw new ChatError('refused', 'no_channel');
    return id;
  } catch (caught) {
    const error = toChatError(caught);
    if (error.code !== 'unknown-outcome') throw error;
    throw new ChatError('unavailable', error.slackCode, error.retryAfterMs, { cause: error });
  }
}

/**
 * An address is asked for, the bytes are sent there, and the file is shared: nobody sees it before the last step, so one
 * that failed before can be tried again. @throws {ChatError}
 */
export async function uploadFile(
  client: WebClient,
  to: { readonly channel: string; readonly threadOf: string | undefined },
  { name, title, comment, bytes }: UploadedFile,
): Promise<void> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const what = { channel_id: to.channel, file, filename: name, title, initial_comment: comment };
  await calling(() => client.filesUploadV2(to.threadOf === undefined ? what : { ...what, thread_ts: to.threadOf }));
}
