import { expect, test } from 'vitest';
import type { SlackSandbox } from '../../../sandbox/slack/server.ts';
import { createWorld } from '../../support/processes/bot.ts';
import { ask, modalWith, optionValue, said, wordsOf } from '../../support/processes/people.ts';

const approvals = { channel: 'CGLUEAPPROVALS', approvers: { usergroups: ['SDATALEADS'] } };

/** Waits until this person's Home shows the words, and resolves with all of its words. */
function homeWith(slack: SlackSandbox, words: string | RegExp, user = 'UNINA'): Promise<string> {
  return slack.waitFor(() => {
    const home = slack.home(user);
    const all = home === undefined ? '' : wordsOf(home);
    return (typeof words === 'string' ? all.includes(words) : words.test(all)) && all;
  }, 40_000);
}

test('from an empty Home over an audit and a finding to a request, and what waits for its approver', async () => {
  const { slack, start } = await createWorld({ config: { approvals } });
  await start();
  const nina = slack.as('UNINA');
  await nina.openTab('home');
  expect(await homeWith(slack, 'Nothing was scanned yet')).toContain('press Audit');

  await nina.click('home', { text: 'Audit' });
  await modalWith(slack, 'The result comes as a direct message');
  const account = optionValue(slack.views('UNINA').at(-1)?.blocks, 'data-production');
  await nina.submit(undefined, { account, region: 'us-east-1' });
  await modalWith(slack, 'The audit has begun');
  await slack.waitFor(() => said(slack, { channel: 'DNINA' }).find(({ text }) => text.startsWith('Audit of ')), 40_000);
  const full = await homeWith(slack, /\d+ exposed findings?/);
  expect(full).toMatch(/By account and region[\s\S]*data-production/);
  expect(full).toContain('Waiting for a decision: 0');

  await nina.closeView({ all: true });
  await nina.click('home', { text: 'Findings' });
  expect(await modalWith(slack, /\d+ open findings/)).toContain('etl-default-2019');
  await nina.closeView({ all: true });

  await nina.click('home', { text: 'Show' });
  await modalWith(slack, /What now|How to fix it/);
  await nina.closeView({ all: true });

  await nina.click('home', { text: 'Remediate' });
  await modalWith(slack, 'data-platform');
  const key = optionValue(slack.views('UNINA').at(-1)?.blocks, 'data-platform');
  await nina.submit(undefined, { key, reason: 'Asked from the Home.' });
  await modalWith(slack, 'The approvers are asked');
  const mine = await homeWith(slack, 'Your requests: 1');
  expect(mine).toContain('waits for a decision, has 0 of 1 approval');

  await slack.as('UAMIR').openTab('home');
  expect(await homeWith(slack, 'Waiting for a decision: 1', 'UAMIR')).toContain('SDATALEADS');
  await slack.as('UAMIR').click('home', { text: 'Details' });
  expect(await modalWith(slack, 'Asked from the Home.', 'UAMIR')).toContain('Configuration');
  expect(slack.problems).toEqual([]);
});

test('who may not ask is told whom to ask, and sees nothing of anybody', async () => {
  const { slack, start } = await createWorld({ config: { access: { users: ['UAMIR'], channels: ['CDATAALERTS'] } } });
  await start();
  await slack.as('UNINA').openTab('home');
  const words = await homeWith(slack, 'not among those who may ask');
  expect(words).not.toContain('account-region');
  expect(JSON.stringify(slack.home('UNINA')?.blocks)).toContain('CDATAALERTS');
  await slack.as('UAMIR').openTab('home');
  await homeWith(slack, 'Nothing was scanned yet', 'UAMIR');
  expect(slack.problems).toEqual([]);
});

test('a message that names a job leads to the finding behind it, and from there to the form', async () => {
  const { slack, start } = await createWorld({ config: { approvals } });
  await start();
  await ask(slack, 'data-production us-east-1');
  const nina = slack.as('UNINA');
  await slack.as('UAMIR').type('data-platform', 'orders-nightly-etl is late again');
  const message = await slack.waitFor(() =>
    slack.visibleTo('UNINA', 'data-platform').find(({ text }) => text.includes('late again')),
  );
  await nina.shortcut('Find in Glue', message);
  expect(await modalWith(slack, 'named in this message')).toContain('etl-default-2019');
  const view = slack.views('UNINA').at(-1);
  await nina.select('view', { actionId: 'remediation.form.chosen' }, optionValue(view?.blocks, 'etl-default-2019'));
  expect(await modalWith(slack, 'Why?')).toContain('etl-default-2019');
  expect(slack.views('UNINA')).toHaveLength(2);

  const { message: found } = await ask(slack, 'find ORDERS-nightly');
  expect(wordsOf(found)).toContain('used by job');
  expect(slack.problems).toEqual([]);
});
