import { afterEach, expect, it } from 'vitest';
import { renderer } from '../../../src/slack/render.ts';
import { actionIds } from '../../../src/slack/views/common/action-ids.ts';
import { createExceptionActions, requestAfter } from '../../../src/usecases/exceptions/exception-actions.ts';
import type { Message } from '../../../src/usecases/messages/message.ts';
import { exceptionWorld, identity } from '../../usecases/exceptions/world.ts';
import { jobSamples } from '../../views/samples/jobs.ts';
import { foundSamples } from '../../views/samples/lists.ts';
import { type SurfaceSetUp, started } from '../surface-kit.ts';

let kit: SurfaceSetUp | undefined;
afterEach(() => kit?.stop());

const channel = 'data-platform';

/** The real surface, views and use cases over a store in memory: a message with the button is posted. */
async function begin() {
  const world = await exceptionWorld();
  const actions = createExceptionActions({
    ...world.dependencies,
    authorise: async () => {},
    onAnnounced: () => {},
  });
  const shown = Object.values(jobSamples).find((message) => message.kind === 'job' && message.findings.length > 0);
  if (shown?.kind !== 'job') throw new Error('no sample');
  let message: Message = { ...shown, accept: 'latent' };
  const requestMessage = async () => {
    const [row] = await world.store.exceptions.inState(['asked', 'accepted', 'rejected']);
    const request = row && (await requestAfter(world.store, row))?.request;
    if (request === undefined) throw new Error('nothing was asked');
    return request;
  };
  kit = await started({ run: async () => message, renderer, options: { exceptions: actions } });
  const { slack } = kit;
  const type = async () => {
    const before = slack.messages(channel).length;
    await slack.as('UNINA').type(channel, '/glue-audit x share');
    return slack.waitFor(() =>
      slack
        .messages(channel)
        .slice(before)
        .find(({ blocks }) => blocks.length > 2),
    );
  };
  const modalShows = (words: string) =>
    slack.waitFor(() => JSON.stringify(slack.views('UNINA').at(-1)?.blocks ?? []).includes(words));
  return {
    ...world,
    slack,
    type,
    modalShows,
    async showRequest() {
      message = await requestMessage();
      return type();
    },
  };
}

async function filled(world: Awaited<ReturnType<typeof begin>>, given: Record<string, string> = {}) {
  const { slack, type, modalShows } = world;
  const nina = slack.as('UNINA');
  await nina.click(await type(), { actionId: actionIds.acceptFinding });
  await modalShows('Why is the risk accepted?');
  const values = { 'accept-reason': 'ends in March', 'accept-until': '2027-03-31', 'accept-owner': 'UAMIR', ...given };
  return nina.submit(undefined, values);
}

it('a form asks for consent, and the press of an approver makes it hold', async () => {
  const world = await begin();
  const { slack, store, modalShows, policies, policy } = world;
  expect(await filled(world)).toMatchObject({ acked: true });
  await modalShows('whoever may approve decides');
  const [row] = await store.exceptions.inState(['asked']);
  expect(row).toMatchObject({
    scope: { finding: identity },
    reason: 'ends in March',
    owner: 'UAMIR',
    until: { day: '2027-03-31' },
    askedBy: 'UNINA',
  });
  policies.set(identity.account, { ...policy, approvers: { users: ['UOLGA'], usergroups: [] } });
  const request = await world.showRequest();
  await slack.as('UAMIR').click(request, { actionId: actionIds.acceptRisk });
  await slack.waitFor(() =>
    slack.visibleTo('UAMIR', channel).some(({ text }) => text.includes('You are not among the approvers')),
  );
  await slack.as('UOLGA').click(request, { actionId: actionIds.acceptRisk });
  await slack.waitFor(() =>
    slack.messages(channel).some(({ blocks }) => JSON.stringify(blocks).includes('Risk accepted')),
  );
  expect(await store.findings.counts({})).toMatchObject({ accepted: 1 });
  expect(slack.problems).toEqual([]);
});

it('a rejection asks why, and the requester is told', async () => {
  const world = await begin();
  const { slack, store, modalShows, policies, policy } = world;
  await filled(world);
  await modalShows('whoever may approve decides');
  policies.set(identity.account, { ...policy, approvers: { users: ['UOLGA'], usergroups: [] } });
  const request = await world.showRequest();
  const olga = slack.as('UOLGA');
  await olga.click(request, { actionId: actionIds.rejectRisk });
  const olgaSees = (words: string) =>
    slack.waitFor(() => JSON.stringify(slack.views('UOLGA').at(-1)?.blocks ?? []).includes(words));
  await olgaSees('Why is it rejected?');
  expect(await store.exceptions.inState(['rejected'])).toEqual([]);
  expect((await olga.submit(undefined, { reason: ' ' })).errors).toMatchObject({ reason: expect.any(String) });
  await olga.submit(undefined, { reason: 'fix it now' });
  await olgaSees('Rejected. The requester is told');
  expect((await store.exceptions.inState(['rejected']))[0]).toMatchObject({
    decidedBy: 'UOLGA',
    decisionReason: 'fix it now',
  });
  expect(slack.problems).toEqual([]);
});

it('a rejection that comes too late shows the reason that was typed', async () => {
  const world = await begin();
  const { slack, store, modalShows, policies, policy, clock } = world;
  await filled(world);
  await modalShows('whoever may approve decides');
  policies.set(identity.account, { ...policy, approvers: { users: ['UOLGA'], usergroups: [] } });
  const olga = slack.as('UOLGA');
  await olga.click(await world.showRequest(), { actionId: actionIds.rejectRisk });
  const olgaSees = (words: string) =>
    slack.waitFor(() => JSON.stringify(slack.views('UOLGA').at(-1)?.blocks ?? []).includes(words));
  await olgaSees('Why is it rejected?');
  const [row] = await store.exceptions.inState(['asked']);
  await store.exceptions.move(row?.id ?? '', { from: 'asked', to: 'lapsed', at: clock.at });
  await olga.submit(undefined, { reason: 'A long reason, typed in vain.' });
  await olgaSees('A long reason, typed in vain.');
});

it('what is wrong stands at its field, and the form stays open', async () => {
  const world = await begin();
  const late = await filled(world, { 'accept-until': '2027-12-31', 'accept-reason': '  ' });
  expect(Object.keys(late.errors ?? {}).toSorted()).toEqual(['accept-reason', 'accept-until']);
  expect(late.errors).toMatchObject({ 'accept-until': 'Choose 2027-05-22 or an earlier day.' });
  const early = await world.slack.as('UNINA').submit(undefined, {
    'accept-reason': 'ends',
    'accept-until': '2026-11-01',
    'accept-owner': 'UAMIR',
  });
  expect(early.errors).toMatchObject({ 'accept-until': 'That day is over. Choose a later one.' });
  expect(await world.store.exceptions.inState(['asked'])).toEqual([]);
  expect(world.slack.problems).toEqual([]);
});

it('a button in a modal acts in the channel in which the modal was opened', async () => {
  const world = await exceptionWorld();
  const actors: unknown[] = [];
  const exceptions = createExceptionActions({
    ...world.dependencies,
    authorise: async (actor) => void actors.push(actor),
    onAnnounced: () => {},
  });
  const shown = Object.values(jobSamples).find((message) => message.kind === 'job' && message.findings.length > 0);
  if (shown?.kind !== 'job') throw new Error('no sample');
  kit = await started({
    renderer,
    actions: {
      findIn: async () => foundSamples['found-through-jobs'],
      showFinding: async () => ({ ...shown, accept: 'latent' }),
    },
    options: { exceptions },
  });
  const { slack } = kit;
  await slack.as('UAMIR').type(channel, 'orders-etl failed at 3');
  const [message] = slack.messages(channel);
  if (message === undefined) throw new Error('nothing was posted');
  const nina = slack.as('UNINA');
  const shows = (words: string) =>
    slack.waitFor(() => JSON.stringify(slack.views('UNINA').at(-1)?.blocks ?? []).includes(words));
  await nina.shortcut('Find in Glue', message);
  await shows('named in this message');
  await nina.select('view', { actionId: actionIds.showChosen }, 'finding-2');
  await shows('"Accept risk"');
  await nina.click('view', { actionId: actionIds.acceptFinding });
  await shows('Why is the risk accepted?');
  const values = { 'accept-reason': 'ends in March', 'accept-until': '2027-03-31', 'accept-owner': 'UAMIR' };
  await nina.submit(undefined, values);
  await shows('whoever may approve decides');
  const there = { user: 'UNINA', channel: 'CDATAPLATFORM' };
  expect(actors).toEqual([there, there]);
  expect((await world.store.exceptions.inState(['asked']))[0]?.askedIn).toBe('CDATAPLATFORM');
  expect(slack.problems).toEqual([]);
});
