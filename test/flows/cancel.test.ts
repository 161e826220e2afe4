import { expect, test } from 'vitest';
import type { FaultRule } from '../../sandbox/aws/faults/faults.ts';
import { openStore } from '../../src/store/open-store.ts';
import { createWorld, type World } from '../support/processes/bot.ts';
import { ask, said, wordsOf } from '../support/processes/people.ts';

const hang: FaultRule = { service: 'glue', region: 'us-east-1', effect: { kind: 'hang' } };
const approvals = { channel: 'CGLUEAPPROVALS', approvers: { usergroups: ['SDATALEADS'] } };
const alerts = 'data-alerts';
/** Of the demo, in eu-west-1 and us-east-1. */
const production = '111122223333';

async function openNames({ databaseUrl }: World): Promise<string[]> {
  const store = await openStore({ databaseUrl });
  const { items } = await store.findings.page({}, 0, 500);
  await store.close();
  return items.map(({ region, name }) => `${region} ${name}`);
}

/** A finding goes and another one comes, where it is read; us-east-1 does not answer any more. */
function change({ aws }: World): void {
  const { jobs } = aws.state.region(production, 'ap-southeast-2');
  jobs.delete('stores-cash-count');
  const [job] = jobs.list();
  if (job === undefined) throw new Error('the seed has no other job there');
  const { SecurityConfiguration: _, ...bare } = job;
  jobs.put('fresh-and-bare', { ...bare, Name: 'fresh-and-bare' });
  aws.faults.add(hang);
}

test('a scan shows how far it is, and its button cancels it: what was read is kept, and nothing is resolved', async () => {
  const world = await createWorld({ config: { approvals } });
  const { aws, slack } = world;
  const bot = await world.start();
  const before = (await ask(slack, 'all', {}, 30_000)).message;
  expect(before.text).toMatch(/^Audit of 3 accounts: 35 findings/);
  change(world);

  await slack.as('UNINA').type('CDATAPLATFORM', '/glue-audit all share');
  // In the channel: an approver sees it, and presses.
  const shown = await slack.waitFor(
    () =>
      said(slack, { user: 'UAMIR' }).find(({ text }) => /Auditing 3 accounts: \d+ of 12 account-regions/.test(text)),
    40_000,
  );
  const waiting = () => said(slack, { user: 'UAMIR' }).find(({ ts }) => ts === shown.ts);
  await slack.waitFor(() => /9 of 12 account-regions.*exposed/.test(waiting()?.text ?? ''), 40_000);
  expect(wordsOf(waiting() ?? shown)).toMatch(/Exposed[\s\S]*not recorded yet[\s\S]*Cancel scan/);
  await slack.as('UAMIR').click(waiting() ?? shown, { text: 'Cancel scan' });

  const answer = await slack.waitFor(() => {
    const now = waiting();
    return now?.text.includes('Audit of 3 accounts') && now;
  }, 40_000);
  const words = wordsOf(answer);
  expect(answer.text).toContain('cancelled after 9 of 12 account-regions');
  expect(words).toMatch(/Cancelled[\s\S]*the other 3 keep the state of earlier scans/);
  expect(words).not.toContain('Cancel scan');
  expect(aws.faults.list().some(({ struck }) => struck > 0)).toBe(true);
  const names = await openNames(world);
  expect(names).toEqual(expect.arrayContaining(['ap-southeast-2 fresh-and-bare', 'ap-southeast-2 stores-cash-count']));
  expect(names).toHaveLength(36);

  expect(wordsOf((await ask(slack, 'history')).message)).toMatch(/cancelled by[\s\S]*after 9 of 12 account-regions/);
  // Nothing is left to be cancelled.
  expect(wordsOf((await ask(slack, 'cancel')).message)).toContain('No scan goes on');
  const { text } = await bot.page('metrics');
  expect(text).toContain('gluewarden_scans_total{outcome="cancelled"} 1');
  aws.faults.clear();
  await ask(slack, 'all', {}, 30_000);
  expect(await openNames(world)).not.toContain('ap-southeast-2 stores-cash-count');
  expect(slack.problems).toEqual([]);
});

test('a scheduled scan is seen in status, and cancelled from there: its digest says so, and it is not run again', async () => {
  const world = await createWorld({ config: { approvals } });
  const { aws, slack } = world;
  await world.missSlot();
  aws.faults.add(hang);
  const bot = await world.start();
  const status = async () => (await ask(slack, 'status', { user: 'UAMIR' })).message;
  let shown = await status();
  await expect
    .poll(
      async () => {
        shown = await status();
        return wordsOf(shown);
      },
      { timeout: 40_000, interval: 500 },
    )
    .toMatch(/Going on: 1 scan[\s\S]*9 of 12 account-regions/);
  expect(wordsOf((await ask(slack, 'cancel', { user: 'UNINA' })).message)).toContain('Nothing was cancelled');
  await slack.as('UAMIR').click(shown, { text: 'Cancel scan' });
  await bot.logged(({ msg }) => msg === 'message delivered');
  const [digest, ...others] = slack.messages(alerts);
  expect(others).toEqual([]);
  expect(digest?.text).toContain('cancelled after 9 of 12 account-regions');
  expect(await bot.end('SIGTERM')).toBe(0);
  aws.faults.clear();
  const second = await world.start();
  expect(await second.end('SIGTERM')).toBe(0);
  expect(slack.messages(alerts)).toHaveLength(1);
  expect(slack.problems).toEqual([]);
});

test('kill -9 after the wish and before it was seen: nothing is half recorded, and the asker is told', async () => {
  const world = await createWorld({ config: { approvals } });
  const { aws, slack } = world;
  aws.faults.add(hang);
  const first = await world.start();
  await slack.as('UNINA').type('CDATAPLATFORM', '/glue-audit all');
  const shown = await slack.waitFor(
    () => said(slack).find(({ text }) => /^Auditing 3 accounts: 9 of 12/.test(text)),
    30_000,
  );
  // As another process would: the one that scans is stopped, and cannot see it.
  first.process.kill('SIGSTOP');
  const store = await openStore({ databaseUrl: world.databaseUrl });
  const [row] = await store.scans.running();
  expect(await store.scans.cancel(row?.id ?? '', 'UNINA', Date.now())).toBe(true);
  await store.close();
  expect(await first.end('SIGKILL')).toBeNull();
  aws.faults.clear();
  const second = await world.start();
  await second.logged(({ msg }) => msg === 'message delivered');
  expect(await openNames(world)).toEqual([]);
  expect(wordsOf((await ask(slack, 'history')).message)).toContain('interrupted by a restart: no result');
  // The message still has its button: a press says that it is over, and takes it away.
  await slack.as('UNINA').click(shown, { text: 'Cancel scan' });
  await slack.waitFor(() => said(slack).some(({ text }) => /Too late.*a restart interrupted it/.test(text)));
  expect(said(slack).some((message) => wordsOf(message).includes('Cancel scan'))).toBe(false);
  expect(slack.problems).toEqual([]);
});
