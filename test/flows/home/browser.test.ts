import { expect, onTestFinished, test } from 'vitest';
import { chromiumPath, startChromium } from '../../sandbox/slack/chromium.ts';
import { createWorld } from '../../support/processes/bot.ts';
import { ask } from '../../support/processes/people.ts';

const chromium = chromiumPath();

/** As a person has it in front of them: the real bot, the demo's fleet, the page in a real browser. */
test.skipIf(chromium === undefined)(
  'the Home from empty to full, a finding shown and asked for, and a message that leads to one',
  async () => {
    const approvals = { channel: 'CGLUEAPPROVALS', approvers: { usergroups: ['SDATALEADS'] } };
    const { slack, start } = await createWorld({ config: { approvals } });
    await start();
    const browser = await startChromium(chromium ?? '');
    onTestFinished(() => browser.close());
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });

    await page.goto(`${slack.url}/?as=nina&channel=DNINA`);
    await page.getByRole('tab', { name: 'Home' }).click();
    const home = page.getByRole('tabpanel', { name: 'Home' });
    await home.getByText('Nothing was scanned yet').waitFor();
    await ask(slack, 'data-production us-east-1');
    await home.getByRole('button', { name: 'Bring this page up to date' }).click();
    await home.getByText(/\d+ exposed findings/).waitFor();

    await home.getByRole('button', { name: 'Show etl-default-2019' }).click();
    const modal = page.getByRole('dialog');
    await modal.getByText('Encryption settings').waitFor();
    await modal.getByRole('button', { name: 'Remediate etl-default-2019' }).click();
    await modal.getByLabel('KMS key').selectOption({ index: 1 });
    await modal.locator('textarea').fill('Seen in the Home.');
    await modal.getByRole('button', { name: 'Ask for approval' }).click();
    await modal.getByText('The approvers are asked.').waitFor();
    // The cross closes what lies below as well.
    await modal.getByRole('button', { name: 'Close' }).first().click();
    await home.getByText('Your requests: 1').waitFor();

    await home.getByRole('button', { name: 'Open the list of findings, with filters' }).click();
    const menu = modal.locator('.block-section', { hasText: 'clickstream-live' }).locator('summary');
    await menu.focus();
    await page.keyboard.press('Enter');
    await modal.getByRole('button', { name: 'Accept risk of clickstream-live' }).press('Enter');
    await modal.getByLabel('Why is the risk accepted?').fill('Replaced in March.');
    await modal.getByRole('button', { name: 'Ask for consent' }).click();
    await modal.getByText('whoever may approve decides').waitFor();
    await modal.getByRole('button', { name: 'Close' }).first().click();

    await slack.as('UAMIR').type('data-platform', 'who owns clickstream-live?');
    await page.goto(`${slack.url}/?as=nina&channel=data-platform`);
    const message = page.locator('#messages article').filter({ hasText: 'who owns clickstream-live?' });
    await message.hover();
    await message.getByRole('button', { name: 'Find in Glue' }).click();
    await modal.getByText('1 open finding named in this message').waitFor();
    expect(slack.problems).toEqual([]);
  },
);
