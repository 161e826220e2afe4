import type { Json } from '../../../../sandbox/slack/json.ts';
import { blockComplaints } from '../../../../sandbox/slack/limits/block-limits.ts';
import type { Surface } from '../../../../sandbox/slack/limits/complaints.ts';

/** Parts of blocks, as small as Slack takes them, and what it says of blocks. */
export const plain = (text: string): Json => ({ type: 'plain_text', text });
export const mrkdwn = (text: string): Json => ({ type: 'mrkdwn', text });
export const long = (length: number): string => 'x'.repeat(length);
export const button = (more: Json = {}): Json => ({ type: 'button', action_id: 'a', text: plain('Go'), ...more });
export const actions = (elements: Json[]): Json => ({ type: 'actions', elements });
export const options = (count: number): Json[] =>
  Array.from({ length: count }, (_, index) => ({ text: plain(`o${index}`), value: `v${index}` }));
export const select = (more: Json = {}): Json => ({
  type: 'static_select',
  action_id: 's',
  options: options(2),
  ...more,
});
export const rich = (elements: Json[]): Json => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements }],
});

export const complaints = (blocks: unknown, surface: Surface = 'message'): string[] =>
  blockComplaints(blocks, surface).list;
