import { expect, onTestFinished, test } from 'vitest';
import { chromiumPath, startChromium } from '../sandbox/slack/chromium.ts';
import { createWorld } from '../support/processes/bot.ts';

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
    await modal.getByRole('button', { name: 'Close' }).last().click();

    await page.goto(`${world.slack.url}/?as=nina&channel=data-platform`);
    const composer = page.getByPlaceholder(/^Message/);
    await composer.fill('/glue-audit us-east-1');
    await composer.press('Enter');
    await page.getByText(/^\d+ findings, \d+ exposed: us-east-1 in 3 accounts/).waitFor();
    await page.getByText('Only visible to you').first().waitFor();
    expect(world.slack.problems).toEqual([]);
  },
);

test.skipIf(chromium === undefined)(
  'the whole story: digest, Remediate, Approve as somebody else, one job first, live progress, done, Roll back',
  async () => {
    const approvals = { channel: 'CGLUEAPPROVALS', approvers: { usergroups: ['SDATALEADS'] } };
    const world = await createWorld({ config: { approvals } });
    const run = (job: string, by = {}) => world.aws.run(job, { account: '111122223333', region: 'us-east-1', ...by });
    const { jobs, securityConfigurations } = world.aws.state.region('111122223333', 'us-east-1');
    const before = structuredClone(jobs.get('orders-nightly-etl'));
    await (await world.start()).end('SIGTERM');
    await world.missSlot();
    await world.start();
    const browser = await startChromium(chromium ?? '');
    onTestFinished(() => browser.close());
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });

    await page.goto(`${world.slack.url}/?as=nina&channel=data-alerts`);
    await page.getByText(/\d+ Glue findings? open.*exposed/).waitFor();
    await page.getByRole('button', { name: 'Remediate etl-default-2019' }).first().click();
    const form = page.getByRole('dialog');
    await form.getByLabel('KMS key').selectOption({ index: 1 });
    await form.locator('textarea').fill('The audit names it.');
    await form.getByRole('button', { name: 'Ask for approval' }).click();
    await form.getByText('The approvers are asked.').waitFor();

    await page.goto(`${world.slack.url}/?as=amir&channel=glue-approvals`);
    await page.getByText('The audit names it.').waitFor();
    await page.locator('button', { hasText: 'Approve' }).click();
    await page.getByRole('dialog').locator('button', { hasText: 'Approve' }).click();
    await page.getByText('Waiting for the next run of canary job').first().waitFor();
    await page.locator('button.thread-link[data-thread]').first().click();
    await page.getByText('Wait for its next run: in progress').first().waitFor();
    run('orders-hourly-delta');
    await page
      .getByText(/^Done: \d+ resources now use/)
      .first()
      .waitFor({ timeout: 30_000 });
    await page.getByText('Wait for its next run: done').first().waitFor();
    expect(jobs.get('orders-nightly-etl')?.SecurityConfiguration).toBe('etl-default-2019-encrypted-bookmarks');
    for (const job of ['orders-nightly-etl', 'orders-returns-merge', 'orders-export-csv']) run(job);
    // A job that only a switched trigger starts is watched too.
    run('shipping-labels-load', {
      trigger: 'shipping-catch-up',
      configuration: 'etl-default-2019-encrypted-bookmarks',
      arguments: { '--job-bookmark-option': 'job-bookmark-enable' },
    });
    await page.getByText('First runs: done').first().waitFor({ timeout: 30_000 });

    await page.locator('button', { hasText: 'Roll back' }).last().click();
    const confirm = page.getByRole('dialog');
    await confirm.getByText('already ran with the new configuration').waitFor();
    await confirm.getByLabel(/Roll back all the same/).check();
    await confirm.locator('button', { hasText: 'Roll back' }).click();
    await confirm.getByText('It is being rolled back.').waitFor();
    await confirm.getByRole('button', { name: 'Close' }).last().click();
    await page
      .getByText('Rolled back: everything that was switched has its old configuration again.')
      .first()
      .waitFor({ timeout: 30_000 });
    expect({ ...jobs.get('orders-nightly-etl'), LastModifiedOn: 0 }).toEqual({ ...before, LastModifiedOn: 0 });
    expect(securityConfigurations.get('etl-default-2019-encrypted-bookmarks')).toBeUndefined();
    expect(world.slack.problems).toEqual([]);
  },
  120_000,
);
