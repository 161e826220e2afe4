import { expect, test } from 'vitest';
import type { SlackSandbox } from '../../../sandbox/slack/server.ts';
import { createWorld } from '../../support/processes/bot.ts';
import { ask, modalWith, optionValue, said, wordsOf } from '../../support/processes/people.ts';

const approvals = { channel: 'CGLUEAPPROVALS', approvers: { usergroups: ['SDATALEADS'] } };
const name = 'etl-default-2019';

/** Chooses in the menu of the row of a finding, in the list that lies on top. */
async function choose(slack: SlackSandbox, words: string): Promise<void> {
  const blocks = slack.views('UNINA').at(-1)?.blocks ?? [];
  const row = blocks.find((block) => JSON.stringify(block.accessory ?? {}).includes(`"${words}`));
  const value = optionValue(row?.accessory, words);
  await slack.as('UNINA').select('view', { blockId: String(row?.block_id) }, value);
}

/** The real bot over its socket: the list of findings is open. */
async function openList() {
  const { slack, start } = await createWorld({ config: { approvals } });
  await start();
  await ask(slack, 'data-production us-east-1');
  const { message } = await ask(slack, 'findings exposed us-east-1');
  const nina = slack.as('UNINA');
  await nina.click(message, { actionId: 'findings.browse' });
  await modalWith(slack, /open findings/);
  return { slack, nina, message };
}

test('each row of the list is shown, asked for and accepted from where it stands', async () => {
  const { slack, nina, message } = await openList();
  await choose(slack, `Show ${name}`);
  await modalWith(slack, 'Encryption settings');
  await nina.closeView();

  await choose(slack, `Remediate ${name}`);
  await modalWith(slack, 'data-platform');
  const key = optionValue(slack.views('UNINA').at(-1)?.blocks, 'data-platform');
  await nina.submit(undefined, { key, reason: 'Asked from the list.' });
  await modalWith(slack, 'The approvers are asked');
  await nina.closeView();

  await choose(slack, 'Accept risk of clickstream-live');
  await modalWith(slack, 'Why is the risk accepted?');
  await nina.submit(undefined, { 'accept-reason': 'replaced in March', 'accept-owner': 'UNINA' });
  await modalWith(slack, 'whoever may approve decides');
  await nina.closeView({ all: true });

  // The list as it is now: what was asked for stands in place of the control.
  await nina.click(message, { actionId: 'findings.browse' });
  const now = await modalWith(slack, 'asked to be accepted');
  expect(now).toMatch(/`etl-default-2019`.*requested> \(waits for a decision\)/);
  expect(now).not.toContain(`Remediate ${name}`);
  expect(now).not.toContain('Accept risk of clickstream-live');
  await choose(slack, `Open request of ${name}`);
  await modalWith(slack, 'Asked from the list.');
  expect(slack.views('UNINA')).toHaveLength(2);
  expect(slack.problems).toEqual([]);
});

test('an older message leads to the request that somebody made since, and not to a second form', async () => {
  const { slack, nina } = await openList();
  await nina.closeView();
  const { message } = await ask(slack, 'find etl-default');
  const pick = async () => {
    const value = optionValue(message.blocks, name);
    await nina.select(message, { actionId: 'remediation.form.chosen' }, value);
  };
  await pick();
  await modalWith(slack, 'data-platform');
  const key = optionValue(slack.views('UNINA').at(-1)?.blocks, 'data-platform');
  await nina.submit(undefined, { key, reason: 'First.' });
  await modalWith(slack, 'The approvers are asked');
  await slack.waitFor(() => said(slack, { user: 'UAMIR', channel: 'CGLUEAPPROVALS' }).some((each) => wordsOf(each)));
  await nina.closeView({ all: true });
  await pick();
  const words = await modalWith(slack, 'has a request already');
  expect(words).toContain('Its remediation waits for a decision');
  expect(words).toContain('First.');
  expect(JSON.stringify(slack.views('UNINA').at(-1)?.blocks)).toContain('/archives/CGLUEAPPROVALS/');
  expect(slack.problems).toEqual([]);
});
