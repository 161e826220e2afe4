import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { chromiumPath, startChromium } from '../sandbox/slack/chromium.ts';
import { weakWords } from '../sandbox/slack/weak-words.ts';
import { createWorld, yearly } from '../support/processes/bot.ts';
import { fillForm } from '../support/processes/people.ts';

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
    await page.getByText(/\d+ Glue findings? open.*exposed/).waitFor();
    await page.getByText('etl-default-2019').first().waitFor();

    await page.getByRole('button', { name: 'Show all' }).click();
    const modal = page.getByRole('dialog');
    await modal.getByText('Page 1 of').waitFor();
    await modal.getByRole('button', { name: 'Next' }).click();
    await modal.getByText('Page 2 of').waitFor();
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await weakWords(page)).toEqual([]);
    await modal.getByRole('button', { name: 'Close' }).last().click();

    await page.goto(`${world.slack.url}/?as=nina&channel=data-platform`);
    const composer = page.getByPlaceholder(/^Message/);
    await composer.fill('/glue-audit us-east-1');
    await composer.press('Enter');
    await page.getByText(/^\d+ findings, \d+ exposed: us-east-1 in 3 accounts/).waitFor();
    await page.getByText('Only visible to you').first().waitFor();
    expect(await weakWords(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await weakWords(page)).toEqual([]);
    expect(world.slack.problems).toEqual([]);
  },
);

/** Every button that decides or carries on, on what this person sees in a channel: messages and the open thread. */
function deciding(page: Page): Promise<string[]> {
  return page.locator('article button[data-action^="request."]').allInnerTexts();
}

test.skipIf(chromium === undefined)(
  'the whole story: Home, a finding, Remediate, Approve in the thread as somebody else, one job first, done, Roll back',
  async () => {
    const approvals = { channel: 'CGLUEAPPROVALS', approvers: { usergroups: ['SDATALEADS'] } };
    // The Home names the first exposed findings: of one region that is the one that the story is about.
    const schedule = { ...yearly, accounts: ['data-production'], regions: ['us-east-1'] };
    const { aws, slack, missSlot, start } = await createWorld({ config: { approvals, schedules: [schedule] } });
    const place = { account: '111122223333', region: 'us-east-1' };
    const run = (job: string, by = {}) => aws.run(job, { ...place, ...by });
    const { jobs, securityConfigurations } = aws.state.region(place.account, place.region);
    const before = structuredClone(jobs.get('orders-nightly-etl'));
    await missSlot(schedule);
    await start();
    const browser = await startChromium(chromium ?? '');
    onTestFinished(() => browser.close());
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const open = (as: string, channel: string) => page.goto(`${slack.url}/?as=${as}&channel=${channel}`);
    const thread = page.getByRole('complementary', { name: 'Thread' });
    const dialog = page.getByRole('dialog');

    await open('nina', 'data-alerts');
    const row = page.locator('.block').filter({ hasText: 'etl-default-2019' }).first();
    await row.getByRole('button', { name: 'Remediate etl-default-2019' }).waitFor();
    await open('nina', 'DNINA');
    await page.getByRole('tab', { name: 'Home' }).click();
    await page.getByRole('button', { name: 'Show etl-default-2019' }).click();
    await dialog.getByText('Encryption settings').waitFor();
    await dialog.getByRole('button', { name: 'Remediate etl-default-2019' }).click();
    await fillForm(dialog, 'The audit names it.');
    await dialog.getByText('The approvers are asked.').waitFor();
    // The cross closes what lies below as well.
    await dialog.getByRole('button', { name: 'Close' }).first().click();
    await page.getByRole('tabpanel', { name: 'Home' }).getByText('Your requests: 1').waitFor();
    await open('nina', 'data-alerts');
    await row.getByRole('link', { name: 'requested' }).waitFor();
    expect(await row.getByRole('button', { name: 'Remediate' }).count()).toBe(0);

    await open('amir', 'glue-approvals');
    await page.getByText('The audit names it.').waitFor();
    await page.locator('button.thread-link[data-thread]').first().click();
    await thread.locator('button', { hasText: 'Approve' }).click();
    await dialog.locator('button', { hasText: 'Approve' }).click();
    await thread.getByText('Wait for its next run: in progress').waitFor();
    run('orders-hourly-delta');
    await thread
      .getByText(/^Done: \d+ resources now use/)
      .last()
      .waitFor({ timeout: 30_000 });
    const headline = page.locator('#messages h3');
    await headline.getByText('Remediation: done').waitFor();
    await thread.getByText('Wait for its next run: done').waitFor();
    expect(await page.locator('#messages article').count()).toBe(1);
    expect(await deciding(page)).toEqual(['Roll back', 'Roll back']);
    expect(jobs.get('orders-nightly-etl')?.SecurityConfiguration).toBe('etl-default-2019-encrypted-bookmarks');

    await open('nina', 'DNINA');
    const told = page.locator('#messages article').filter({ hasText: 'Done: 5 resources now use' });
    await told.locator('a[href*="/archives/CGLUEAPPROVALS/p"]').waitFor();
    expect(await deciding(page)).toEqual([]);
    await open('nina', 'data-alerts');
    // What the plan does not switch, a crawler say, still uses it.
    await row.getByText('— now latent').waitFor();
    for (const job of ['orders-nightly-etl', 'orders-returns-merge', 'orders-export-csv']) run(job);
    // A job that only a switched trigger starts is watched too.
    run('shipping-labels-load', {
      trigger: 'shipping-catch-up',
      configuration: 'etl-default-2019-encrypted-bookmarks',
      arguments: { '--job-bookmark-option': 'job-bookmark-enable' },
    });
    await open('amir', 'glue-approvals');
    await page.locator('button.thread-link[data-thread]').first().click();
    await thread.getByText('First runs: done').waitFor({ timeout: 30_000 });

    await page.locator('#messages button', { hasText: 'Roll back' }).click();
    await dialog.getByText('already ran with the new configuration').waitFor();
    await dialog.getByLabel(/Roll back all the same/).check();
    await dialog.locator('button', { hasText: 'Roll back' }).click();
    await dialog.getByText('It is being rolled back.').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    const words = 'Rolled back: everything that was switched has its old configuration again.';
    await thread.getByText(words).last().waitFor({ timeout: 30_000 });
    await headline.getByText('Remediation: rolled back').waitFor();
    expect(await deciding(page)).toEqual([]);
    expect({ ...jobs.get('orders-nightly-etl'), LastModifiedOn: 0 }).toEqual({ ...before, LastModifiedOn: 0 });
    expect(securityConfigurations.get('etl-default-2019-encrypted-bookmarks')).toBeUndefined();
    expect(slack.problems).toEqual([]);
  },
  120_000,
);
