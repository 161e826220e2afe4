import type { ReactNode } from 'react';
import { textOf } from '../elements.ts';
import { asObjects, isObject, type Json } from '../json.ts';
import { type Draw, group, h, redBox } from './draw.ts';
import { emoji, withEmoji } from './emoji.ts';
import { broadcast, channelMention, date, groupMention, link, userMention } from './mentions.ts';
import { mrkdwn } from './mrkdwn.ts';

/** Draws a text object. plain_text is only text: no markup, no mentions; that entities stay as they are is [inferred]. */
export function text(draw: Draw, value: unknown): ReactNode {
  if (isObject(value) && value.type === 'mrkdwn') return mrkdwn(draw, textOf(value));
  return plain(value);
}

/** The words of a plain_text object, with emoji unless it says otherwise. */
export function plain(value: unknown): string {
  const words = textOf(value);
  return isObject(value) && value.emoji === false ? words : withEmoji(words);
}

/** Draws a rich_text block. */
export function richText(draw: Draw, block: Json): ReactNode {
  return group(asObjects(block.elements).map((part) => richPart(draw, part)));
}

function richPart(draw: Draw, part: Json): ReactNode {
  const inline = (): ReactNode[] => asObjects(part.elements).map((element) => richInline(draw, element));
  switch (part.type) {
    case 'rich_text_section':
      return h('div', { className: 'rich-section' }, ...inline());
    case 'rich_text_quote':
      return h('blockquote', null, ...inline());
    case 'rich_text_preformatted':
      return h('pre', null, ...inline());
    case 'rich_text_list': {
      const items = asObjects(part.elements).map((item) => h('li', null, richPart(draw, item)));
      const className = `indent-${Number(part.indent ?? 0)}`;
      return h(part.style === 'ordered' ? 'ol' : 'ul', { className }, ...items);
    }
    default:
      return redBox(`rich_text: unknown element ${String(part.type)}`);
  }
}

const STYLES: Record<string, string> = { bold: 'strong', italic: 'em', strike: 's', code: 'code', underline: 'u' };

function richInline(draw: Draw, element: Json): ReactNode {
  const style = isObject(element.style) ? element.style : {};
  return Object.entries(STYLES).reduce<ReactNode>(
    (node, [name, tag]) => (style[name] === true ? h(tag, null, node) : node),
    richNode(draw, element),
  );
}

function richNode(draw: Draw, element: Json): ReactNode {
  switch (element.type) {
    case 'text':
      return textOf(element.text);
    case 'link':
      return link(String(element.url), textOf(element.text) || String(element.url));
    case 'user':
      return userMention(draw, String(element.user_id));
    case 'usergroup':
      return groupMention(draw, String(element.usergroup_id));
    case 'channel':
      return channelMention(draw, String(element.channel_id));
    case 'broadcast':
      return broadcast(String(element.range));
    case 'emoji':
      return emoji(String(element.name)) ?? `:${String(element.name)}:`;
    case 'date': {
      const url = typeof element.url === 'string' ? element.url : undefined;
      return date(draw, Number(element.timestamp), String(element.format), String(element.fallback ?? ''), url);
    }
    case 'color':
      return h('code', null, String(element.value));
    default:
      return redBox(`rich_text: unknown element ${String(element.type)}`);
  }
}
