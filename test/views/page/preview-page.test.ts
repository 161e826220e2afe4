import { expect, test } from 'vitest';
import { messagesByKind } from '../arbitraries.ts';
import { samples } from '../samples.ts';
import { previewPage } from './preview-page.ts';

test('every kind of message is on the page of previews, drawn, with its words beside it', () => {
  const html = previewPage();
  const shown = [...html.matchAll(/<article class="previewed" data-kind="([\w-]+)" id="([\w-]+)">/g)];
  expect(shown.map(([, , name]) => name)).toEqual(Object.keys(samples));
  expect(new Set(shown.map(([, kind]) => kind))).toEqual(new Set(Object.keys(messagesByKind)));
  expect(html.match(/<h3>Notification, screen reader<\/h3><p>[^<]/g)).toHaveLength(shown.length);
  // What the local Slack cannot draw.
  expect(html).not.toContain('class="red-box"');
});
