import { expect, onTestFinished, test } from 'vitest';
import { startSlack } from '../../../sandbox/slack/server.ts';
import { startSocketApp } from './bolt-app.ts';
import { chromiumPath, startChromium } from './chromium.ts';

const path = chromiumPath();
const plain = (text: string) => ({ type: 'plain_text' as const, text });

const row = (name: string) => ({
  type: 'section' as const,
  text: { type: 'mrkdwn' as const, text: name },
  accessory: {
    type: 'overflow' as const,
    action_id: 'menu',
    options: [
      { text: plain(`Show ${name}`), value: `show:${name}` },
      { text: plain(`Leave ${name}`), value: `leave:${name}` },
    ],
  },
});

test.skipIf(path === undefined)(
  'a menu is opened, left and chosen from with the keyboard, and says of which row',
  async () => {
    const slack = await startSlack();
    onTestFinished(() => slack.close());
    const seen: unknown[] = [];
    const bot = await startSocketApp(slack, (app) => {
      app.command('/glue-audit', async ({ ack, respond }) => {
        await ack();
        await respond({ text: 'Rows', blocks: [row('orders-etl'), row('clicks')] });
      });
      app.action('menu', async ({ ack, action }) => {
        await ack();
        seen.push(action);
      });
    });
    onTestFinished(() => bot.stop());
    const browser = await startChromium(path ?? '');
    onTestFinished(() => browser.close());
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(`${slack.url}/?as=nina&channel=data-platform`);
    await slack.as('nina').type('data-platform', '/glue-audit');

    const menus = page.locator('details.overflow');
    const [first, second] = [menus.nth(0).locator('summary'), menus.nth(1).locator('summary')];
    const leave = page.getByRole('button', { name: 'Leave clicks' });
    await first.press('Enter');
    await page.getByRole('button', { name: 'Leave orders-etl' }).waitFor();
    // Opening another closes the first.
    await second.press('Enter');
    await leave.waitFor();
    await page.getByRole('button', { name: 'Leave orders-etl' }).waitFor({ state: 'hidden' });
    await page.keyboard.press('Tab');
    await page.keyboard.press('Escape');
    await leave.waitFor({ state: 'hidden' });
    expect(await second.evaluate((node) => node.matches(':focus'))).toBe(true);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect.poll(() => seen).toHaveLength(1);
    expect(seen).toEqual([
      {
        type: 'overflow',
        action_id: 'menu',
        block_id: expect.any(String),
        selected_option: { text: plain('Leave clicks'), value: 'leave:clicks' },
        action_ts: expect.any(String),
      },
    ]);
    await leave.waitFor({ state: 'hidden' });
  },
);
