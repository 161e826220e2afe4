import { expect, test } from 'vitest';
import { seedNamed } from '../../sandbox/aws/seed/index.ts';
import type { Message } from '../../sandbox/slack/server.ts';
import { createWorld, type World, yearly } from '../support/processes/bot.ts';
import { largeSeed } from '../support/processes/large-fleet.ts';
import { markupOf, modalWith, showAll, wordsOf } from '../support/processes/people.ts';
import { writeConfig } from '../support/processes/run.ts';

const alerts = 'data-alerts';

/** Starts the bot after a missed slot and waits until the digest is posted and remembered. */
async function digest(world: World, agoMs?: number) {
  const before = world.slack.messages(alerts).length;
  await world.missSlot(undefined, agoMs);
  const bot = await world.start();
  await bot.logged(({ msg }) => msg === 'message delivered');
  const [message, ...others] = world.slack.messages(alerts).slice(before);
  expect(others).toEqual([]);
  if (message === undefined) throw new Error('no digest');
  return { bot, message, words: wordsOf(message) };
}

function heading({ blocks }: Message): unknown {
  return blocks.find(({ type }) => type === 'header')?.text;
}

test('the slot that was missed runs late, once, and the next digest says what changed since', async () => {
  const world = await createWorld();
  const first = await digest(world, 10 * 60_000);
  expect(heading(first.message)).toMatchObject({
    text: '35 Glue findings open, 21 exposed; 1 of 12 account-regions not scanned',
  });
  expect(first.words).toMatch(/It was due .* while Gluewarden was down, and ran 10 minutes late/);
  expect(first.words).toMatch(/Also open:\s+\d+ exposed/);
  expect(first.words).toMatch(/data-staging.*, ap-southeast-2[\s\S]*AWS denied glue:GetJobs/);
  expect(await first.bot.end('SIGTERM')).toBe(0);

  const region = world.aws.state.region('111122223333', 'ap-southeast-2');
  region.jobs.delete('stores-cash-count');
  const [job] = region.jobs.list();
  if (job === undefined) throw new Error('the seed has no other job there');
  const { SecurityConfiguration: _, ...bare } = job;
  region.jobs.put('fresh-and-bare', { ...bare, Name: 'fresh-and-bare' });

  const second = await digest(world);
  expect(second.words).toMatch(
    /1 new Glue finding[\s\S]*fresh-and-bare[\s\S]*Resolved: 1[\s\S]*stores-cash-count[\s\S]*Open before: 34/,
  );
  expect(second.words).not.toContain('while Gluewarden was down');
  expect(await second.bot.end('SIGTERM')).toBe(0);

  // Nothing is due any more: a third start posts nothing.
  const third = await world.start();
  expect(await third.end('SIGTERM')).toBe(0);
  expect(world.slack.messages(alerts)).toHaveLength(2);
  expect(world.slack.problems).toEqual([]);
});

test('hostile names neither break the message nor mention anybody', async () => {
  const world = await createWorld({ aws: { seed: 'cases' } });
  const { message } = await digest(world);
  expect(world.slack.problems).toEqual([]);
  const button = message.blocks.flatMap((block) => (Array.isArray(block.elements) ? block.elements : []));
  expect(button.some(({ type }) => type === 'button')).toBe(true);

  const seen: string[] = [];
  await world.slack.as('UNINA').click(message, showAll(message));
  for (let page = 1; page <= 20; page++) {
    const shown = await modalWith(world.slack, `Page ${page} of`);
    seen.push(shown);
    if (!shown.includes('Next')) break;
    await world.slack.as('UNINA').click('view', { text: 'Next' });
  }
  const all = seen.join('\n');
  for (const name of ['&lt;!channel&gt;', 'mode-empty', 'bare-streaming', 'key-pending-deletion'])
    expect(all).toContain(name);
  expect(all).not.toMatch(/[\u202a-\u202e\u0080-\u009f]/);
  for (const each of world.slack.messages(alerts)) expect(markupOf(each)).not.toMatch(/<[!@#](?!date)/);
  expect(world.slack.problems).toEqual([]);
});

test('5,000 findings are one readable message, and a list that can be paged and filtered', async () => {
  const world = await createWorld({ aws: { seed: largeSeed() } });
  const { message, words } = await digest(world);
  expect(heading(message)).toMatchObject({ text: '5,000 Glue findings open, 1,500 exposed' });
  expect(words).toMatch(/Also open:\s+1,49\d exposed/);
  const nina = world.slack.as('UNINA');
  await nina.click(message, showAll(message));
  const shows = (words: string) => modalWith(world.slack, words);
  await shows('Page 1 of 500.');
  await nina.click('view', { text: 'Next' });
  await shows('Page 2 of 500.');
  await nina.select('view', { actionId: 'findings.filter.exposure' }, 'unused');
  await shows('Page 1 of 50.');
  await nina.select('view', { actionId: 'findings.filter.region' }, 'us-west-2');
  expect(await shows('Page 1 of 10.')).not.toMatch(/^eu-west-1: |, eu-west-1/m);
  expect(world.slack.problems).toEqual([]);
});

test('where all is compliant the digest is one quiet line', async () => {
  const world = await createWorld({ aws: { seed: seedNamed('clean', { now: Date.now(), regions: 2 }) } });
  const { message } = await digest(world);
  expect(message.text).toBe('Glue digest "digest": All 2 account-regions compliant.');
  expect(message.blocks).toHaveLength(2);
  expect(wordsOf(message)).toMatch(/2 account-regions scanned: 100 configurations, 400 jobs/);
  expect(world.slack.problems).toEqual([]);
});

test('owners get the digest of their accounts, and where the bot is not in the channel, the schedule’s gets it', async () => {
  const world = await createWorld();
  const { aws, slack, folder } = world;
  const owners = ['CRANDOM', 'CDATAPLATFORM'];
  const accounts = aws.fleet.map((account, at) => ({
    ...account,
    ...(owners[at] && { owner: { channel: owners[at] } }),
  }));
  writeConfig(folder, { accounts, schedules: [yearly] });
  await world.missSlot();
  await world.start();
  await slack.waitFor(
    () => slack.messages(alerts).length === 2 && slack.messages('CDATAPLATFORM').length === 1,
    30_000,
  );
  const [whole, instead] = slack.messages(alerts).map(wordsOf);
  expect(whole).toContain('35 Glue findings');
  expect(instead).toMatch(
    /Posted here because Slack did not take it in [\s\S]*not_in_channel[\s\S]*the one account that it owns/,
  );
  const [owned] = slack.messages('CDATAPLATFORM').map(wordsOf);
  expect(owned).toContain('Only the one account that this channel owns.');
  // The numbers are those of the whole one: what is left is the third account's.
  const total = (words = '') => Number(/(\d+) Glue findings? open/.exec(words)?.[1]);
  expect(total(owned) + total(instead)).toBeLessThan(total(whole));
  expect(slack.messages('CRANDOM')).toEqual([]);
  expect(slack.problems).toEqual([]);
});
