import { isObject, type Json, parseJson } from '../json.ts';
import { blockComplaints } from './block-limits.ts';

/** chat.postMessage's documentation says that longer words are cut; that an update refuses them beyond 4,000 is [inferred]. */
const POST_TEXT = 40_000;
const UPDATE_TEXT = 4_000;

/**
 * The whole of a message's blocks has a limit that no page names: slackapi/bolt-js issues 2509 and 2867 report
 * `msg_blocks_too_long` from chat.postMessage (not from response_url) beyond 13,297 characters, of which a divider
 * takes 125. How Slack counts is not known [inferred]: here all `text` and `title` strings, and 125 for each block.
 */
const BLOCKS_TEXT = 13_297;
const BLOCK_COST = 125;

export interface Content {
  text: string;
  blocks: Json[];
  /** True when `text` was given; an update without it keeps what was there. */
  hasText: boolean;
  hasBlocks: boolean;
}

/**
 * Slack takes blocks without words, but screen readers and notifications then have nothing to say
 * (Slack's documentation of `text`), so that the sandbox counts it as a problem. An update keeps the old words.
 */
export function lacksWords(content: Content): boolean {
  return content.blocks.length > 0 && content.text.trim() === '';
}

export type Refusal = { error: string; messages?: string[] };

/** Reads text and blocks as they come in a form (JSON text) or in a JSON body (a list), and checks Slack's limits. */
export function readContent(args: Json, method: 'post' | 'update' | 'response'): Content | Refusal {
  const blocks = typeof args.blocks === 'string' ? parseJson(args.blocks) : (args.blocks ?? []);
  if (!Array.isArray(blocks)) return { error: 'invalid_blocks_format' };
  const complaints = blockComplaints(blocks, 'message');
  if (complaints.list.length > 0) return { error: 'invalid_blocks', messages: complaints.messages() };
  if (args.attachments !== undefined && args.attachments !== '[]') return { error: 'invalid_attachments' };
  const text = typeof args.text === 'string' ? args.text : '';
  if (text.trim() === '' && blocks.length === 0) return { error: 'no_text' };
  if (method === 'update' && text.length > UPDATE_TEXT) return { error: 'msg_too_long' };
  if (method !== 'response' && blocksLength(blocks) > BLOCKS_TEXT) return { error: 'msg_blocks_too_long' };
  return {
    text: text.length > POST_TEXT ? `${text.slice(0, POST_TEXT)}…` : text,
    blocks: blocks.filter(isObject),
    hasText: typeof args.text === 'string',
    hasBlocks: args.blocks !== undefined,
  };
}

function blocksLength(blocks: unknown[]): number {
  return blocks.reduce((sum: number, block) => sum + BLOCK_COST + textLength(block), 0);
}

function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + textLength(one), 0);
  if (!isObject(value)) return 0;
  return Object.entries(value).reduce(
    (sum, [key, one]) => sum + (isCounted(key) && typeof one === 'string' ? one.length : textLength(one)),
    0,
  );
}

function isCounted(key: string): boolean {
  return key === 'text' || key === 'title';
}
