import { expect, onTestFinished, test } from 'vitest';
import { chromiumPath, startChromium } from '../sandbox/slack/chromium.ts';
import { createWorld } from '../support/bot.ts';

const chromium = chromiumPath();

/** The demo as a person has it in front of them: the real bot, the demo's fleet, the page in a real browser. */
test.skipIf(chromium === undefined)(
  'the page shows the digest, answers /glue-audit, and lists the findings in a modal',
  async () => {
    const world = await createWorld();
    await (await world.start()).end('SIGTERM');
    await world.missSlot();
    await world.start();
    const browser = await startChromium(chromium ?? '');
    onTestFinished(() => browser.close());
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });

    await page.goto(`${world.slack.url}/?as=nina&channel=data-alerts`);
    await page.getByText(/\d+ Glue findings?: .*exposed/).waitFor();
    await page.getByText('etl-default-2019').first().waitFor();

    await page.getByRole('button', { name: 'Show all' }).click();
    const modal = page.getByRole('dialog');
    await modal.getByText('Page 1 of').waitFor();
    await modal.getByRole('button', { name: 'Next' }).click();
    await modal.getByText('Page 2 of').waitFor();
    await modal.getByRole('button', { name: 'Close' }).last().click();

    await page.goto(`${world.slack.url}/?as=nina&channel=data-platform`);
    const composer = page.getByPlaceholder(/^Message/);
    await composer.fill('/glue-audit us-east-1');
    await composer.press('Enter');
    await page.getByText(/^\d+ findings, \d+ exposed: us-east-1 in 3 accounts/).waitFor();
    await page.getByText('Only visible to you').first().waitFor();
    expect(world.slack.problems).toEqual([]);
  },
  60_000,
);
