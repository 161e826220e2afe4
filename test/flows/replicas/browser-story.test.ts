import type { Page } from 'playwright-core';
import { expect, onTestFinished, test, vi } from 'vitest';
import { silentForMs } from '../../../src/usecases/bot/recover-work.ts';
import { chromiumPath, startChromium } from '../../sandbox/slack/chromium.ts';
import { hasPostgres, migratedUrl, postgresSql } from '../../support/postgres/databases.ts';
import { type Bot, createWorld, type World } from '../../support/processes/bot.ts';
import { hold, updates } from '../../support/processes/execution-world.ts';

const chromium = chromiumPath();
const where = { account: '111122223333', region: 'us-east-1' };

async function openPage(world: World): Promise<(path: string) => Promise<Page>> {
  const browser = await startChromium(chromium ?? '');
  onTestFinished(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  return async (path) => {
    await page.goto(`${world.slack.url}/?${path}`);
    return page;
  };
}

/** From the digest to the question to the approvers, as Nina does it. */
async function askForIt(page: Page): Promise<void> {
  await page.getByText(/\d+ Glue findings? open.*exposed/).waitFor();
  await page.getByRole('button', { name: 'Remediate etl-default-2019' }).first().click();
  const form = page.getByRole('dialog');
  await form.getByLabel('KMS key').selectOption({ index: 1 });
  await form.locator('textarea').fill('The audit names it.');
  await form.getByRole('button', { name: 'More options' }).click();
  await form.getByLabel('All at once').check();
  await form.getByRole('button', { name: 'Ask for approval' }).click();
  await form.getByText('The approvers are asked.').waitFor();
}

/** Kills whoever carries it out now; nothing is heard of it from then on, and no half minute has to be waited for. */
async function killWhoCarriesItOut(world: World, bots: readonly Bot[]): Promise<Bot[]> {
  const [row] = await postgresSql(
    world.databaseUrl,
    `select p.id, p.pid from executions e join processes p on p.id = e.process_id where e.state = 'running'`,
  );
  const [killed, ...left] = bots.toSorted((one) => (one.process.pid === row?.pid ? -1 : 1));
  expect(killed?.process.pid).toBe(row?.pid);
  expect(await killed?.end('SIGKILL')).toBeNull();
  const silence = `update processes set heartbeat_at = heartbeat_at - ${silentForMs} where id = '${row?.id}'`;
  await postgresSql(world.databaseUrl, silence);
  return left;
}

test.skipIf(chromium === undefined || !hasPostgres)(
  'the story over two replicas: the one that carries it out is killed half-way, and the other one goes on to the end',
  async () => {
    const approvals = { channel: 'CGLUEAPPROVALS', approvers: { usergroups: ['SDATALEADS'] } };
    const world = await createWorld({ config: { approvals }, databaseUrl: await migratedUrl() });
    const { jobs } = world.aws.state.region(where.account, where.region);
    const users = jobs.list().filter(({ SecurityConfiguration }) => SecurityConfiguration === 'etl-default-2019');
    await world.missSlot();
    const bots = await Promise.all([world.start(), world.start()]);
    const open = await openPage(world);
    await askForIt(await open('as=nina&channel=data-alerts'));

    const page = await open('as=amir&channel=glue-approvals');
    await page.getByText('The audit names it.').waitFor();
    await page.locator('button', { hasText: 'Approve' }).click();
    const held = hold(world, 'orders-returns-merge');
    await page.getByRole('dialog').locator('button', { hasText: 'Approve' }).click();
    await held;
    const [left, ...others] = await killWhoCarriesItOut(world, bots);
    expect(others).toEqual([]);
    const before = updates(world);
    expect(Object.keys(before).length).toBeGreaterThan(0);
    world.aws.faults.clear();

    const done = page.getByText(/^Done: \d+ resources now use/).first();
    await done.waitFor({ timeout: 30_000 });
    expect(users.length).toBeGreaterThan(Object.keys(before).length);
    for (const { Name } of users)
      expect(jobs.get(Name)?.SecurityConfiguration).toBe('etl-default-2019-encrypted-bookmarks');
    expect(Object.values(updates(world)).filter((times) => times > 1)).toEqual([]);
    await vi.waitFor(async () =>
      expect(await postgresSql(world.databaseUrl, `select id from outgoing where state <> 'sent'`)).toEqual([]),
    );
    const posted = (channel: string) =>
      world.slack.messages(channel).filter(({ source }) => source === 'chat.postMessage');
    expect(posted('data-alerts')).toHaveLength(1);
    expect(posted('glue-approvals').filter(({ threadTs }) => threadTs === undefined)).toHaveLength(1);
    const replies = () =>
      posted('glue-approvals').flatMap(({ threadTs, text }) =>
        threadTs === undefined ? [] : [text.match(/^\w+/)?.[0]],
      );
    // The plan, who approved, the progress as it ended, and the outcome: one of each, whoever died. An edit of the progress
    // may come after the outcome: Slack takes so many edits of a message, and no more.
    await vi.waitFor(() => expect(replies()).toEqual(['Plan', 'Approved', 'Done', 'Done']), 40_000);
    expect(await left?.end('SIGTERM')).toBe(0);
    expect(world.slack.problems.filter(({ kind }) => kind !== 'no_ack')).toEqual([]);
  },
);
