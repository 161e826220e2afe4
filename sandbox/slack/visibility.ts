import type { Channel, Message, User } from './model.ts';
import type { World } from './world.ts';

/** Whether the person takes part in the conversation. */
export function isConversationOf(channel: Channel, user: User): boolean {
  return channel.members.includes(user.id);
}

/** What a person sees of a channel, oldest first: everything but what is for somebody else's eyes only. */
export function visibleTo(world: World, user: User, channel: Channel): Message[] {
  if (!isConversationOf(channel, user)) return [];
  return world.messages
    .list(channel.id)
    .filter((message) => message.visibleTo === undefined || message.visibleTo === user.id);
}

/** The conversations in a person's sidebar. */
export function conversationsOf(world: World, user: User): Channel[] {
  return world.workspace.channels.filter((channel) => isConversationOf(channel, user));
}
