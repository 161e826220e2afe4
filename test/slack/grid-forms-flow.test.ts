import { expect, test } from 'vitest';
import { gridWorkspace } from '../../sandbox/slack/server.ts';
import { requestSamples } from '../views/samples/requests.ts';
import { remediationSurface } from './remediation-kit.ts';

const begin = remediationSurface();
const filled = { key: 'key/2222bbbb-11aa-11aa-11aa-111111111111', reason: 'The audit says so.' };

test('a colleague of a sister workspace opens a form and submits it', async () => {
  const { slack, message, calls, modalShows } = await begin(
    requestSamples['remediation-offer'],
    {},
    { workspace: gridWorkspace(), channel: 'data-alerts' },
  );
  const sara = slack.as('WSARA');
  await sara.click(message, { text: 'Remediate' });
  await modalShows('WSARA', 'data, etl');
  expect(await sara.submit(undefined, filled)).toMatchObject({ acked: true });
  await modalShows('WSARA', 'The approvers are asked');
  expect(calls.map(([name, actor]) => [name, actor])).toEqual([
    ['form', { user: 'WSARA', channel: 'CDATAALERTS' }],
    ['ask', { user: 'WSARA', channel: 'CDATAALERTS' }],
  ]);
  expect(slack.problems).toEqual([]);
});

test('a form of somebody who is of elsewhere by now, or cannot be proven to be ours, asks for nothing and says so', async () => {
  const attempts: unknown[] = [];
  const { slack, message, calls, modalShows } = await begin(
    requestSamples['remediation-offer'],
    {},
    { workspace: gridWorkspace(), options: { onOtherWorkspace: async (attempt) => void attempts.push(attempt) } },
  );
  const nina = slack.as('UNINA');
  for (const [words, fail] of [
    ['ratelimited', () => slack.faults.refuse('ratelimited', { methods: ['users.info'], count: 1 })],
    ['only answers to members', () => undefined],
  ] as const) {
    delete nina.user.teamId;
    await nina.click(message, { text: 'Remediate' });
    await modalShows('UNINA', 'data, etl');
    nina.user.teamId = 'TPARTNER';
    fail();
    expect(await nina.submit(undefined, filled)).toMatchObject({ acked: true });
    await modalShows('UNINA', words);
  }
  expect(calls.map(([name]) => name)).toEqual(['form', 'form']);
  expect(attempts).toMatchObject([{ user: 'UNINA', what: 'remediation.ask' }]);
});
