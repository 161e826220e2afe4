import { asFlag, type Json } from '../json.ts';
import type { Message } from '../model.ts';
import { channelObject, scopedChannel } from './access.ts';
import { messageObject } from './chat.ts';
import { type Method, type MethodContext, MethodError, missingScope, optional, page, required } from './method.ts';

const READ = { scopes: ['channels:read', 'groups:read', 'im:read', 'mpim:read'] };
const HISTORY = { scopes: ['channels:history', 'groups:history', 'im:history', 'mpim:history'] };

/** conversations.open, info, history, replies, list, members. */
export const conversationMethods: Record<string, Method> = {
  'conversations.open': { scopes: ['im:write', 'mpim:write', 'channels:manage', 'groups:write'], run: open },
  'conversations.info': {
    ...READ,
    run: (context) => ({ ok: true, channel: channelObject(context, scopedChannel(context, 'read')) }),
  },
  'conversations.history': { ...HISTORY, run: (context) => history(context, false) },
  'conversations.replies': { ...HISTORY, run: (context) => history(context, true) },
  'conversations.list': { ...READ, run: list },
  'conversations.members': { ...READ, run: members },
};

function open(context: MethodContext): Json {
  const { world, args } = context;
  const users = required(args, 'users').split(',');
  if (users.length !== 1) throw new MethodError('method_not_supported_for_channel_type');
  const user = world.user(users[0] ?? '');
  if (user === undefined) throw new MethodError('user_not_found');
  if (user.isBot === true) throw new MethodError('cannot_dm_bot');
  if (user.deleted === true) throw new MethodError('user_disabled');
  const channel = world.directMessage(user.id);
  return {
    ok: true,
    channel: { id: channel.id, ...(asFlag(args.return_im) ? { user: user.id, is_im: true } : {}) },
  };
}

function history(context: MethodContext, replies: boolean): Json {
  const { world, args } = context;
  const channel = scopedChannel(context, 'history');
  if (!world.hasBot(channel)) throw new MethodError('not_in_channel');
  const all = world.messages.list(channel.id).filter((message) => message.visibleTo === undefined);
  const wanted = replies
    ? thread(all, required(args, 'ts'))
    : all.filter((message) => message.threadTs === undefined || message.broadcast === true).reverse();
  const { items, nextCursor } = page(args, wanted.filter(within(args)), 100);
  const withMetadata = asFlag(args.include_all_metadata);
  return {
    ok: true,
    messages: items.map((message) => ({
      ...messageObject(world, message, withMetadata),
      ...threadFacts(all, message),
    })),
    has_more: nextCursor !== '',
    ...(nextCursor === '' ? {} : { response_metadata: { next_cursor: nextCursor } }),
  };
}

function thread(all: Message[], ts: string): Message[] {
  const found = all.filter((message) => message.ts === ts || message.threadTs === ts);
  if (found.length === 0) throw new MethodError('thread_not_found');
  return found;
}

function threadFacts(all: Message[], message: Message): Json {
  const replies = all.filter((one) => one.threadTs === message.ts);
  return replies.length === 0
    ? {}
    : { thread_ts: message.ts, reply_count: replies.length, latest_reply: replies.at(-1)?.ts };
}

/** Timestamps have the same form and length, so that they compare as text. */
function within(args: Json): (message: Message) => boolean {
  const inclusive = asFlag(args.inclusive);
  const oldest = padded(optional(args, 'oldest') ?? '0');
  const latest = padded(optional(args, 'latest') ?? '9999999999');
  return ({ ts }) => (inclusive ? ts >= oldest && ts <= latest : ts > oldest && ts < latest);
}

function padded(ts: string): string {
  const [seconds = '0', rest = ''] = ts.split('.');
  return `${seconds.padStart(10, '0')}.${rest.padEnd(6, '0')}`;
}

function list(context: MethodContext): Json {
  const { world, args, scopes } = context;
  const types = (optional(args, 'types') ?? 'public_channel').split(',');
  const kinds = [
    { type: 'public_channel', kind: 'public', scope: 'channels:read' },
    { type: 'private_channel', kind: 'private', scope: 'groups:read' },
    { type: 'im', kind: 'im', scope: 'im:read' },
  ].filter(({ type }) => types.includes(type));
  for (const { scope } of kinds) if (!scopes.includes(scope)) throw missingScope(scope, scopes);
  const channels = world.workspace.channels
    .filter((channel) => kinds.some(({ kind }) => kind === channel.kind))
    .filter((channel) => channel.kind === 'public' || world.hasBot(channel))
    .filter((channel) => !(asFlag(args.exclude_archived) && channel.archived === true));
  const { items, nextCursor } = page(args, channels, 100);
  return {
    ok: true,
    channels: items.map((channel) => channelObject(context, channel)),
    response_metadata: { next_cursor: nextCursor },
  };
}

function members(context: MethodContext): Json {
  const channel = scopedChannel(context, 'read');
  const { items, nextCursor } = page(context.args, channel.members, 100);
  return { ok: true, members: items, response_metadata: { next_cursor: nextCursor } };
}
