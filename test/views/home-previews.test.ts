import { describe, expect, it } from 'vitest';
import { viewComplaints } from '../../sandbox/slack/limits/view-limits.ts';
import { documentToPlain } from '../../src/slack/views/common/to-plain.ts';
import { homeDocument, homeView } from '../../src/slack/views/home/home-view.ts';
import { homeBreaches } from './limits.ts';
import { homeSamples } from './samples/home.ts';
import { allTexts, asRead, hiddenSigns, mrkdwnTexts, strayAmpersands, strayTokens } from './text-safety.ts';

describe.each(Object.entries(homeSamples))('%s', (name, page) => {
  const view = homeView(page);

  it('is within the limits of Slack', () => {
    expect([...homeBreaches(view), ...viewComplaints(view, 'home').messages()]).toEqual([]);
  });

  it('lets no data act on Slack or hide', () => {
    for (const mrkdwn of mrkdwnTexts(view.blocks))
      expect([...strayTokens(mrkdwn), ...strayAmpersands(mrkdwn)]).toEqual([]);
    for (const text of allTexts(view.blocks)) expect(hiddenSigns(text)).toEqual([]);
  });

  it('looks like its preview', async () => {
    await expect(`${JSON.stringify(view, null, 2)}\n`).toMatchFileSnapshot(`previews/${name}.json`);
    // Each by itself: a Home is never sent as words, and so never cut to a message.
    const { summary, items } = homeDocument(page);
    const words = items.map((item) => asRead(documentToPlain({ summary, items: [item] })));
    await expect(`${words.join('\n\n')}\n`).toMatchFileSnapshot(`previews/${name}.txt`);
  });
});
