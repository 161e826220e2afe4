import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SlackSandbox, startSlack } from '../../../sandbox/slack/server.ts';

let slack: SlackSandbox;

beforeEach(async () => {
  slack = await startSlack();
});

afterEach(() => slack.close());

const header = { type: 'header', text: { type: 'plain_text', text: 'Hello' } };

async function publish(view: object, more: object = {}): Promise<Record<string, unknown>> {
  const response = await fetch(`${slack.apiUrl}views.publish`, {
    method: 'POST',
    headers: { authorization: `Bearer ${slack.app.botToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ user_id: 'UNINA', view, ...more }),
  });
  return response.json() as Promise<Record<string, unknown>>;
}

const home = (...blocks: object[]) => ({ type: 'home', blocks });
const hashOf = () => slack.home('UNINA')?.hash;

describe('views.publish', () => {
  it('shows a view to one person, under one id, with a new hash each time', async () => {
    expect(await publish(home(header))).toMatchObject({ ok: true, view: { type: 'home' } });
    const first = slack.home('UNINA');
    await publish(home(header, header));
    expect(slack.home('UNINA')).toMatchObject({ id: first?.id, blocks: { length: 2 } });
    expect(hashOf()).not.toBe(first?.hash);
    expect(slack.home('UAMIR')).toBeUndefined();
  });

  it('refuses the hash of what is not shown any more', async () => {
    await publish(home(header));
    const old = hashOf();
    expect(await publish(home(header), { hash: old })).toMatchObject({ ok: true });
    expect(await publish(home(header), { hash: old })).toMatchObject({ ok: false, error: 'hash_conflict' });
  });

  it('refuses everything while the tab is off', async () => {
    slack.app.homeTab = false;
    expect(await publish(home(header))).toMatchObject({ error: 'not_enabled' });
    await expect(slack.as('UNINA').openTab('home')).rejects.toThrow('no Home tab');
  });

  it.each([
    ['a modal', { type: 'modal', title: { type: 'plain_text', text: 'x' }, blocks: [header] }],
    ['a title', { ...home(header), title: { type: 'plain_text', text: 'x' } }],
    ['a table', home({ type: 'table', rows: [[{ type: 'raw_text', text: 'x' }]] })],
    ['a plan', home({ type: 'plan', title: 'x', tasks: [] })],
    ['101 blocks', home(...Array.from({ length: 101 }, () => header))],
  ])('refuses %s', async (_, view) => {
    expect(await publish(view)).toMatchObject({ ok: false, error: 'invalid_arguments' });
  });

  it('takes 100 blocks, and nobody whom it does not know', async () => {
    expect(await publish(home(...Array.from({ length: 100 }, () => header)))).toMatchObject({ ok: true });
    expect(await publish(home(header), { user_id: 'UNOBODY' })).toMatchObject({ error: 'invalid_arguments' });
  });
});

describe('what menus and tabs send', () => {
  it('nothing to an app that did not subscribe', async () => {
    slack.app.events = [];
    expect(await slack.as('UNINA').openTab('home')).toBeUndefined();
  });

  it('no shortcut that the app has not', () => {
    expect(() => slack.as('UNINA').shortcut('Find in Glue')).toThrow('no global shortcut');
    expect(() => slack.as('UNINA').shortcut('Other')).toThrow('no global shortcut');
  });
});
