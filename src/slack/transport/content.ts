import type { AnyBlock, KnownBlock, View } from '@slack/types';
import { makeVisible } from '../../domain/visible.ts';
import { type BoundaryParts, referenceWords, reportUnexpected } from '../../usecases/boundary.ts';
import type { ProblemMessage } from '../../usecases/messages/command-messages.ts';
import type { FindingsMessage } from '../../usecases/messages/finding-messages.ts';
import type { Message } from '../../usecases/messages/message.ts';
import type { ShownWith } from '../../usecases/ports/chat.ts';
import { isContentRefusal, toChatError } from './chat-error.ts';

/** What Slack shows: words for notifications and screen readers, and blocks. */
export interface Content {
  readonly text: string;
  readonly blocks: readonly AnyBlock[];
}

/** How messages look; render.ts is the real one. */
export interface Renderer {
  message(message: Message, options?: ShownWith): { text: string; blocks: AnyBlock[] };
  plain(message: Message, options?: ShownWith): string;
  findingsModal(message: FindingsMessage): View;
  loadingModal(): View;
  problemModal(problem: ProblemMessage): View;
  /** Any message in a modal. */
  messageModal(message: Message): View;
}

/** The same thing twice: as it should look, and in plain words should Slack refuse that. */
export interface Draft {
  content(): Content;
  plain(): Content;
  /** The same, saying that it may repeat what was shown already. */
  again(): Draft;
}

/** chat.update takes at most 4,000 characters of text, and refuses more with `msg_too_long`. */
const TEXT_MAX = 3_900;
const BLOCKS_MAX = 50;

/** A message as a draft. */
export function draftOf(renderer: Renderer, message: Message, options: ShownWith = {}): Draft {
  return {
    content: () => renderer.message(message, options),
    plain: () => plainContent(renderer.plain(message, options)),
    again: () => draftOf(renderer, message, { ...options, mayRepeat: true }),
  };
}

/** A few words without any blocks. The text must be escaped. */
export function wordsOnly(text: string): Draft {
  const content = plainContent(text);
  const draft: Draft = { content: () => content, plain: () => content, again: () => draft };
  return draft;
}

/** The draft with a line above it that says who asked for what. */
export function withAsker(draft: Draft, user: string, command: string): Draft {
  const typed = makeVisible(command, (codePoint) => `[U+${codePoint}]`);
  const line = `<@${user}> asked: ${escapeText(typed)}`;
  return {
    content: () => {
      const { text, blocks } = draft.content();
      return { text: cut(`${line}\n${text}`), blocks: askedAbove(blocks, user, typed) };
    },
    plain: () => plainContent(`${line}\n${draft.plain().text}`),
    again: () => withAsker(draft.again(), user, command),
  };
}

/**
 * Sends the draft; when it cannot be rendered, or Slack refuses its content, sends it in plain words.
 * @throws {ChatError}
 */
export async function sendDraft<T>(
  draft: Draft,
  send: (content: Content) => Promise<T>,
  parts: BoundaryParts,
): Promise<T> {
  const content = rendered(draft, parts);
  try {
    return await send(content);
  } catch (caught) {
    const error = toChatError(caught);
    if (!isContentRefusal(error) || content.blocks.length === 0) throw error;
    const blocks = content.blocks.filter(({ type }) => !newBlocks.has(type));
    if (blocks.length < content.blocks.length) {
      parts.log.warn({ slackCode: error.slackCode }, 'Slack refused a message with a chart: sending it without');
      return await sendDraft({ ...draft, content: () => ({ ...content, blocks }) }, send, parts);
    }
    parts.log.error({ slackCode: error.slackCode }, 'Slack refused the blocks of a message: sending plain words');
    return await attempt(send, plainly(draft, parts));
  }
}

/** Blocks that not every workspace has yet, each beside words that say the same. */
const newBlocks: ReadonlySet<string> = new Set(['data_visualization']);

/** `& < >` as entities, which is all that stops mentions and links. */
function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function rendered(draft: Draft, parts: BoundaryParts): Content {
  try {
    return draft.content();
  } catch (error) {
    reportUnexpected(parts, error, { action: 'render' }, 'a message could not be rendered: sending plain words');
    return plainly(draft, parts);
  }
}

/** A recorded message that no form can be made of would otherwise hold up its channel for ever. */
function plainly(draft: Draft, parts: BoundaryParts): Content {
  try {
    return draft.plain();
  } catch (error) {
    const { reference } = reportUnexpected(parts, error, { action: 'render' }, 'a message could not be shown at all');
    return plainContent(
      `Gluewarden has something to say here that it cannot show. Type /glue-audit findings for what is open; the operator finds the cause in its log. ${referenceWords(reference)}`,
    );
  }
}

async function attempt<T>(send: (content: Content) => Promise<T>, content: Content): Promise<T> {
  try {
    return await send(content);
  } catch (error) {
    throw toChatError(error);
  }
}

function askedAbove(blocks: readonly AnyBlock[], user: string, command: string): readonly AnyBlock[] {
  if (blocks.length === 0 || blocks.length >= BLOCKS_MAX) return blocks;
  const asked: KnownBlock = {
    type: 'context',
    elements: [
      { type: 'mrkdwn', text: `<@${user}> asked:` },
      { type: 'plain_text', text: command.slice(0, 500).toWellFormed(), emoji: false },
    ],
  };
  return [asked, ...blocks];
}

function plainContent(text: string): Content {
  return { text: cut(text), blocks: [] };
}

function cut(text: string): string {
  return cutMrkdwn(text, TEXT_MAX);
}

/**
 * At most `most` characters of escaped mrkdwn, the end left out: half an entity would show as its letters, and half a token
 * as markup.
 */
export function cutMrkdwn(text: string, most: number): string {
  if (text.length <= most) return text;
  const start = text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '');
  return `${start.replace(/(?:<[^<>]*|&[a-z]*)$/, '')}…`;
}
