import { expect, test } from 'vitest';
import type { Message, SlackSandbox } from '../../../sandbox/slack/server.ts';
import { createWorld, type World } from '../../support/processes/bot.ts';
import { blockOf, modalWith, optionValue, said, wordsOf } from '../../support/processes/people.ts';

const production = '111122223333';
const region = 'us-east-1';
const name = 'etl-default-2019';
const copy = `${name}-encrypted-bookmarks`;
const approvals = { channel: 'CGLUEAPPROVALS', approvers: { usergroups: ['SDATALEADS'] } };

const everything = (slack: SlackSandbox) =>
  slack.messages('CGLUEAPPROVALS').filter(({ source, visibleTo }) => source !== 'person' && visibleTo === undefined);

/** The request as it stands now, which is the only message of its own. */
function requestIn(slack: SlackSandbox): Message {
  const own = everything(slack).filter(({ threadTs }) => threadTs === undefined);
  expect(own.map(({ text }) => text)).toHaveLength(1);
  return own[0] as Message;
}

const showsRequest = (slack: SlackSandbox, words: RegExp) =>
  slack.waitFor(() => {
    const [request] = everything(slack);
    return request !== undefined && words.test(wordsOf(request)) && request;
  }, 25_000);

const replies = (slack: SlackSandbox) => everything(slack).filter(({ threadTs }) => threadTs !== undefined);
const reply = (slack: SlackSandbox, words: RegExp) =>
  slack.waitFor(() => replies(slack).find((message) => words.test(wordsOf(message))), 25_000);
const buttonsOf = (message: Message) =>
  [...JSON.stringify(message.blocks).matchAll(/"action_id":"(request\.[\w-]+)"/g)].map(([, id]) => id);

/** From the digest to a request whose canary job was switched. */
async function waiting(kill: boolean): Promise<World & { readonly canary: string; readonly digest: Message }> {
  const world = await createWorld({ config: { approvals } });
  const { slack } = world;
  await world.missSlot();
  const first = await world.start();
  const digest = await slack.waitFor(() => slack.messages('data-alerts')[0], 40_000);
  const nina = slack.as('UNINA');
  await nina.click(digest, { blockId: blockOf(digest, name), text: 'Remediate' });
  await modalWith(slack, 'data-platform');
  const key = optionValue(slack.views('UNINA').at(-1)?.blocks, 'data-platform');
  await nina.submit(undefined, { key, reason: 'The audit names it.' });
  await modalWith(slack, 'The approvers are asked');
  const asked = await showsRequest(slack, /asks to remediate/);
  await reply(slack, /Steps: /);
  await slack.as('UAMIR').click(asked, { text: 'Approve' });
  if (kill) {
    await slack.waitFor(() => world.aws.state.region(production, region).securityConfigurations.get(copy), 40_000);
    await first.end('SIGKILL');
    await world.start();
  }
  await showsRequest(slack, /Waiting for the next run of canary job/);
  const { jobs } = world.aws.state.region(production, region);
  const canary = jobs.list().find((job) => job.SecurityConfiguration === copy)?.Name ?? '';
  return { ...world, canary, digest };
}

test.each([
  ['as it goes', false],
  ['with a kill -9 while it is carried out', true],
])('%s: one message, everything else in its thread, and the requester has a link', async (_, kill) => {
  const world = await waiting(kill);
  const { slack, aws, canary, digest } = world;
  const request = requestIn(slack);
  const { permalink } = { permalink: `${slack.url}/archives/CDATAALERTS/p${digest.ts.replace('.', '')}` };
  expect(JSON.stringify(request.blocks)).toContain(permalink);
  expect(buttonsOf(request)).toEqual(['request.go-on', 'request.stop', 'request.roll-back']);

  const jobs = aws.state.region(production, region).jobs.list();
  aws.run(canary, { account: production, region });
  const done = await showsRequest(slack, /Done: 5 resources now use/);
  expect(done.ts).toBe(request.ts);
  expect(buttonsOf(done)).toEqual(['request.roll-back']);
  for (const words of [/^Approved$/m, /^Canary job switched$/m, /^First run of the canary job went well$/m, /^Ended$/m])
    expect(wordsOf(done)).toMatch(words);

  await slack.as('UAMIR').click(done, { text: 'Roll back' });
  await modalWith(slack, 'Roll back', 'UAMIR');
  await modalWith(slack, /back to what/, 'UAMIR');
  await slack.as('UAMIR').submit(undefined, { understood: ['understood'] });
  const back = await showsRequest(slack, /Remediation: rolled back/);
  expect(buttonsOf(back)).toEqual([]);
  await reply(slack, /^Rolled back/);
  await slack.waitFor(
    () => said(slack, { channel: 'DNINA' }).find(({ text }) => text.startsWith('Rolled back')),
    40_000,
  );
  expect(aws.state.region(production, region).jobs.list().length).toBe(jobs.length);

  requestIn(slack);
  const thread = replies(slack);
  expect(new Set(thread.map(({ threadTs }) => threadTs))).toEqual(new Set([request.ts]));
  // The plan, who approved, how far it is, its end, who rolled it back, the end of that: each once.
  expect(new Set(thread.map(({ metadata }) => JSON.stringify(metadata))).size).toBe(thread.length);
  expect(thread).toHaveLength(6);
  expect(thread.filter(({ broadcast }) => broadcast)).toEqual([]);
  // One that was under way at the kill comes once more, and says so: a direct conversation is not read.
  const repeats = (message: Message) => message.text.includes('may repeat an earlier message');
  const direct = said(slack, { channel: 'DNINA' }).filter((message) => !repeats(message));
  expect(direct.map(({ text }) => /was approved|^Done|^Rolled back/.exec(text)?.[0])).toEqual([
    'was approved',
    'Done',
    'Rolled back',
  ]);
  const address = `${slack.url}/archives/CGLUEAPPROVALS/p${request.ts.replace('.', '')}`;
  for (const message of direct) expect(JSON.stringify(message.blocks)).toContain(address);
  expect(slack.problems.filter(({ kind }) => !['no_ack', 'not_delivered'].includes(kind))).toEqual([]);
});
