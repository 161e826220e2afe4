import type { Json } from '../json.ts';
import type { Message, User } from '../model.ts';
import { conversationsOf, visibleTo } from '../visibility.ts';
import type { World } from '../world.ts';
import { messageHtml } from './message.ts';
import { homeHtml, modalHtml } from './modal.ts';

/** The frame of the page: people, this person's conversations, and the commands. */
export function pageState(world: World, as: string | undefined): Json {
  const people = world.people();
  const viewer = people.find(({ id, name }) => id === as || name === as) ?? people[0];
  const conversations = viewer === undefined ? [] : conversationsOf(world, viewer);
  return {
    app: { name: world.app.name, mode: world.app.delivery.mode, hasHome: world.app.homeTab !== false },
    viewer: viewer?.id,
    people: people.map(({ id, name, realName, title }) => ({ id, name, realName, title: title ?? '' })),
    conversations: conversations.map(({ id, name, kind, topic, archived }) => ({
      id,
      name: kind === 'im' ? world.app.name : name,
      kind,
      topic: kind === 'im' ? 'Messages between you and the app' : (topic ?? ''),
      archived: archived === true,
    })),
    commands: world.app.commands.map(({ command, description, usageHint }) => ({ command, description, usageHint })),
    shortcuts: (world.app.shortcuts ?? []).map(({ type, name, description }) => ({ type, name, description })),
    problems: world.problems.length,
  };
}

/** A channel's messages as HTML, as one person sees them; replies too, marked with their thread. */
export function channelState(world: World, viewer: User, id: string): Json {
  const channel = world.channel(id);
  if (channel === undefined) throw new Error(`There is no channel ${id}.`);
  const messages = visibleTo(world, viewer, channel);
  const repliesTo = (message: Message): Message[] =>
    messages.filter(({ threadTs, visibleTo: only }) => threadTs === message.ts && only === undefined);
  return {
    channel: channel.id,
    messages: messages.map((message) => ({
      ts: message.ts,
      threadTs: message.threadTs ?? null,
      broadcast: message.broadcast === true,
      html: messageHtml(world, viewer, message, repliesTo(message)),
    })),
  };
}

/** The modal on top, if one is open. */
export function viewState(world: World, viewer: User): Json {
  const stack = world.views.stack(viewer.id);
  const top = stack.at(-1);
  if (top === undefined) return { view: null };
  return {
    view: { id: top.id, hash: top.hash, depth: stack.length, html: modalHtml(world, viewer, top, stack.length) },
  };
}

/** The Home of the app as one person sees it; null where nothing was published. */
export function homeState(world: World, viewer: User): Json {
  const view = world.views.home(viewer.id);
  return { home: view === undefined ? null : { hash: view.hash, html: homeHtml(world, viewer, view) } };
}
