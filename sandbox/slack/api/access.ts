import type { Json } from '../json.ts';
import type { Channel, ChannelKind } from '../model.ts';
import { type MethodContext, MethodError, missingScope, required } from './method.ts';

const PREFIX: Record<ChannelKind, string> = { public: 'channels', private: 'groups', im: 'im' };

/** The channel named by the arguments; private ones exist only for their members. */
export function visibleChannel(context: MethodContext, name = 'channel'): Channel {
  const channel = context.world.channel(required(context.args, name));
  if (channel === undefined) throw new MethodError('channel_not_found');
  if (channel.kind !== 'public' && !context.world.hasBot(channel)) throw new MethodError('channel_not_found');
  return channel;
}

/** As `visibleChannel`, for a method whose scope depends on the kind of channel (`channels:read`, `groups:read`, …). */
export function scopedChannel(context: MethodContext, right: 'read' | 'history'): Channel {
  const channel = visibleChannel(context);
  const needed = `${PREFIX[channel.kind]}:${right}`;
  if (!context.scopes.includes(needed)) throw missingScope(needed, context.scopes);
  return channel;
}

/**
 * Where a message may be posted: a channel that the app is in, its direct conversation, or a person's id.
 * @throws MethodError channel_not_found, is_archived, not_in_channel, messages_tab_disabled
 */
export function postingChannel(context: MethodContext): Channel {
  const { world } = context;
  const target = required(context.args, 'channel');
  const isPerson = world.people().some((person) => person.id === target);
  const channel = isPerson ? world.directMessage(target) : visibleChannel(context);
  // docs.slack.dev, chat.postMessage: "Messages tab for the app is disabled."
  if (channel.kind === 'im' && world.app.messagesTab === false) throw new MethodError('messages_tab_disabled');
  if (isPerson) return channel;
  if (channel.archived === true) throw new MethodError('is_archived');
  if (!world.hasBot(channel) && !context.scopes.includes('chat:write.public')) throw new MethodError('not_in_channel');
  return channel;
}

/** The channel object of the real API, with the fields that bots read. */
export function channelObject(context: MethodContext, channel: Channel): Json {
  const isIm = channel.kind === 'im';
  return {
    id: channel.id,
    ...(isIm ? { user: channel.name } : { name: channel.name, name_normalized: channel.name }),
    is_channel: channel.kind === 'public',
    is_group: false,
    is_im: isIm,
    is_mpim: false,
    is_private: channel.kind !== 'public',
    is_archived: channel.archived === true,
    is_general: false,
    is_shared: false,
    is_ext_shared: false,
    is_member: context.world.hasBot(channel),
    created: 1_700_000_000,
    creator: 'UOLGA',
    context_team_id: context.world.workspace.team.id,
    num_members: channel.members.length,
    topic: { value: channel.topic ?? '', creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
  };
}
