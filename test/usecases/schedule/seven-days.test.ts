import { expect, test } from 'vitest';
import { endOfDay } from '../../../src/domain/exceptions/end-day.ts';
import { plainText, renderMessage } from '../../../src/slack/render.ts';
import { createRefreshDigests } from '../../../src/usecases/bot/refresh-digests.ts';
import { daily, daysOf } from '../../support/days.ts';
import { disabled, encrypted, job, keyArn } from '../../support/inventory.ts';
import { messageBreaches } from '../../views/limits.ts';
import { asRead } from '../../views/text-safety.ts';

const day = 86_400_000;
const on = { defaultBookmark: 'job-bookmark-enable' } as const;

/**
 * A week of a team, one digest a day, each kept as it reads: what is new, worse, accepted, expired, resolved, not to be
 * scanned and scanned again.
 */
test('seven days of change give seven digests that read right', async () => {
  const production = { id: '111122223333', name: 'production', regions: ['eu-west-1', 'us-east-1'] };
  const staging = { id: '444455556666', name: 'staging', regions: ['eu-west-1'], owner: { channel: 'C0STAGING' } };
  const bot = await daysOf(daily, [production, staging]);
  const refresh = createRefreshDigests(bot);
  const [europe, america, staged] = [
    bot.region('eu-west-1'),
    bot.region('us-east-1'),
    bot.region('eu-west-1', staging.id),
  ];
  const said: string[] = [];
  const live = async (name: string) => {
    const digests = await bot.scan();
    for (const digest of digests) expect(messageBreaches(renderMessage(digest))).toEqual([]);
    const text = digests.map((each) => asRead(plainText(each))).join('\n\n=====\n\n');
    await expect(`${text}\n`).toMatchFileSnapshot(`../../views/days/${name}.txt`);
    said.push(text);
    await bot.clock.advance(day - 1_000);
    return digests;
  };

  europe.keys = { [keyArn]: { keyState: 'Enabled', keySpec: 'SYMMETRIC_DEFAULT', keyUsage: 'ENCRYPT_DECRYPT' } };
  europe.configurations = [disabled('std'), encrypted('std-encrypted')];
  europe.jobs = [job('orders', { ...on, securityConfiguration: 'std' }), job('stock')];
  america.configurations = [disabled('left-over')];
  staged.jobs = [job('trial', on)];
  await live('1-monday-first');
  await live('2-tuesday-nothing-new');

  // A new job without a configuration, and one whose bookmarks were switched on.
  america.jobs = [job('invoices', on)];
  europe.jobs = [job('orders', { ...on, securityConfiguration: 'std' }), job('stock', on)];
  const [wednesday] = await live('3-wednesday-new-and-worse');
  expect(wednesday?.fresh.named.map(({ name }) => name).toSorted()).toEqual(['invoices', 'stock']);

  // The owner accepts `trial` until Friday, and Europe cannot be read any more.
  const until = endOfDay(new Date(bot.clock.now() + day).toISOString().slice(0, 10), 'UTC');
  if (until === undefined) throw new Error('That is a day');
  const covers = { kinds: { 'unprotected-job': 'exposed' } } as const;
  const asked = { askedBy: 'U0OWNER', askedIn: 'C0STAGING', askedAt: bot.clock.now(), since: bot.clock.now() };
  const scope = { name: 'trial', accounts: [staging.id] };
  const words = { reason: 'A trial that ends this week.', owner: 'U0OWNER' };
  await bot.store.exceptions.add({
    id: 'e1',
    from: 'slack',
    state: 'accepted',
    scope,
    covers,
    until,
    ...words,
    ...asked,
  });
  await bot.store.exceptions.markFindings(bot.clock.now());
  europe.fails = { GetJobs: 'AccessDeniedException' };
  await refresh();
  await live('4-thursday-accepted-and-blind');
  await live('5-friday-still-blind');

  // Scanned again, with what was there repaired; and the trial goes on after its day.
  europe.fails = {};
  europe.configurations = [encrypted('std-encrypted')];
  europe.jobs = [job('orders', { ...on, securityConfiguration: 'std-encrypted' }), job('stock', on)];
  const [saturday] = await live('6-saturday-back-expired-and-resolved');
  expect(saturday?.fresh.named.map(({ name }) => name)).toEqual(['trial']);

  america.jobs = [];
  america.configurations = [];
  europe.jobs = [];
  staged.jobs = [];
  await live('7-sunday-all-is-well');
  await refresh();
  const edited = bot.chat.edits.map(({ message }) => asRead(plainText(message))).join('\n\n=====\n\n');
  await expect(`${edited}\n`).toMatchFileSnapshot('../../views/days/8-what-the-old-ones-say-then.txt');
  expect(new Set(said).size).toBe(7);
});
