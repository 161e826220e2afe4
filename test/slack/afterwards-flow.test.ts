import { describe, expect, it } from 'vitest';
import type { Message } from '../../sandbox/slack/model.ts';
import type { SlackSandbox } from '../../sandbox/slack/server.ts';
import { createClients } from '../../src/slack/transport/client.ts';
import { actionIds } from '../../src/slack/views/common/action-ids.ts';
import { afterwardsSamples, rollBackForms } from '../views/samples/afterwards.ts';
import { remediationSurface, trouble } from './remediation-kit.ts';
import { recordingLog } from './support.ts';

const begin = remediationSurface();

const waiting = afterwardsSamples['progress-canary'];
const amir = { user: 'UAMIR', channel: 'CDATAPLATFORM' };
const placeOf = ({ ts }: Message) => ({ channel: 'CDATAPLATFORM', ts });
const ran = async () => rollBackForms.ran ?? trouble;

/** What this person alone was told in the channel. */
function toldTo(slack: SlackSandbox, user: string, words: string, channel = 'data-platform'): Promise<Message> {
  return slack.waitFor(() =>
    slack.visibleTo(user, channel).find(({ visibleTo, text }) => visibleTo === user && text.includes(words)),
  );
}

/** Gives the form on this person's screen another private metadata, as somebody who forges a payload does. */
async function forge(slack: SlackSandbox, user: string, metadata: string): Promise<void> {
  const view = slack.views(user).at(-1);
  if (view === undefined) throw new Error('no form');
  const { botToken } = slack.app;
  const { interactive } = createClients({ botToken, apiUrl: slack.apiUrl, log: recordingLog() });
  const { id, type, title, submit, close, blocks, callback_id } = view;
  const forged = { type, title, submit, close, blocks, callback_id, private_metadata: metadata };
  await interactive.apiCall('views.update', { view_id: id, view: forged });
}

describe('Go on and Stop here', () => {
  it.each([
    ['Go on', 'goOn'],
    ['Stop here', 'stop'],
  ] as const)('%s orders it for who pressed, and names the request and the message', async (text, order) => {
    const { slack, message, calls } = await begin(waiting);
    expect(await slack.as('UAMIR').click(message, { text })).toMatchObject({ acked: true });
    await slack.waitFor(() => calls.length > 0);
    expect(calls).toEqual([[order, amir, { requestId: 'request-1', message: placeOf(message) }]]);
    expect(slack.problems).toEqual([]);
  });

  it.each([
    ['Go on', 'goOn'],
    ['Stop here', 'stop'],
  ] as const)('%s that is refused is told to who pressed alone, and the message stays', async (text, order) => {
    const { slack, message } = await begin(waiting, { [order]: async () => trouble });
    await slack.as('UAMIR').click(message, { text });
    expect((await toldTo(slack, 'UAMIR', 'cannot be')).text).toContain('Do something else.');
    const same = slack.messages('data-platform').find(({ ts }) => ts === message.ts);
    expect(JSON.stringify(same?.blocks)).toContain(actionIds.goOn);
    expect(slack.visibleTo('UNINA', 'data-platform').some(({ text: said }) => said.includes('cannot be'))).toBe(false);
  });

  it.each([
    ['Go on', 'goOn'],
    ['Stop here', 'stop'],
  ] as const)('%s that breaks leaves nobody without an answer: a reference for the log', async (text, order) => {
    const broken = async () => {
      throw new Error('boom');
    };
    const { slack, message, log } = await begin(waiting, { [order]: broken });
    await slack.as('UAMIR').click(message, { text });
    await toldTo(slack, 'UAMIR', 'id-0000');
    expect(log.all()).toContain('boom');
  });

  it('both ask first whether that is meant', async () => {
    const { message } = await begin(waiting);
    const asked = message.blocks.flatMap(({ elements }) => (Array.isArray(elements) ? elements : []));
    const confirms = asked.filter(({ confirm }) => confirm !== undefined).map(({ action_id }) => action_id);
    expect(confirms.toSorted()).toEqual([actionIds.goOn, actionIds.stop].toSorted());
  });
});

describe('Roll back', () => {
  it('opens a form that says what it would do, and orders it when it is confirmed', async () => {
    const { slack, message, calls, modalShows } = await begin(waiting);
    const person = slack.as('UAMIR');
    await person.click(message, { text: 'Roll back' });
    await modalShows('UAMIR', 'switches 3 jobs to what they used before');
    expect(calls).toEqual([['rollBackForm', amir, 'request-1']]);
    expect(await person.submit(undefined)).toMatchObject({ acked: true });
    await modalShows('UAMIR', 'It is being rolled back.');
    expect(calls.slice(1)).toEqual([
      ['rollBack', amir, { requestId: 'request-1', understood: false, message: placeOf(message) }],
    ]);
    expect(slack.problems).toEqual([]);
  });

  it('with a second confirmation sends it only when its box is ticked', async () => {
    const { slack, message, calls, modalShows } = await begin(waiting, { rollBackForm: ran });
    const person = slack.as('UAMIR');
    await person.click(message, { text: 'Roll back' });
    await modalShows('UAMIR', 'already ran with the new configuration');
    // Slack itself keeps the form open.
    await person.submit(undefined).catch(() => undefined);
    expect(calls.filter(([name]) => name === 'rollBack')).toEqual([]);
    await person.submit(undefined, { understood: ['understood'] });
    await modalShows('UAMIR', 'It is being rolled back.');
    expect(calls.at(-1)).toEqual([
      'rollBack',
      amir,
      { requestId: 'request-1', understood: true, message: placeOf(message) },
    ]);
  });

  it('shows in the same window why it cannot be, when it is opened and when it is confirmed', async () => {
    const { slack, message, calls, modalShows } = await begin(waiting, { rollBack: async () => trouble });
    const person = slack.as('UAMIR');
    await person.click(message, { text: 'Roll back' });
    await modalShows('UAMIR', 'switches 3 jobs');
    await person.submit(undefined);
    await modalShows('UAMIR', 'It cannot be.');
    expect(calls.map(([name]) => name)).toEqual(['rollBackForm', 'rollBack']);
  });

  it('a stranger sees the problem in place of the form', async () => {
    const { slack, message, modalShows } = await begin(waiting, { rollBackForm: async () => trouble });
    await slack.as('UJUN').click(message, { text: 'Roll back' });
    await modalShows('UJUN', 'Do something else.');
    expect(slack.views('UJUN').at(-1)).not.toHaveProperty('submit.text');
  });

  it.each(['rollBackForm', 'rollBack'] as const)('that breaks in %s shows a reference', async (name) => {
    const broken = async () => {
      throw new Error('boom');
    };
    const { slack, message, log, modalShows } = await begin(waiting, { [name]: broken });
    const person = slack.as('UAMIR');
    await person.click(message, { text: 'Roll back' });
    if (name === 'rollBack') {
      await modalShows('UAMIR', 'switches 3 jobs');
      await person.submit(undefined);
    }
    await modalShows('UAMIR', 'id-0000');
    expect(log.all()).toContain('boom');
  });

  it('a press twice at once opens two forms and orders nothing', async () => {
    const { slack, message, calls, modalShows } = await begin(waiting);
    const person = slack.as('UAMIR');
    await Promise.all([person.click(message, { text: 'Roll back' }), person.click(message, { text: 'Roll back' })]);
    await modalShows('UAMIR', 'switches 3 jobs');
    await slack.waitFor(() => calls.length === 2);
    expect(calls.map(([name]) => name)).toEqual(['rollBackForm', 'rollBackForm']);
  });
});

describe('a form whose private metadata was forged', () => {
  it('names another request: it is that one that is judged, for who submitted', async () => {
    const { slack, message, calls, modalShows } = await begin(waiting, { rollBack: async () => trouble });
    const person = slack.as('UAMIR');
    await person.click(message, { text: 'Roll back' });
    await modalShows('UAMIR', 'switches 3 jobs');
    await forge(slack, 'UAMIR', JSON.stringify({ id: 'request-of-others', channel: 'CELSEWHERE', user: 'UOLGA' }));
    await person.submit(undefined);
    await modalShows('UAMIR', 'It cannot be.');
    // Whether this person may is read again from the request; who it is, Slack says.
    expect(calls.at(-1)).toEqual([
      'rollBack',
      { user: 'UAMIR', channel: 'CELSEWHERE' },
      { requestId: 'request-of-others', understood: false },
    ]);
  });

  it.each(['', '{', 'null', '[]', '{"id":7,"channel":"C"}', '{"channel":"C"}'])(
    'is %j: it is acknowledged, and nothing is ordered',
    async (metadata) => {
      const { slack, message, calls, modalShows } = await begin(waiting);
      const person = slack.as('UAMIR');
      await person.click(message, { text: 'Roll back' });
      await modalShows('UAMIR', 'switches 3 jobs');
      await forge(slack, 'UAMIR', metadata);
      expect(await person.submit(undefined)).toMatchObject({ acked: true });
      expect(calls.map(([name]) => name)).toEqual(['rollBackForm']);
    },
  );
});

describe('from another workspace', () => {
  it.each(['Go on', 'Stop here', 'Roll back'])(
    'a press of %s is refused, recorded, and orders nothing',
    async (text) => {
      const attempts: unknown[] = [];
      const onOtherWorkspace = async (attempt: unknown) => void attempts.push(attempt);
      const { slack, message, calls } = await begin(
        waiting,
        {},
        { channel: 'data-alerts', options: { onOtherWorkspace } },
      );
      expect(await slack.as('UGUEST').click(message, { text })).toMatchObject({ acked: true });
      await slack.waitFor(() =>
        slack.visibleTo('UGUEST', 'data-alerts').some(({ text: said }) => said.includes('only answers to members')),
      );
      expect(calls).toEqual([]);
      expect(slack.views('UGUEST')).toEqual([]);
      expect(attempts).toMatchObject([{ user: 'UGUEST', teams: expect.arrayContaining(['TPARTNER']) }]);
    },
  );

  it('a submitted form is refused and orders nothing', async () => {
    const { slack, message, calls, modalShows, log } = await begin(waiting);
    const person = slack.as('UAMIR');
    await person.click(message, { text: 'Roll back' });
    await modalShows('UAMIR', 'switches 3 jobs');
    slack.faults.delivery('foreign_team');
    await person.submit(undefined);
    await slack.waitFor(() => log.all().includes('TFOREIGN'));
    expect(calls.map(([name]) => name)).toEqual(['rollBackForm']);
  });
});

describe('with remediation off', () => {
  it.each(['Go on', 'Stop here', 'Roll back'])('a press of %s says so', async (text) => {
    const { slack, message, calls } = await begin(waiting, {}, { off: true });
    await slack.as('UAMIR').click(message, { text });
    await toldTo(slack, 'UAMIR', 'REMEDIATION=off');
    expect([calls, slack.views('UAMIR')]).toEqual([[], []]);
  });
});
