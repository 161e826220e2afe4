import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { chromiumPath, startChromium } from '../../sandbox/slack/chromium.ts';
import { createWorld, yearly } from '../../support/processes/bot.ts';
import { ask, fillForm } from '../../support/processes/people.ts';
import { shiftedBy } from '../../support/processes/shift-clock.ts';

const chromium = chromiumPath();
const dayMs = 86_400_000;
const name = 'etl-default-2019';

/** The Home of who is acting, as it is now. */
async function openHome(page: Page) {
  await page.getByRole('tab', { name: 'Home' }).click();
  const home = page.getByRole('tabpanel', { name: 'Home' });
  await home.getByRole('button', { name: 'Bring this page up to date' }).click();
  return home;
}

/** As a person has it in front of them: the real bot, the demo's fleet, the page in a real browser. */
test.skipIf(chromium === undefined)(
  'a risk is asked for from the Home, agreed to by somebody else, counted as accepted, and back as new after its last day',
  async () => {
    let shiftMs = 0;
    const now = () => Date.now() + shiftMs;
    const approvals = { channel: 'CGLUEAPPROVALS', approvers: { usergroups: ['SDATALEADS'] } };
    const schedule = { ...yearly, accounts: ['data-production'], regions: ['us-east-1'] };
    const config = { approvals, schedules: [schedule] };
    const { slack, start, missSlot } = await createWorld({ aws: { seed: 'demo', now }, slack: { now }, config });
    await missSlot(schedule);
    const bot = await start();
    const browser = await startChromium(chromium ?? '');
    onTestFinished(() => browser.close());
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const open = (as: string, channel: string) => page.goto(`${slack.url}/?as=${as}&channel=${channel}`);
    const dialog = page.getByRole('dialog');

    await open('nina', 'data-alerts');
    await page.getByRole('button', { name: `Remediate ${name}` }).waitFor();
    await open('nina', 'DNINA');
    let home = await openHome(page);
    const exposed = Number.parseInt(
      await home
        .getByText(/^\d+ exposed findings?/)
        .first()
        .innerText(),
      10,
    );
    await home.getByRole('button', { name: `Show ${name}` }).click();
    await dialog.getByRole('button', { name: `Accept the risk of ${name}` }).click();
    await dialog.locator('input[type=date]').fill(new Date(Date.now() + dayMs).toISOString().slice(0, 10));
    await fillForm(dialog, 'It is retired next week.');
    await dialog.getByText(/whoever may approve decides/).waitFor();
    await dialog.getByRole('button', { name: 'Close' }).first().click();

    await open('amir', 'glue-approvals');
    await page.getByText('It is retired next week.').waitFor();
    await page.getByRole('button', { name: `Accept the risk of ${name}`, exact: true }).click();
    await dialog.getByRole('button', { name: 'Accept risk' }).click();
    await page.getByText('Agreed to by').waitFor();
    expect(await page.locator('#messages article button.primary').count()).toBe(0);

    await open('nina', 'data-platform');
    const { message: listed } = await ask(slack, 'findings exposed data-production us-east-1');
    expect(listed.text).toContain('accepted');
    await open('nina', 'data-alerts');
    await page.getByText(/ — accepted until/).waitFor();
    await open('nina', 'DNINA');
    home = await openHome(page);
    await home
      .getByText(`${exposed - 1} exposed finding`)
      .first()
      .waitFor();
    await home
      .getByText(/1( more)? is an accepted risk/)
      .first()
      .waitFor();

    await home.getByRole('button', { name: 'Open the list of findings, with filters' }).click();
    const menu = dialog.locator('.block-section', { hasText: 'clickstream-live' }).locator('summary');
    await menu.focus();
    await page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: 'Show clickstream-live' }).press('Enter');
    await dialog.getByText('Security configuration:').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).first().click();

    await slack.as('UAMIR').type('data-platform', 'who owns clickstream-live?');
    await open('nina', 'data-platform');
    const message = page.locator('#messages article').filter({ hasText: 'who owns clickstream-live?' });
    await message.hover();
    await message.getByRole('button', { name: 'Find in Glue' }).click();
    await dialog.getByText('1 open finding named in this message').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).first().click();

    await bot.end('SIGTERM');
    shiftMs = 3 * dayMs;
    await missSlot(schedule, 60_000 - shiftMs);
    await start(shiftedBy(shiftMs));
    await open('nina', 'DNINA');
    await page.getByText(/^Accepted risk ended: /).waitFor();
    home = await openHome(page);
    await home.getByText(`${exposed} exposed finding`).first().waitFor();
    expect(await home.getByText(/1( more)? is an accepted risk/).count()).toBe(0);
    await open('nina', 'data-alerts');
    await page
      .getByRole('button', { name: `Remediate ${name}` })
      .last()
      .waitFor();
    await page.locator('#messages h3').last().getByText(/1 new/).waitFor();
    expect(slack.problems.filter(({ kind }) => kind !== 'not_delivered')).toEqual([]);
  },
  60_000,
);
