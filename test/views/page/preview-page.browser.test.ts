import { expect, onTestFinished, test } from 'vitest';
import { chromiumPath, startChromium } from '../../sandbox/slack/chromium.ts';
import { weakWords } from '../../sandbox/slack/weak-words.ts';
import { samples } from '../samples.ts';
import { previewPage } from './preview-page.ts';

const chromium = chromiumPath();

test.skipIf(chromium === undefined)(
  'every message can be read by day and by night, as wide as a phone, and one kind alone when that is chosen',
  async () => {
    const browser = await startChromium(chromium ?? '');
    onTestFinished(() => browser.close());
    const page = await browser.newPage({ colorScheme: 'light', viewport: { width: 390, height: 844 } });
    await page.setContent(previewPage());
    await page.locator('details:not([open])').evaluateAll((all) => {
      for (const each of all) each.setAttribute('open', '');
    });
    expect(await weakWords(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);

    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const day = await ground();
    await page.emulateMedia({ colorScheme: 'dark' });
    const night = await ground();
    expect(night).not.toBe(day);
    expect(await weakWords(page)).toEqual([]);
    await page.getByLabel('day', { exact: true }).check();
    expect(await ground()).toBe(day);

    await page.getByLabel('Kind').selectOption('digest');
    const shown = await page.locator('.previewed:not([hidden])').count();
    expect(shown).toBe(Object.values(samples).filter(({ kind }) => kind === 'digest').length);
  },
);
