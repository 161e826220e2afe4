import { expect, test } from 'vitest';
import { createWorld } from '../../support/processes/bot.ts';
import { ask, modalWith, moreOptions, optionValue, said, wordsOf } from '../../support/processes/people.ts';

const production = '111122223333';
const region = 'us-east-1';
const approvals = { channel: 'CGLUEAPPROVALS', approvers: { usergroups: ['SDATALEADS'] } };
const first = 'etl-default-2019';

test('several findings: asked for in one request, approved once, every plan carried out', async () => {
  const world = await createWorld({ config: { approvals } });
  await world.start();
  const { slack } = world;
  await ask(slack, `data-production ${region}`);
  const nina = slack.as('UNINA');
  await nina.type('CDATAPLATFORM', `/glue-remediate bulk data-production ${region}`);
  const offer = await slack.waitFor(() => said(slack).find(({ text }) => text.includes('open findings in')));
  await nina.click(offer, { text: 'Remediate' });
  await modalWith(slack, 'Which findings');
  const form = slack.views('UNINA').at(-1)?.blocks;
  const names = [first, 'adhoc-extract-jm'];
  const findings = names.map((name) => optionValue(form, name));
  expect(findings).not.toContain('');
  const key = optionValue(form, 'data-platform');
  await moreOptions(slack);
  await nina.submit(undefined, { findings, key, canary: 'all-at-once', reason: 'All of them are in the audit.' });
  expect(await modalWith(slack, 'The approvers are asked')).toContain('Plan 1 of 2');

  const asked = await slack.waitFor(() =>
    slack.visibleTo('UAMIR', 'CGLUEAPPROVALS').find(({ text }) => text.includes('and 1 more')),
  );
  expect(wordsOf(asked)).toMatch(
    /2 findings, a plan for each\. In all it creates 2 configurations and switches 5 jobs and 1 trigger/,
  );
  const amir = slack.as('UAMIR');
  await amir.click(asked, { text: 'Details' });
  expect(await modalWith(slack, 'Plan 1 of 2', 'UAMIR')).toContain('orders-nightly-etl');
  await amir.click('view', { text: 'Next plan' });
  expect(await modalWith(slack, 'Plan 2 of 2', 'UAMIR')).toContain('adhoc-extract-jm-encrypted-bookmarks');
  await amir.closeView();

  await amir.click(asked, { text: 'Approve' });
  // One message for both plans, when the last has ended.
  const ends = () => said(slack, { channel: 'DNINA' }).filter(({ text }) => /^(Done|Partly|It failed)/.test(text));
  const outcome = await slack.waitFor(() => ends()[0], 40_000);
  expect(wordsOf(outcome)).toContain('Done: 6 resources switched.');
  expect(ends().length).toBe(1);
  const { jobs } = world.aws.state.region(production, region);
  expect(jobs.get('orders-nightly-etl')?.SecurityConfiguration).toBe(`${first}-encrypted-bookmarks`);
  expect(jobs.get('adhoc-extract-jm')?.SecurityConfiguration).toBe('adhoc-extract-jm-encrypted-bookmarks');
  expect(slack.problems).toEqual([]);
});
