import { expect, onTestFinished, test, vi } from 'vitest';
import type { AwsSandbox } from '../../../sandbox/aws/server.ts';
import type { Message, SlackSandbox } from '../../../sandbox/slack/server.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { createWorld, type World } from '../../support/processes/bot.ts';
import { ask, modalWith, optionValue, said, wordsOf } from '../../support/processes/people.ts';

const production = '111122223333';
const region = 'us-east-1';
const name = 'etl-default-2019';
const copy = `${name}-encrypted-bookmarks`;
const approvals = { channel: 'CGLUEAPPROVALS', approvers: { usergroups: ['SDATALEADS'] } };

/** The jobs that name the copy now. */
function switched({ aws }: World): string[] {
  const { jobs } = aws.state.region(production, region);
  return jobs.list().flatMap((job) => (job.SecurityConfiguration === copy ? [job.Name] : []));
}

/** A request with one job first, approved; resolves when it waits for that job. */
async function waiting(settings: Partial<AwsSandbox['settings']> = {}): Promise<World & { readonly canary: string }> {
  const world = await createWorld({ config: { approvals } });
  const { slack } = world;
  Object.assign(world.aws.settings, settings);
  await world.start();
  await ask(slack, `data-production ${region}`);
  const nina = slack.as('UNINA');
  const { message } = await ask(slack, `show "${name}" data-production ${region}`);
  await nina.click(message, { text: 'Remediate' });
  await modalWith(slack, 'data-platform');
  const key = optionValue(slack.views('UNINA').at(-1)?.blocks, 'data-platform');
  await nina.submit(undefined, { key, reason: 'The audit names it.' });
  await modalWith(slack, 'The approvers are asked');
  const asked = await shows(slack, /asks to remediate/);
  await slack.as('UAMIR').click(asked, { text: 'Approve' });
  await shows(slack, /Waiting for the next run of canary job/);
  const [canary = ''] = switched(world);
  return { ...world, canary };
}

/** A message in the channel of the approvals whose text fits, the newest first. */
function shows(slack: SlackSandbox, text: RegExp): Promise<Message> {
  return slack.waitFor(
    () => slack.visibleTo('UAMIR', 'CGLUEAPPROVALS').findLast((message) => text.test(message.text)),
    40_000,
  );
}

test('the run of the canary job fails: the approvers are asked, one stops it, and rolls it back from the list', async () => {
  const world = await waiting();
  const { slack, aws, canary } = world;
  expect(switched(world)).toEqual([canary]);
  const { jobs } = aws.state.region(production, region);
  const secret = Object.values(jobs.get(canary)?.DefaultArguments ?? {}).find((value) => value.startsWith('s3://'));
  if (secret === undefined) throw new Error('The canary job has no argument to hide.');
  aws.run(canary, { account: production, region, state: 'FAILED', error: `No such path: ${secret}` });
  const question = await shows(slack, /first run of the canary job/);
  expect(wordsOf(question)).toMatch(/its run jr_\w+ ended as FAILED\. AWS says: "No such path: \[value\]"/);
  expect(JSON.stringify(slack.messages('CGLUEAPPROVALS'))).not.toContain(secret);
  expect(switched(world)).toEqual([canary]);

  // Olga may read there, and decides nothing.
  await slack.as('UOLGA').click(question, { text: 'Stop here' });
  await slack.waitFor(() =>
    said(slack, { user: 'UOLGA', channel: 'CGLUEAPPROVALS' }).find(({ text }) =>
      text.includes('not among the approvers'),
    ),
  );
  await slack.as('UAMIR').click(question, { text: 'Stop here' });
  await shows(slack, /^Partly done: 1 of 5 resources switched/);
  expect(switched(world)).toEqual([canary]);

  const amir = slack.as('UAMIR');
  await amir.type('CGLUEAPPROVALS', '/glue-remediate status');
  const list = await slack.waitFor(() =>
    said(slack, { user: 'UAMIR', channel: 'CGLUEAPPROVALS' }).find((message) =>
      wordsOf(message).includes('Can be rolled back: 1'),
    ),
  );
  await amir.click(list, { text: 'Roll back' });
  expect(await modalWith(slack, 'Roll back all the same', 'UAMIR')).toContain(canary);
  await amir.submit(undefined, { understood: ['understood'] });
  await modalWith(slack, 'It is being rolled back', 'UAMIR');
  await shows(slack, /^Rolled back/);
  expect(switched(world)).toEqual([]);
  expect(aws.state.region(production, region).securityConfigurations.get(copy)).toBeUndefined();
  expect(slack.problems).toEqual([]);
});

test('paused by an approver: nothing more is moved until one resumes', async () => {
  const world = await waiting();
  const { slack, aws, canary } = world;
  const say = async (user: string, text: string, words: string) => {
    await slack.as(user).type('CGLUEAPPROVALS', text);
    await slack.waitFor(() =>
      said(slack, { user, channel: 'CGLUEAPPROVALS' }).find((message) => wordsOf(message).includes(words)),
    );
  };
  await say('UOLGA', '/glue-remediate pause', 'not among the approvers');
  await say('UAMIR', '/glue-remediate pause', 'Paused');
  aws.run(canary, { account: production, region });
  await shows(slack, /^Paused/);
  expect(switched(world)).toEqual([canary]);
  await say('UAMIR', '/glue-remediate pause', 'paused already');
  await say('UAMIR', '/glue-remediate resume', 'No remediation waits for a decision.');
  await shows(slack, /^Done: 5 resources now use/);
  expect(switched(world).length).toBe(4);
  expect(slack.problems).toEqual([]);
});

test('as in the demo, every job runs by itself after its switch, also one that only a trigger starts', async () => {
  const world = await waiting({ runAfterUpdateMs: 1_500, runMs: 500 });
  const store = await openStore({ databaseUrl: world.databaseUrl });
  onTestFinished(() => store.close());
  await shows(world.slack, /^Done: 5 resources now use/);
  const [action] = world.aws.state.region(production, region).triggers.get('shipping-catch-up')?.Actions ?? [];
  expect(action).toMatchObject({ JobName: 'shipping-labels-load', SecurityConfiguration: copy });
  const [request] = await store.remediation.approvedRequests(0, 1);
  await vi.waitFor(async () => {
    const runs = await store.remediation.switches(request?.id ?? '');
    expect(runs.map(({ job, state }) => `${job} ${state}`)).toContain('shipping-labels-load good');
    expect(runs.filter(({ state }) => state === 'watching')).toEqual([]);
  }, 30_000);
});
