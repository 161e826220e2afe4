import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Message } from '../../sandbox/slack/model.ts';
import { demoWorkspace, gridWorkspace, type SlackSandbox } from '../../sandbox/slack/server.ts';
import { actionIds } from '../../src/slack/views/common/action-ids.ts';
import { type SurfaceSetUp, started } from './surface-kit.ts';

const browse = { actionId: actionIds.browse };
let kit: SurfaceSetUp;
let attempts: { user: string; what: string }[];

beforeEach(() => {
  attempts = [];
});
afterEach(() => kit.stop());

/** A started bot in an organisation, and in #data-alerts a message with the button. */
async function begin(app: NonNullable<Parameters<typeof started>[0]>['sandbox'] = {}): Promise<Message> {
  const onOtherWorkspace = async (attempt: { user: string; what: string }) => void attempts.push(attempt);
  kit = await started({ sandbox: { workspace: gridWorkspace(), ...app }, options: { onOtherWorkspace } });
  await kit.slack.as('UNINA').type('data-alerts', '/glue-audit all share');
  return kit.slack.waitFor((slack) => slack.messages('data-alerts').find(({ text }) => text.includes('You said')));
}

const modalShows = (user: string, words: string): Promise<unknown> =>
  kit.slack.waitFor((slack) => JSON.stringify(slack.views(user).at(-1)?.blocks ?? []).includes(words));
const told = (user: string, words: string): Promise<unknown> =>
  kit.slack.waitFor((slack: SlackSandbox) =>
    slack.visibleTo(user, 'data-alerts').some(({ text }) => text.includes(words)),
  );
const asked = () => kit.slack.calls.filter(({ method }) => method === 'users.info').map(({ args }) => args.user);

describe.each([
  ['installed in one workspace', {}],
  ['installed for the whole organisation', { app: { orgInstall: true } }],
])('Enterprise Grid, %s', (_install, given) => {
  it.each(['WSARA', 'WOMAR'])('a colleague presses, turns the page and filters: %s', async (user) => {
    const message = await begin(given);
    const person = kit.slack.as(user);
    expect(await person.click(message, browse)).toMatchObject({ acked: true });
    await modalShows(user, 'page 1');
    expect(await person.click('view', { actionId: actionIds.nextPage })).toMatchObject({ acked: true });
    await modalShows(user, 'page 2');
    await person.select('view', { actionId: actionIds.filterRegion }, 'eu-west-1');
    await modalShows(user, 'query-2');
    expect(asked().filter((each) => each === user)).toEqual([user]);
    expect([attempts, kit.slack.problems]).toEqual([[], []]);
  });

  it('a colleague types a command', async () => {
    await begin(given);
    await kit.slack.as('WSARA').type('data-alerts', '/glue-audit mine');
    await told('WSARA', 'You said mine');
    expect(attempts).toEqual([]);
  });

  it.each([
    ['somebody of another company', 'UGUEST'],
    ['a guest of a sister workspace', 'WTEMP'],
  ])('%s is refused in words, and recorded: a press, and a command', async (_who, user) => {
    const message = await begin(given);
    expect(await kit.slack.as(user).click(message, browse)).toMatchObject({ acked: true });
    await told(user, 'only answers to members');
    await kit.slack.as(user).type('data-alerts', '/glue-audit theirs');
    await kit.slack.waitFor(() => attempts.length === 2);
    expect(attempts).toMatchObject([
      { user, what: 'findings.browse' },
      { user, what: '/glue-audit' },
    ]);
    expect([kit.browsed, kit.slack.views(user)]).toEqual([[], []]);
    expect(
      kit.slack
        .visibleTo(user, 'data-alerts')
        .map(({ text }) => text)
        .join(),
    ).not.toContain('theirs');
  });
});

describe('when Slack does not say whose somebody is', () => {
  it.each([
    ['ratelimited', 'Try again in a minute'],
    ['missing_scope', 'users:read'],
  ])('a press ends in a sentence, and the next one is asked anew: %s', async (error, words) => {
    const message = await begin();
    kit.slack.faults.refuse(error, { methods: ['users.info'], count: 1 });
    await kit.slack.as('WSARA').click(message, browse);
    await told('WSARA', words);
    expect([kit.browsed, attempts, kit.slack.views('WSARA')]).toEqual([[], [], []]);
    await kit.slack.as('WSARA').click(message, browse);
    await modalShows('WSARA', 'page 1');
  });

  it('the press is acknowledged in time all the same', async () => {
    const message = await begin({ ackTimeoutMs: 1_000 });
    const hanging = kit.slack.faults.outage('hang', { methods: ['users.info'] });
    expect(await kit.slack.as('WSARA').click(message, browse)).toMatchObject({ acked: true });
    await told('WSARA', '(timeout)');
    hanging.stop();
    expect([kit.browsed, kit.slack.problems]).toEqual([[], []]);
  });
});

it('a workspace of no organisation asks about nobody', async () => {
  const message = await begin({ workspace: demoWorkspace() });
  await kit.slack.as('UAMIR').click(message, browse);
  await modalShows('UAMIR', 'page 1');
  await kit.slack.as('UGUEST').click(message, browse);
  await told('UGUEST', 'only answers to members of the workspace');
  expect(asked()).toEqual([]);
});

it('user groups of every workspace are read in an organisation-wide install', async () => {
  await begin({ app: { orgInstall: true } });
  const { chat } = kit.surface;
  expect(await chat.usergroupMembers('SDATALEADS')).toEqual(['UAMIR', 'UJUN']);
  expect(await chat.usergroupMembers('SSISTERLEADS')).toEqual(['WSARA']);
  await expect(chat.usergroupMembers('SNONE')).rejects.toMatchObject({ slackCode: 'no_such_subteam' });
});
