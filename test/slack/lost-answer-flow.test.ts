import { describe, expect, it, onTestFinished } from 'vitest';
import { startSlack } from '../../sandbox/slack/server.ts';
import { createChat } from '../../src/slack/chat.ts';
import { renderer } from '../../src/slack/render.ts';
import { createClients } from '../../src/slack/transport/client.ts';
import { deliverMessages } from '../../src/usecases/schedule/deliver-messages.ts';
import { kit } from '../support/fakes/kit.ts';

/** Delivers one message to a person or channel, until it is sent; the answers to the first posts are lost. */
async function deliverLosing(lost: number, to: string, scopes: (asked: readonly string[]) => string[]) {
  const slack = await startSlack();
  onTestFinished(() => slack.close());
  slack.app.scopes = scopes(slack.app.scopes);
  const base = await kit();
  onTestFinished(() => base.store.close());
  const clients = createClients({ botToken: slack.app.botToken, apiUrl: slack.apiUrl, log: base.log });
  const chat = createChat(clients, renderer, base);
  const message = { kind: 'interrupted', scope: 'all', startedAt: 0, again: '/glue-audit all' } as const;
  // By the clock of the local Slack, which stamps the posts.
  const createdAt = Date.now();
  await base.store.outbox.add([{ id: 'delivery-1', channel: to, message, createdAt }]);
  await base.clock.advance(createdAt - base.clock.now());
  slack.faults.loseReply({ methods: ['chat.postMessage'], count: lost });
  for (let tries = 0; tries <= lost; tries += 1) {
    await deliverMessages({ ...base, chat });
    await base.clock.advance(5 * 60_000);
  }
  expect(await base.store.outbox.waiting()).toMatchObject({ count: 0 });
  const channel = to === 'UNINA' ? 'DNINA' : to;
  return slack.messages(channel).map(({ text }) => text.includes('This may repeat'));
}

describe('a post whose answer is lost', () => {
  it('to a person says at each repetition that it may be one: no scope to look for it is asked for', async () => {
    expect(await deliverLosing(3, 'UNINA', (asked) => [...asked])).toEqual([false, true, true, true]);
  });

  it.each([
    ['to a person, where the operator has added im:history', 'UNINA', ['im:history']],
    ['to a channel', 'CDATAALERTS', []],
  ])('is found again and not repeated: %s', async (_where, to, more) => {
    expect(await deliverLosing(1, to, (asked) => [...asked, ...more])).toEqual([false]);
  });
});
