import { renderer } from './render.ts';
import { createSurface, type SlackOptions, type SlackSurface } from './surface.ts';

export type { SlackOptions, SlackSurface } from './surface.ts';

/** The Slack surface as it is run: Bolt 5 in Socket Mode or HTTP mode, with the real views. */
export function createSlack(options: SlackOptions): SlackSurface {
  return createSurface(options, renderer);
}
