import { describe, expect, test } from 'vitest';
import type { Message, SlackSandbox } from '../../../sandbox/slack/server.ts';
import { botDatabases } from '../../support/postgres/databases.ts';
import { forAllTests } from '../../support/processes/at-end.ts';
import { createWorld, type World } from '../../support/processes/bot.ts';
import { ask, blockOf, modalWith, moreOptions, optionValue, said, wordsOf } from '../../support/processes/people.ts';

const production = '111122223333';
const name = 'etl-default-2019';
const approvals = { channel: 'CGLUEAPPROVALS', approvers: { usergroups: ['SDATALEADS'] } };

async function withFinding(databaseUrl?: string): Promise<World & { readonly finding: Message }> {
  const world = await createWorld({ config: { approvals }, ...(databaseUrl !== undefined && { databaseUrl }) });
  await world.start();
  await ask(world.slack, 'data-production us-east-1');
  return { ...world, finding: await shownIn(world) };
}

async function shownIn({ slack }: World): Promise<Message> {
  return (await ask(slack, `show "${name}" data-production us-east-1`)).message;
}

/** Opens the form with the button of this message, and asks with the account's own key. */
async function request(slack: SlackSandbox, message: Message, more: { databases?: string } = {}): Promise<Message> {
  const nina = slack.as('UNINA');
  const asked = () =>
    slack.visibleTo('UAMIR', 'CGLUEAPPROVALS').filter(({ text }) => text.includes('asks to remediate'));
  const earlier = new Set(asked().map(({ ts }) => ts));
  await nina.click(message, { text: 'Remediate' });
  await modalWith(slack, 'data-platform');
  const key = optionValue(slack.views('UNINA').at(-1)?.blocks, 'data-platform');
  await moreOptions(slack);
  expect(
    await nina.submit(undefined, { key, canary: 'all-at-once', reason: 'The audit names it.', ...more }),
  ).toMatchObject({
    acked: true,
  });
  await modalWith(slack, 'The approvers are asked');
  return slack.waitFor(() => asked().find(({ ts }) => !earlier.has(ts)));
}

function configurationOf({ aws }: World, job: string) {
  return aws.state.region(production, 'us-east-1').jobs.get(job)?.SecurityConfiguration;
}

test.each(botDatabases)(
  'on %s, from show to an encrypted bookmark: one asks, somebody else approves, all of it moves, both are told',
  async (_, urlOf) => {
    const world = await withFinding(await urlOf());
    const { slack, finding } = world;
    const asked = await request(slack, finding, { databases: 'sales' });
    expect(wordsOf(asked)).toContain('The audit names it.');
    expect(wordsOf(asked)).toContain('the column statistics of 1 table');
    expect(configurationOf(world, 'orders-nightly-etl')).toBe(name);

    await slack.as('UJUN').click(asked, { text: 'Details' });
    expect(await modalWith(slack, 'Configuration', 'UJUN')).toContain('orders-nightly-etl');

    await slack.as('UAMIR').click(asked, { text: 'Approve' });
    const decided = await slack.waitFor(
      () =>
        slack.visibleTo('UAMIR', 'CGLUEAPPROVALS').find(({ ts, text }) => ts === asked.ts && text.includes('approved')),
      40_000,
    );
    expect(JSON.stringify(decided.blocks)).not.toContain('request.approve');
    const outcome = await slack.waitFor(
      () => said(slack, { channel: 'DNINA' }).find(({ text }) => /^(Done|Partly|It failed)/.test(text)),
      40_000,
    );
    expect(wordsOf(outcome)).toContain('Done: ');
    for (const job of ['orders-nightly-etl', 'orders-hourly-delta', 'orders-returns-merge'])
      expect(configurationOf(world, job)).toBe(`${name}-encrypted-bookmarks`);
    const { columnStatistics } = world.aws.state.region(production, 'us-east-1');
    expect(columnStatistics.get('sales.orders')).toMatchObject({
      SecurityConfiguration: `${name}-encrypted-bookmarks`,
      Schedule: { State: 'SCHEDULED' },
      SampleSize: 20,
    });
    expect(columnStatistics.get('sales.returns')).toMatchObject({ SecurityConfiguration: 'std-encrypted' });
    expect(slack.problems).toEqual([]);
  },
);

test('REMEDIATION=off: no button, and the command says how to switch it on', async () => {
  const { slack, start } = await createWorld({ config: { approvals } });
  await start({ REMEDIATION: 'off' });
  await ask(slack, 'data-production us-east-1');
  const { message } = await ask(slack, `show "${name}" data-production us-east-1`);
  expect(JSON.stringify(message.blocks)).not.toContain('remediation.form');
  await slack.as('UNINA').type('CDATAPLATFORM', `/glue-remediate "${name}" data-production us-east-1`);
  await slack.waitFor(() => said(slack).find(({ text }) => text.includes('Remediation is off')));
});

describe('one bot, and one request after another', () => {
  const world = forAllTests(async () => {
    const made = await createWorld({ config: { approvals } });
    await made.missSlot();
    await made.start();
    return made;
  });

  test('from the digest: the button beside it opens the form of a finding that it names', async () => {
    const { slack } = world();
    const digest = await slack.waitFor(() => slack.messages('data-alerts')[0]);
    await slack.as('UNINA').click(digest, { blockId: blockOf(digest, name), text: 'Remediate' });
    expect(await modalWith(slack, 'Why?')).toContain(name);
    await slack.as('UNINA').closeView({ all: true });
    expect(slack.problems).toEqual([]);
  });

  test('who asked cannot approve, and a stranger cannot either: nothing moves, each is told', async () => {
    const { slack } = world();
    const asked = await request(slack, await shownIn(world()));
    await slack.as('UOLGA').click(asked, { text: 'Approve' });
    await slack.waitFor(() =>
      said(slack, { user: 'UOLGA', channel: 'CGLUEAPPROVALS' }).find(({ text }) =>
        text.includes('not among the approvers'),
      ),
    );
    expect(configurationOf(world(), 'orders-nightly-etl')).toBe(name);
    expect(JSON.stringify(slack.visibleTo('UAMIR', 'CGLUEAPPROVALS'))).toContain('request.approve');

    const amir = slack.as('UAMIR');
    await amir.click(asked, { text: 'Reject' });
    await modalWith(slack, 'Why is it rejected?', 'UAMIR');
    await amir.submit(undefined, { reason: 'Not this week.' });
    await modalWith(slack, 'Rejected.', 'UAMIR');
    const told = await slack.waitFor(() =>
      said(slack, { channel: 'DNINA' }).find(({ text }) => text.includes('rejected')),
    );
    expect(wordsOf(told)).toContain('Not this week.');
    expect(configurationOf(world(), 'orders-nightly-etl')).toBe(name);
    await slack.as('UNINA').closeView({ all: true });
    expect(slack.problems).toEqual([]);
  });

  test('the requester withdraws it from the list, and the approvers see that', async () => {
    const { slack } = world();
    const asked = await request(slack, await shownIn(world()));
    const nina = slack.as('UNINA');
    await nina.type('CDATAPLATFORM', '/glue-remediate status');
    const list = await slack.waitFor(() => said(slack).find(({ text }) => text.includes('waits for a decision')));
    await nina.click(list, { text: 'Withdraw' });
    await slack.waitFor(() =>
      slack.visibleTo('UAMIR', 'CGLUEAPPROVALS').find(({ ts, text }) => ts === asked.ts && text.includes('withdrawn')),
    );
    await slack.waitFor(() => said(slack).find(({ text }) => text.includes('withdrawn')));
    expect(configurationOf(world(), 'orders-nightly-etl')).toBe(name);
    expect(slack.problems).toEqual([]);
  });
});
