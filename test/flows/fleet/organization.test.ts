import { expect, test } from 'vitest';
import { newcomers, organizationRoles } from '../../../sandbox/aws/seed/organization.ts';
import { parseConfig } from '../../../src/config/parse.ts';
import { listingFilters } from '../../../src/domain/organization/organization.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { type Bot, createWorld, type World } from '../../support/processes/bot.ts';
import { ask, wordsOf } from '../../support/processes/people.ts';

const organization = {
  roleArn: `arn:aws:iam::710000000001:role/${organizationRoles.list}`,
  externalId: 'gluewarden-{accountId}',
  organizationalUnits: { include: ['ou-ab12-11111111'] },
  scanRoleName: organizationRoles.scan,
  regions: ['us-east-1'],
};

/** The parts of a line, which stand in elements of their own, as one. */
const flat = (words: string) => words.replaceAll(/\s+/g, ' ');

/** The last listing was made ten minutes ago, and nothing failed since. */
async function makeOld({ databaseUrl }: World): Promise<void> {
  const store = await openStore({ databaseUrl });
  const { organization: configured } = parseConfig(JSON.stringify({ organization }), 'organization.yaml');
  if (configured === undefined) throw new Error('there is no organization');
  const filters = listingFilters(configured);
  const { listed } = await store.organization.get(filters);
  if (listed === undefined) throw new Error('nothing was listed');
  await store.organization.save(filters, listed.listing, listed.at - 10 * 60_000);
  await store.close();
}

/** Starts the bot after a missed slot, and waits for everything that it posts with the digest. */
async function scanned(world: World, messages: number, env = {}) {
  const before = world.slack.messages('data-alerts').length;
  await world.missSlot();
  const bot = await world.start(env);
  const posted = () => world.slack.messages('data-alerts').slice(before);
  await world.slack.waitFor(() => posted().length >= messages, 40_000);
  return { bot, words: posted().map((message) => flat(wordsOf(message))), posted };
}

const status = async ({ slack }: World) => flat(wordsOf((await ask(slack, 'status')).message));

async function watchedTargets(bot: Bot): Promise<number> {
  const { text } = await bot.page('metrics');
  const counts = text.matchAll(/^gluewarden_watched_targets\{.*\} (\d+)$/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}

test('the accounts of an organization: who is left out, joins and leaves, and a listing that fails half-way', async () => {
  const world = await createWorld({ aws: { seed: 'organization' }, config: { accounts: undefined, organization } });
  const { aws, slack } = world;
  const members = aws.state.organization?.accounts;
  if (members === undefined) throw new Error('the seed has no organization');

  const first = await scanned(world, 1);
  expect(first.words[0]).toMatch(/2 Glue findings.*orders-legacy/);
  expect(first.words[0]).toContain('Left out: 2 accounts of the organization, suspended or closed.');
  expect(first.words[0]).not.toContain('playground');
  const atFirst = await status(world);
  expect(atFirst).toMatch(/parked \(700000000021\): suspended sold \(700000000022\): closed/);
  expect(atFirst).not.toContain('could not be listed');
  const entered = () =>
    new Set(aws.requests.list.flatMap((one) => (one.operation === 'AssumeRole' ? one.account : [])));
  expect([...entered()].toSorted()).toEqual(['700000000011', '700000000012', '710000000001']);
  expect(await first.bot.end('SIGTERM')).toBe(0);

  for (const account of Object.values(newcomers)) members.put(account.id, account);
  members.delete('700000000012');
  await makeOld(world);
  const second = await scanned(world, 2);
  const isAnnouncement = (words: string) => words.includes('of the AWS organization');
  const announced = second.words.find(isAnnouncement) ?? '';
  expect(announced).toContain('1 account of the AWS organization is no longer watched; 2 joined it');
  expect(announced).toMatch(/Gone from the organization, [^:]*: billing \(700000000012\)/);
  expect(announced).toMatch(/Of loyalty \(700000000015\): AWS refused to let Gluewarden assume/);
  expect(announced).not.toContain('Of returns');
  expect(announced).toContain('npm run -s policy -- --format cloudformation');
  const digest = second.words.find((words) => !isAnnouncement(words)) ?? '';
  expect(digest).toMatch(/returns-legacy/);
  expect(digest).toMatch(/Could not be scanned: 1 account-region.*loyalty/);
  expect(digest).toMatch(/No longer watched: 1 open finding/);
  expect(await watchedTargets(second.bot)).toBe(3);
  expect(await second.bot.end('SIGTERM')).toBe(0);

  aws.faults.add({ operation: 'ListAccounts', effect: { kind: 'short-pages', size: 3 } });
  for (const [kind, code] of [
    ['deny', 'AccessDeniedException'],
    ['throttle', 'TooManyRequestsException'],
  ] as const) {
    const fault = aws.faults.add({ operation: 'ListAccounts', page: 2, effect: { kind } });
    await makeOld(world);
    const { bot, words, posted } = await scanned(world, 1, { AWS_MAX_ATTEMPTS: '1' });
    expect(words[0]).toMatch(new RegExp(`The AWS organization could not be listed.*\\(${code}\\)`));
    expect(await status(world)).toMatch(new RegExp(`could not be listed.*\\(${code}\\).*What to do:`));
    expect(await watchedTargets(bot)).toBe(3);
    expect(await bot.end('SIGTERM')).toBe(0);
    // Neither is told again, nor does anybody seem to have left.
    expect(posted()).toHaveLength(1);
    aws.faults.remove(fault);
  }
  expect(slack.problems).toEqual([]);
}, 60_000);
