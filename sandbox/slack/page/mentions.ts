import type { ReactNode } from 'react';
import { formatDate, type Reader } from './dates.ts';
import { type Draw, h } from './draw.ts';

/** The reader's zone and the time of the local Slack. */
export function readerOf(draw: Draw): Reader {
  return { timeZone: draw.viewer.tz ?? draw.world.timeZone, now: draw.world.now() };
}

export function userMention(draw: Draw, id: string): ReactNode {
  const user = draw.world.user(id);
  const own = id === draw.viewer.id ? ' mention-me' : '';
  return h('span', { className: `mention${own}` }, `@${user?.realName ?? id}`);
}

export function channelMention(draw: Draw, id: string): ReactNode {
  return h('span', { className: 'mention' }, `#${draw.world.channel(id)?.name ?? 'unknown-channel'}`);
}

export function groupMention(draw: Draw, id: string): ReactNode {
  const group = draw.world.workspace.userGroups.find((one) => one.id === id);
  const own = group?.users.includes(draw.viewer.id) === true ? ' mention-me' : '';
  return h('span', { className: `mention${own}` }, `@${group?.handle ?? id}`);
}

export function broadcast(range: string): ReactNode {
  return h('span', { className: 'mention mention-me' }, `@${range}`);
}

/** A link, to http, https or mailto only; anything else is shown as words. */
export function link(url: string, label: ReactNode): ReactNode {
  if (!/^(https?:\/\/|mailto:)/i.test(url)) return label;
  return h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, label);
}

/** A date in the reader's zone; what cannot be read becomes the fallback. */
export function date(draw: Draw, seconds: number, format: string, fallback: string, url?: string): ReactNode {
  if (!Number.isFinite(seconds) || Math.abs(seconds) > 8.64e12) return fallback;
  const words = formatDate(seconds, format, readerOf(draw));
  const time = h('time', { dateTime: new Date(seconds * 1000).toISOString(), title: fallback }, words);
  return url === undefined || url === '' ? time : link(url, time);
}
