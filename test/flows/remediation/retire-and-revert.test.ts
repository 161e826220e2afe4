import { expect, test } from 'vitest';
import type { Message } from '../../../sandbox/slack/server.ts';
import { createWorld, type World } from '../../support/processes/bot.ts';
import { ask, modalWith, moreOptions, optionValue, said, wordsOf } from '../../support/processes/people.ts';

const production = '111122223333';
const region = 'us-east-1';
const old = 'etl-default-2019';
const job = 'orders-nightly-etl';
const approvals = { channel: 'CGLUEAPPROVALS', approvers: { usergroups: ['SDATALEADS'] } };

async function begin(where = region): Promise<World> {
  const world = await createWorld({ config: { approvals } });
  await world.start();
  await ask(world.slack, `data-production ${where}`);
  return world;
}

/** Presses Approve on the request that says this, and waits for the end that the requester is told. */
async function approve({ slack }: World, words: string, end: RegExp): Promise<Message> {
  const asked = await slack.waitFor(() =>
    slack.visibleTo('UAMIR', 'CGLUEAPPROVALS').find(({ text }) => text.includes(words)),
  );
  await slack.as('UAMIR').click(asked, { text: 'Approve' });
  return slack.waitFor(() => said(slack, { channel: 'DNINA' }).find(({ text }) => end.test(text)), 40_000);
}

test('a job that the next deploy reverts is posted once, with what belongs into the template', async () => {
  const world = await begin();
  const { slack, aws } = world;
  const nina = slack.as('UNINA');
  const { message: finding } = await ask(slack, `show "${old}" data-production ${region}`);
  await nina.click(finding, { text: 'Remediate' });
  await modalWith(slack, 'data-platform');
  const key = optionValue(slack.views('UNINA').at(-1)?.blocks, 'data-platform');
  await moreOptions(slack);
  await nina.submit(undefined, { key, canary: 'all-at-once', reason: 'The audit names it.' });
  await approve(world, 'asks to remediate', /^Done/);

  const { jobs } = aws.state.region(production, region);
  const switched = jobs.get(job);
  expect(switched?.SecurityConfiguration).toBe(`${old}-encrypted-bookmarks`);
  if (switched !== undefined) jobs.put(job, { ...switched, SecurityConfiguration: old });
  await ask(slack, `data-production ${region}`);
  const notice = (channel: string, user: string) =>
    said(slack, { channel, user }).filter(({ text }) => text.includes('was reverted by a deploy'));
  // What an audit writes beside its answer is delivered within the five seconds between two checks.
  const told = await slack.waitFor(() => notice('DNINA', 'UNINA')[0], 40_000);
  expect(wordsOf(told)).toContain(job);
  expect(wordsOf(told)).toContain(`SecurityConfiguration: "${old}-encrypted-bookmarks"`);
  await slack.waitFor(() => notice('CGLUEAPPROVALS', 'UAMIR')[0], 40_000);
  const { message: list } = await ask(slack, 'findings reverted');
  expect(wordsOf(list)).toContain('1 open finding');

  await ask(slack, `data-production ${region}`);
  await nina.click(told, { text: 'Remediate' });
  await modalWith(slack, 'data-platform');
  await nina.submit(undefined, { key, reason: 'The template is fixed.' });
  expect(await modalWith(slack, 'The approvers are asked')).toContain(job);
  expect([notice('DNINA', 'UNINA').length, notice('CGLUEAPPROVALS', 'UAMIR').length]).toEqual([1, 1]);
  expect(slack.problems).toEqual([]);
});

test('a configuration that nothing uses is retired by two people, and its finding closes', async () => {
  const frankfurt = 'eu-central-1';
  const world = await begin(frankfurt);
  const { slack, aws } = world;
  const unused = 'migration-2021';
  const nina = slack.as('UNINA');
  const { message: finding } = await ask(slack, `show "${unused}" data-production ${frankfurt}`);
  await nina.click(finding, { text: 'Retire' });
  await modalWith(slack, 'column statistics');
  await nina.submit(undefined, { reason: 'Nothing uses it.' });
  await modalWith(slack, 'The approvers are asked');
  const { securityConfigurations: configurations } = aws.state.region(production, frankfurt);
  expect(configurations.get(unused)).toBeDefined();
  const outcome = await approve(world, 'asks to retire', /^Done/);
  expect(wordsOf(outcome)).toContain(`the configuration "${unused}" is deleted`);
  expect(configurations.get(unused)).toBeUndefined();
  const { message: gone } = await ask(slack, `show "${unused}" data-production ${frankfurt}`);
  expect(wordsOf(gone)).toContain('no security configuration');
  expect(slack.problems).toEqual([]);
});
