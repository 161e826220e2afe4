import { expect, onTestFinished, test } from 'vitest';
import { chromiumPath, startChromium } from '../sandbox/slack/chromium.ts';
import { createWorld } from '../support/bot.ts';
import { ask } from '../support/people.ts';

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

test.skipIf(chromium === undefined)(
  'one person asks for a remediation in the form, another approves it, and the jobs move',
  async () => {
    const approvals = { channel: 'CGLUEAPPROVALS', approvers: { usergroups: ['SDATALEADS'] } };
    const world = await createWorld({ config: { approvals } });
    await world.start();
    await ask(world.slack, 'data-production us-east-1');
    const browser = await startChromium(chromium ?? '');
    onTestFinished(() => browser.close());
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });

    await page.goto(`${world.slack.url}/?as=nina&channel=data-platform`);
    const composer = page.getByPlaceholder(/^Message/);
    await composer.fill('/glue-remediate "etl-default-2019" data-production us-east-1');
    await composer.press('Enter');
    await page.locator('button', { hasText: 'Remediate' }).last().click();
    const form = page.getByRole('dialog');
    await form.getByLabel('KMS key').selectOption({ index: 1 });
    await form.locator('textarea').fill('The audit names it.');
    await form.getByRole('button', { name: 'Ask for approval' }).click();
    await form.getByText('The approvers are asked.').waitFor();

    await page.goto(`${world.slack.url}/?as=amir&channel=glue-approvals`);
    await page.getByText('The audit names it.').waitFor();
    await page.locator('button', { hasText: 'Approve' }).click();
    await page.getByRole('dialog').locator('button', { hasText: 'Approve' }).click();
    await page.getByText(/^Done: \d+ resources now use/).waitFor();
    const { jobs } = world.aws.state.region('111122223333', 'us-east-1');
    expect(jobs.get('orders-nightly-etl')?.SecurityConfiguration).toBe('etl-default-2019-encrypted-bookmarks');
    expect(world.slack.problems).toEqual([]);
  },
  60_000,
);
