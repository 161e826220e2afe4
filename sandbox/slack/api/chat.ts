import { asFlag, isObject, type Json, parseJson } from '../json.ts';
import { type Content, lacksWords, type Refusal, readContent } from '../limits/message-limits.ts';
import type { Message } from '../model.ts';
import type { World } from '../world.ts';
import { postingChannel, visibleChannel } from './access.ts';
import { type Method, type MethodContext, MethodError, optional, required } from './method.ts';

const WRITE = { scopes: ['chat:write'] };

/** chat.postMessage, chat.update, chat.postEphemeral, chat.delete, chat.getPermalink. */
export const chatMethods: Record<string, Method> = {
  'chat.postMessage': { ...WRITE, run: postMessage },
  'chat.update': { ...WRITE, run: update },
  'chat.postEphemeral': { ...WRITE, run: postEphemeral },
  'chat.delete': { ...WRITE, run: remove },
  'chat.getPermalink': { run: permalink },
};

function postMessage(context: MethodContext): Json {
  const { world, args } = context;
  const channel = postingChannel(context);
  const content = contentOf(world, args, 'post');
  const metadata = metadataOf(args);
  const threadTs = threadOf(world, channel.id, args);
  const message = world.messages.post({
    channel: channel.id,
    user: world.app.botUserId,
    source: 'chat.postMessage',
    text: content.text,
    blocks: content.blocks,
    ...(threadTs === undefined ? {} : { threadTs, ...(asFlag(args.reply_broadcast) ? { broadcast: true } : {}) }),
    ...(metadata === undefined ? {} : { metadata }),
  });
  return { ok: true, channel: channel.id, ts: message.ts, message: messageObject(world, message, true) };
}

/**
 * Source of what is kept: without `text` the blocks given replace the old ones and the old words stay;
 * with `text` and no `blocks` the old blocks go (chat.update's documentation). The error for an archived channel
 * is [inferred], and so is that the workspace's setting for editing holds for apps too.
 */
function update(context: MethodContext): Json {
  const { world, args } = context;
  const ts = required(args, 'ts');
  const channel = visibleChannel(context);
  if (channel.archived === true) throw new MethodError('is_archived');
  const message = world.messages.find(channel.id, ts);
  if (message === undefined || message.visibleTo !== undefined || message.tombstone === true)
    throw new MethodError('message_not_found');
  if (message.user !== world.app.botUserId) throw new MethodError('cant_update_message');
  if (world.now() - Number(message.ts) * 1000 > (world.workspace.editWindow ?? Number.POSITIVE_INFINITY))
    throw new MethodError('edit_window_closed');
  const content = contentOf(world, args, 'update');
  const metadata = metadataOf(args);
  world.messages.edit(message, {
    text: content.hasText ? content.text : message.text,
    blocks: content.blocks,
    ...(metadata === undefined ? {} : { metadata }),
  });
  return { ok: true, channel: channel.id, ts, text: message.text, message: messageObject(world, message, true) };
}

function postEphemeral(context: MethodContext): Json {
  const { world, args } = context;
  const user = required(args, 'user');
  const channel = postingChannel(context);
  if (world.user(user) === undefined) throw new MethodError('user_not_found');
  if (!channel.members.includes(user)) throw new MethodError('user_not_in_channel');
  const content = contentOf(world, args, 'post');
  const threadTs = threadOf(world, channel.id, args);
  const message = world.messages.post({
    channel: channel.id,
    user: world.app.botUserId,
    source: 'chat.postEphemeral',
    text: content.text,
    blocks: content.blocks,
    visibleTo: user,
    ...(threadTs === undefined ? {} : { threadTs }),
  });
  return { ok: true, message_ts: message.ts };
}

function remove(context: MethodContext): Json {
  const { world, args } = context;
  const ts = required(args, 'ts');
  const channel = visibleChannel(context);
  const message = world.messages.find(channel.id, ts);
  if (message === undefined || message.visibleTo !== undefined) throw new MethodError('message_not_found');
  if (message.user !== world.app.botUserId) throw new MethodError('cant_delete_message');
  world.messages.remove(message);
  return { ok: true, channel: channel.id, ts };
}

/** No scope is needed, and the address of a reply names its thread (api.slack.com/methods/chat.getPermalink). */
function permalink(context: MethodContext): Json {
  const channel = visibleChannel(context);
  const ts = required(context.args, 'message_ts');
  const message = context.world.messages.find(channel.id, ts);
  if (message === undefined || message.tombstone === true) throw new MethodError('message_not_found');
  const thread = message.threadTs === undefined ? '' : `?thread_ts=${message.threadTs}&cid=${channel.id}`;
  return {
    ok: true,
    channel: channel.id,
    permalink: `${context.world.url}/archives/${channel.id}/p${ts.replace('.', '')}${thread}`,
  };
}

function contentOf(world: World, args: Json, method: 'post' | 'update'): Content {
  if (asFlag(args.link_names) || args.parse === 'full') {
    throw new MethodError('invalid_arguments', {
      response_metadata: {
        messages: ['[ERROR] the local Slack refuses link_names and parse=full: they turn names into mentions'],
      },
    });
  }
  const content = readContent(args, method);
  if (!('error' in content)) {
    if (method === 'post' && lacksWords(content))
      world.recordProblem('no_words', 'A message has blocks but no text.', args);
    return content;
  }
  throw refused(content);
}

function refused({ error, messages }: Refusal): MethodError {
  return new MethodError(error, messages === undefined ? {} : { errors: messages, response_metadata: { messages } });
}

function metadataOf(args: Json): Message['metadata'] {
  if (args.metadata === undefined || args.metadata === '') return undefined;
  const value = typeof args.metadata === 'string' ? parseJson(args.metadata) : args.metadata;
  if (!isObject(value)) throw new MethodError('invalid_metadata_format');
  const { event_type: type, event_payload: payload } = value;
  if (typeof type !== 'string' || type === '' || !isObject(payload)) throw new MethodError('invalid_metadata_schema');
  return { event_type: type, event_payload: payload };
}

/**
 * The thread to post into: its first message. Undefined: at the channel's own level. Slack takes a reply to a message that
 * was deleted, and posts it there without a word: only the answer tells, which has no `thread_ts` (slack-go/slack #1571,
 * langchain-ai/open-swe #2753). That a reply to a tombstone still goes into its thread is [inferred].
 */
function threadOf(world: World, channel: string, args: Json): string | undefined {
  const ts = optional(args, 'thread_ts');
  if (ts === undefined) {
    if (asFlag(args.reply_broadcast))
      world.recordProblem('refused', 'reply_broadcast says nothing without a thread_ts.', args);
    return undefined;
  }
  const parent = world.messages.find(channel, ts);
  if (parent === undefined) return undefined;
  // chat.postMessage: "This message type cannot have thread replies."
  if (parent.visibleTo !== undefined) throw new MethodError('cannot_reply_to_message');
  if (parent.threadTs !== undefined) {
    // "Avoid using a reply's `ts` value; use its parent instead." (chat.postMessage, thread_ts)
    world.recordProblem(
      'refused',
      'A thread_ts is that of a reply, and not of the message that began the thread.',
      args,
    );
  }
  return parent.threadTs ?? parent.ts;
}

/** A message as the API shows it. Metadata is shown only where it was asked for. */
export function messageObject(world: World, message: Message, withMetadata: boolean): Json {
  const byApp = message.user === world.app.botUserId;
  return {
    type: 'message',
    ...subtypeOf(message),
    user: message.user,
    ts: message.ts,
    text: message.text,
    team: world.workspace.team.id,
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(byApp ? { bot_id: world.app.botId, app_id: world.app.id } : {}),
    ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
    ...(message.tombstone === true ? { thread_ts: message.ts, hidden: true } : {}),
    ...(message.edits > 0 ? { edited: { user: message.user, ts: message.history.at(-1)?.ts ?? message.ts } } : {}),
    ...(withMetadata && message.metadata !== undefined ? { metadata: message.metadata } : {}),
  };
}

/** docs.slack.dev/reference/events/message/thread_broadcast; that of a deleted parent is [inferred]. */
function subtypeOf({ broadcast, tombstone }: Message): Json {
  if (tombstone === true) return { subtype: 'tombstone' };
  return broadcast === true ? { subtype: 'thread_broadcast' } : {};
}
