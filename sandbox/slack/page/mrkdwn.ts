import type { ReactNode } from 'react';
import { type Draw, group, h } from './draw.ts';
import { emoji } from './emoji.ts';
import { broadcast, channelMention, date, groupMention, link, userMention } from './mentions.ts';

/** Draws Slack's mrkdwn. Everything that is not markup is text; React escapes it. */
export function mrkdwn(draw: Draw, text: string): ReactNode {
  const parts = text.split(/```([\s\S]*?)```/);
  return group(
    parts.map((part, index) =>
      index % 2 === 1 ? h('pre', null, decode(codeText(part).replace(/^\n/, ''))) : lines(draw, part),
    ),
  );
}

/** The three entities of Slack's text, and no others. */
function decode(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** Inside code a token such as `<https://x|label>` shows its label or its target. */
function codeText(text: string): string {
  return text.replace(/<([^<>\n]+)>/g, (_, token: string) => token.split('|').at(-1) ?? token);
}

function lines(draw: Draw, text: string): ReactNode {
  const nodes: ReactNode[] = [];
  let quote: ReactNode[] = [];
  const endQuote = (): void => {
    if (quote.length > 0) nodes.push(h('blockquote', null, ...quote));
    quote = [];
  };
  text.split('\n').forEach((line, index, all) => {
    const quoted = /^(?:&gt;|>) ?(.*)$/.exec(line);
    const words = inline(draw, quoted?.[1] ?? line);
    const isLast = index === all.length - 1;
    if (quoted === null) {
      endQuote();
      nodes.push(words, isLast ? null : h('br', null));
    } else {
      if (quote.length > 0) quote.push(h('br', null));
      quote.push(words);
    }
  });
  endQuote();
  return group(nodes);
}

interface Rule {
  form: RegExp;
  draw: (draw: Draw, match: RegExpExecArray) => ReactNode;
}

/** `*bold*`, `_italic_` and `~strike~` count only at the edges of words. */
function styled(mark: string, tag: string): Rule {
  const m = mark === '*' ? '\\*' : mark;
  return {
    form: new RegExp(
      `(?<![\\p{L}\\p{N}${m}])${m}(?=[^\\s${m}])([^${m}\\n]*?[^\\s${m}])${m}(?![\\p{L}\\p{N}${m}])`,
      'u',
    ),
    draw: (context, match) => h(tag, null, inline(context, match[1] ?? '')),
  };
}

const RULES: Rule[] = [
  { form: /`([^`\n]+)`/, draw: (_, match) => h('code', null, decode(codeText(match[1] ?? ''))) },
  { form: /<([^<>\n]+)>/, draw: (context, match) => token(context, match[1] ?? '') },
  { form: /https?:\/\/[^\s<>|`]+[^\s<>|`.,;:!?)*_~]/, draw: (_, match) => link(decode(match[0]), decode(match[0])) },
  styled('*', 'strong'),
  styled('_', 'em'),
  styled('~', 's'),
  { form: /:([a-z0-9_+-]+):/, draw: (_, match) => emoji(match[1] ?? '') ?? match[0] },
];

function inline(draw: Draw, text: string): ReactNode {
  const nodes: ReactNode[] = [];
  let rest = text;
  while (rest !== '') {
    const next = firstMatch(rest);
    if (next === undefined) break;
    nodes.push(decode(rest.slice(0, next.match.index)), next.rule.draw(draw, next.match));
    rest = rest.slice(next.match.index + next.match[0].length);
  }
  return group([...nodes, decode(rest)]);
}

function firstMatch(text: string): { rule: Rule; match: RegExpExecArray } | undefined {
  let best: { rule: Rule; match: RegExpExecArray } | undefined;
  for (const rule of RULES) {
    const match = rule.form.exec(text);
    if (match !== null && (best === undefined || match.index < best.match.index)) best = { rule, match };
  }
  return best;
}

/** What stands between `<` and `>`: a mention, a date or a link. Anything else is shown as it is. */
function token(draw: Draw, content: string): ReactNode {
  const [target = '', label] = content.split('|');
  if (target.startsWith('@')) return userMention(draw, target.slice(1));
  if (target.startsWith('#')) return channelMention(draw, target.slice(1));
  if (target.startsWith('!subteam^')) return groupMention(draw, target.slice('!subteam^'.length));
  if (target.startsWith('!date^')) {
    const [, seconds = '', format = '', url] = target.split('^');
    return date(draw, Number(seconds), decode(format), decode(label ?? ''), url);
  }
  if (['!here', '!channel', '!everyone'].includes(target)) return broadcast(target.slice(1));
  if (/^(https?:\/\/|mailto:)/i.test(target)) return link(decode(target), decode(label ?? target));
  return decode(`<${content}>`);
}
