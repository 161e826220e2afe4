import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import type { Message, User } from '../model.ts';
import { initialState } from '../state-values.ts';
import type { World } from '../world.ts';
import { blocks } from './blocks.ts';
import { formatDate } from './dates.ts';
import { type Draw, h } from './draw.ts';
import { readerOf } from './mentions.ts';
import { mrkdwn } from './mrkdwn.ts';

/** One message as HTML, as this person sees it. `replies` is shown where the message starts a thread. */
export function messageHtml(world: World, viewer: User, message: Message, replies: Message[]): string {
  const kept = world.messageState(viewer.id, message.channel, message.ts);
  const draw: Draw = {
    world,
    viewer,
    values: { ...initialState(message.blocks), ...kept },
    prefix: `m${message.ts.replace('.', '-')}`,
  };
  return renderToStaticMarkup(frame(draw, message, replies));
}

function frame(draw: Draw, message: Message, replies: Message[]): ReactNode {
  const author = draw.world.user(message.user);
  const name = author?.realName ?? message.user;
  const forYou = message.visibleTo !== undefined;
  return h(
    'article',
    {
      className: `message${forYou ? ' ephemeral' : ''}`,
      'data-ts': message.ts,
      'data-channel': message.channel,
      'aria-label': `${name}${forYou ? ', only visible to you' : ''}`,
    },
    avatar(name, author?.isBot === true),
    h(
      'div',
      { className: 'message-body' },
      forYou ? h('p', { className: 'only-you' }, 'Only visible to you') : null,
      message.broadcast === true
        ? h('p', { className: 'only-you' }, 'Replied to a thread, and shown in the channel too')
        : null,
      byline(draw, message, name, author?.isBot === true),
      body(draw, message),
      message.threadTs === undefined ? threadLink(draw, message, replies) : threadOpener(message),
      ...shortcuts(draw, message),
    ),
  );
}

/** What Slack has in the menu of a message; one that a single person sees has none. */
function shortcuts({ world }: Draw, message: Message): ReactNode[] {
  if (message.visibleTo !== undefined) return [];
  return (world.app.shortcuts ?? [])
    .filter(({ type }) => type === 'message')
    .map(({ name, description }) =>
      h(
        'button',
        { type: 'button', className: 'thread-link quiet shortcut', 'data-shortcut': name, title: description },
        name,
      ),
    );
}

function byline(draw: Draw, message: Message, name: string, isBot: boolean): ReactNode {
  const seconds = Number(message.ts);
  const time = formatDate(seconds, '{time}', readerOf(draw));
  return h(
    'header',
    { className: 'byline' },
    h('strong', null, name),
    isBot ? h('span', { className: 'app-badge' }, 'APP') : null,
    h(
      'time',
      {
        dateTime: new Date(seconds * 1000).toISOString(),
        title: formatDate(seconds, '{date_long} at {time_secs}', readerOf(draw)),
      },
      time,
    ),
  );
}

/** Slack shows the blocks where there are any; the top-level text is then for notifications and screen readers. */
function body(draw: Draw, message: Message): ReactNode {
  // Slack marks an edit only where words, not blocks, are shown.
  const edited =
    message.edits > 0 && message.blocks.length === 0 ? h('span', { className: 'edited' }, ' (edited)') : null;
  const drawn =
    message.blocks.length > 0
      ? blocks(draw, message.blocks)
      : h('div', { className: 'words' }, mrkdwn(draw, message.text), edited);
  return h('div', { className: 'blocks' }, drawn);
}

function threadLink(draw: Draw, message: Message, replies: Message[]): ReactNode {
  if (message.visibleTo !== undefined) return null;
  const count = replies.length;
  if (count === 0) {
    return h(
      'button',
      { type: 'button', className: 'thread-link quiet', 'data-thread': message.ts },
      'Reply in thread',
    );
  }
  const words = `${count} ${count === 1 ? 'reply' : 'replies'}`;
  const last = formatDate(Number(replies.at(-1)?.ts), '{date_short_pretty} at {time}', readerOf(draw));
  return h(
    'button',
    { type: 'button', className: 'thread-link', 'data-thread': message.ts },
    words,
    h('small', null, ` Last reply ${last}`),
  );
}

/** Of a reply that stands in the channel too: opens the thread that it belongs to. */
function threadOpener({ broadcast, threadTs }: Message): ReactNode {
  if (broadcast !== true) return null;
  return h('button', { type: 'button', className: 'thread-link quiet', 'data-thread': threadTs }, 'Show the thread');
}

/** A coloured square with initials; the colour comes from the name. */
function avatar(name: string, isBot: boolean): ReactNode {
  const initials = name
    .split(' ')
    .map((word) => word[0] ?? '')
    .join('')
    .slice(0, 2);
  const colour = [...name].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % 8;
  return h(
    'span',
    { className: `avatar avatar-${isBot ? 'app' : colour}`, 'aria-hidden': true },
    isBot ? initials[0] : initials,
  );
}
