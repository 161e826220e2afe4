import type { WebClient } from '@slack/web-api';
import type { BoundaryParts } from '../usecases/boundary.ts';
import type { Chat, Posted, PostedMessage } from '../usecases/ports/chat.ts';
import type { Clock } from '../usecases/ports/runtime.ts';
import { toChatError } from './transport/chat-error.ts';
import type { Clients } from './transport/client.ts';
import { type Content, draftOf, type Renderer, sendDraft } from './transport/content.ts';
import { openDirect, permalinkOf, postContent, updateContent, uploadFile } from './transport/posting.ts';
import { createUsergroupMembers } from './transport/usergroups.ts';

const EVENT_TYPE = 'gluewarden_delivery';
const HISTORY_PAGE = 200;
const HISTORY_PAGES_MAX = 10;
/** Our clock and Slack's differ a little. */
const CLOCK_MARGIN_MS = 2 * 60_000;
/** Without these there is no way to look, and looking again will not help. */
const CANNOT_READ: ReadonlySet<string> = new Set(['missing_scope', 'not_in_channel', 'no_permission']);

interface ChatParts extends BoundaryParts {
  readonly clock: Pick<Clock, 'now'>;
  /** Whether the token is that of a whole organisation; known from the start of the bot on. */
  isOrgInstall?(): boolean;
}

/** The Chat port on Slack's Web API. Its calls are never repeated here: the delivery rows do that. */
export function createChat(clients: Clients, renderer: Renderer, parts: ChatParts): Chat {
  const { background } = clients;
  return {
    async post(channel, message, options) {
      const conversation = await conversationOf(background, channel);
      const { deliveryId, thread, broadcast = false, rightBefore, ...shown } = options;
      const draft = draftOf(renderer, message, shown);
      const metadata = { event_type: EVENT_TYPE, event_payload: { delivery_id: deliveryId } };
      const about = { metadata, ...(thread !== undefined && { thread: { ts: thread, broadcast } }) };
      const send = async (content: Content): Promise<Posted> => {
        await rightBefore?.();
        return postContent(background, conversation, content, about);
      };
      return sendDraft(draft, send, parts);
    },
    async update(posted, message, options) {
      const { rightBefore, ...shown } = options ?? {};
      const send = async (content: Content): Promise<void> => {
        await rightBefore?.();
        await updateContent(background, posted, content);
      };
      await sendDraft(draftOf(renderer, message, shown), send, parts);
    },
    async upload({ channel, threadOf }, file) {
      await uploadFile(background, { channel: await conversationOf(background, channel), threadOf }, file);
    },
    find: (channel, deliveryId, since, thread) => find(background, { channel, deliveryId, since, thread }),
    permalink: (posted) => permalinkOf(background, posted),
    usergroupMembers: createUsergroupMembers(clients.interactive, {
      clock: parts.clock,
      isOrgInstall: () => parts.isOrgInstall?.() ?? false,
    }),
  };
}

/** A channel id as it is; for a user id, the direct message with that person. */
async function conversationOf(client: WebClient, channel: string): Promise<string> {
  return /^[UW][A-Z0-9]+$/.test(channel) ? openDirect(client, channel) : channel;
}

interface Sought {
  readonly channel: string;
  readonly deliveryId: string;
  /** Epoch milliseconds. */
  readonly since: number;
  /** The ts of the message that it may reply to. */
  readonly thread: string | undefined;
}

/** In the thread, and in the channel too: a reply whose first message is gone stands there. */
async function find(client: WebClient, sought: Sought): Promise<PostedMessage | 'absent' | 'cannot-tell'> {
  try {
    const channel = await conversationOf(client, sought.channel);
    const { thread } = sought;
    const inThread = thread === undefined ? 'absent' : await searchThread(client, { ...sought, channel }, thread);
    if (typeof inThread === 'object') return inThread;
    const inChannel = await search({ ...sought, channel }, (page) => client.conversations.history(page));
    return inChannel === 'absent' ? inThread : inChannel;
  } catch (caught) {
    const error = toChatError(caught);
    if (CANNOT_READ.has(error.slackCode)) return 'cannot-tell';
    throw error;
  }
}

/** conversations.replies takes the scopes of conversations.history. */
async function searchThread(
  client: WebClient,
  sought: Sought,
  ts: string,
): Promise<PostedMessage | 'absent' | 'cannot-tell'> {
  try {
    return await search(sought, (page) => client.conversations.replies({ ...page, ts }));
  } catch (caught) {
    const error = toChatError(caught);
    // "Value for `ts` was missing or invalid": its first message was deleted, and had no reply.
    if (error.slackCode === 'thread_not_found') return 'absent';
    throw error;
  }
}

interface Page {
  readonly channel: string;
  readonly oldest: string;
  readonly include_all_metadata: true;
  readonly limit: number;
  readonly cursor?: string;
}

interface Found {
  readonly messages?: readonly { readonly ts?: string; readonly metadata?: unknown }[];
  readonly response_metadata?: { readonly next_cursor?: string };
}

async function search(
  { channel, deliveryId, since }: Sought,
  read: (page: Page) => Promise<Found>,
): Promise<PostedMessage | 'absent' | 'cannot-tell'> {
  const oldest = String(Math.max(0, since - CLOCK_MARGIN_MS) / 1000);
  let cursor: string | undefined;
  for (let page = 0; page < HISTORY_PAGES_MAX; page += 1) {
    const answer = await read({
      channel,
      oldest,
      include_all_metadata: true,
      limit: HISTORY_PAGE,
      ...(cursor === undefined ? {} : { cursor }),
    });
    const ts = answer.messages?.find((message) => carries(message, deliveryId))?.ts;
    if (ts !== undefined) return { channel, ts };
    cursor = answer.response_metadata?.next_cursor;
    if (cursor === undefined || cursor === '') return 'absent';
  }
  return 'cannot-tell';
}

function carries(message: { metadata?: unknown }, deliveryId: string): boolean {
  const { metadata } = message;
  if (!isRecord(metadata) || metadata.event_type !== EVENT_TYPE) return false;
  return isRecord(metadata.event_payload) && metadata.event_payload.delivery_id === deliveryId;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
