import { expect, test } from 'vitest';
import type { AwsSandbox } from '../../../sandbox/aws/server.ts';
import { createWorld, yearly } from '../../support/processes/bot.ts';
import { wordsOf } from '../../support/processes/people.ts';
import { run, writeConfig } from '../../support/processes/run.ts';

const production = '111122223333';
const owners = [
  { tag: { team: 'finance' }, channel: 'CDATAPLATFORM' },
  { name: 'no-such-*', channel: 'CRANDOM' },
];

/** What an operator adds where `tags` is configured: the printed policy of one account has it. */
function allowTags(aws: AwsSandbox, account: string): void {
  const { roles } = aws.state.account(account);
  for (const [name, role] of roles)
    roles.set(name, { ...role, policy: [...role.policy, { effect: 'Allow', actions: ['tag:GetResources'] }] });
}

test('the tag of a job decides where its finding is told; what may not be read is said, and scanned all the same', async () => {
  const world = await createWorld({ config: { tags: ['team'], owners } });
  const { aws, slack } = world;
  allowTags(aws, production);
  aws.state.region(production, 'ap-southeast-2').tags.put('job/stores-cash-count', { team: 'finance', other: 'x' });
  await world.missSlot();
  const bot = await world.start();
  await slack.waitFor(() => slack.messages('CDATAPLATFORM').length === 1, 30_000);
  const [whole = ''] = slack.messages('data-alerts').map(wordsOf);
  expect(whole).toContain('35 Glue findings open');
  expect(whole).toMatch(/Tags of jobs not read: \d+ account-regions[\s\S]*\(GetResources: AccessDeniedException\)/);
  const [theirs = ''] = slack.messages('CDATAPLATFORM').map(wordsOf);
  expect(theirs).toContain('1 Glue finding open');
  expect(theirs).toContain('stores-cash-count');
  expect(theirs).toContain('Only the findings that this channel owns.');
  expect(slack.messages('random')).toEqual([]);
  expect(aws.requests.counts['tag:GetResources']).toBeGreaterThan(0);
  expect(await bot.end('SIGTERM')).toBe(0);
  expect(slack.problems).toEqual([]);
}, 90_000);

test('the terminal’s audit holds what is accepted by tag against the tags of now, and names owners', async () => {
  const accepted = [
    { tag: { team: 'finance' }, evenIfWorse: true, reason: 'ends in March', owner: 'finance', until: '2026-12-31' },
  ].map((entry) => ({ ...entry, until: new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10) }));
  const world = await createWorld();
  const { aws, folder } = world;
  const GLUEWARDEN_CONFIG = writeConfig(folder, {
    accounts: aws.fleet,
    schedules: [yearly],
    tags: ['team'],
    owners,
    exceptions: { accepted },
  });
  aws.state.region(production, 'ap-southeast-2').tags.put('job/stores-cash-count', { team: 'finance' });
  const audit = async () => {
    const words = ['audit', '--format', 'json', '--account', production, '--region', 'ap-southeast-2'];
    const { stdout, stderr } = await run(words, folder, { ...world.environment, GLUEWARDEN_CONFIG });
    const { targets, findings } = JSON.parse(stdout);
    const found = findings.find(({ name }: { name: string }) => name === 'stores-cash-count');
    return { target: targets[0], found, stderr };
  };
  const denied = await audit();
  expect(denied.target).toMatchObject({
    outcome: 'scanned',
    tagsNotRead: { call: 'GetResources', error: 'AccessDeniedException' },
  });
  expect(denied.stderr).toContain('The tags of jobs could not be read in 1 account-region');
  expect([denied.found.accepted, denied.found.owner]).toEqual([undefined, undefined]);
  allowTags(aws, production);
  const allowed = await audit();
  expect(allowed.stderr).toBe('');
  expect(allowed.target).not.toHaveProperty('tagsNotRead');
  expect(allowed.found).toMatchObject({ accepted: { reason: 'ends in March' }, owner: { channel: 'CDATAPLATFORM' } });
  aws.state.region(production, 'ap-southeast-2').tags.put('job/stores-cash-count', { team: 'sales' });
  expect((await audit()).found.accepted).toBeUndefined();
}, 60_000);
