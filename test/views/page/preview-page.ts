import { type Previewed, previewHtml } from '../../../sandbox/slack/page/preview.ts';
import { plainText, renderMessage } from '../../../src/slack/render.ts';
import { now } from '../sample-parts.ts';
import { samples } from '../samples.ts';

/** Every sample as it is posted, drawn as the local Slack draws it, beside the words that take its place. */
export function previewPage(): string {
  const messages = Object.entries(samples).map(([name, message]): Previewed => {
    const { text, blocks } = renderMessage(message);
    return { kind: message.kind, name, text, plain: plainText(message), blocks: JSON.parse(JSON.stringify(blocks)) };
  });
  return previewHtml(messages, now);
}
