import type { App } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type SlackSandbox, startSlack } from '../../../sandbox/slack/server.ts';
import { type RunningApp, startSocketApp } from './bolt-app.ts';
import { chromiumPath, startChromium } from './chromium.ts';

const path = chromiumPath();
const plain = (text: string) => ({ type: 'plain_text' as const, text });

const FORM: ModalView = {
  type: 'modal',
  callback_id: 'form',
  private_metadata: 'kept',
  title: plain('Remediate'),
  submit: plain('Ask'),
  blocks: [
    {
      type: 'input',
      block_id: 'key',
      label: plain('Key'),
      element: {
        type: 'static_select',
        action_id: 'key',
        options: [
          { text: plain('alias/one'), value: 'k1' },
          { text: plain('alias/two'), value: 'k2' },
        ],
      },
    },
    {
      type: 'input',
      block_id: 'jobs',
      label: plain('Jobs'),
      element: {
        type: 'checkboxes',
        action_id: 'jobs',
        options: [
          { text: plain('orders'), value: 'j1' },
          { text: plain('returns'), value: 'j2' },
        ],
      },
    },
    {
      type: 'input',
      block_id: 'triggers',
      label: plain('Triggers'),
      element: {
        type: 'multi_static_select',
        action_id: 'triggers',
        max_selected_items: 2,
        option_groups: [
          { label: plain('Active'), options: [{ text: plain('nightly'), value: 't1' }] },
          {
            label: plain('Inactive'),
            options: [
              { text: plain('weekly'), value: 't2' },
              { text: plain('monthly'), value: 't3' },
            ],
          },
        ],
        initial_options: [{ text: plain('nightly'), value: 't1' }],
      },
    },
    {
      type: 'input',
      block_id: 'mode',
      label: plain('Mode'),
      element: {
        type: 'radio_buttons',
        action_id: 'mode',
        options: [
          { text: plain('Bookmarks only'), value: 'bookmarks' },
          { text: plain('Full'), value: 'full' },
        ],
        initial_option: { text: plain('Bookmarks only'), value: 'bookmarks' },
      },
    },
    { type: 'input', block_id: 'why', label: plain('Reason'), element: { type: 'plain_text_input', action_id: 'why' } },
  ],
};

const ANSWER = [
  { type: 'section', text: { type: 'mrkdwn', text: '*3 exposed* in `us-east-1` &lt;!channel&gt;' } },
  {
    type: 'actions',
    elements: [
      { type: 'button', action_id: 'remediate', text: plain('Remediate'), style: 'primary' },
      {
        type: 'button',
        action_id: 'ignore',
        text: plain('Ignore'),
        confirm: {
          title: plain('Ignore it?'),
          text: plain('It stays open.'),
          confirm: plain('Ignore'),
          deny: plain('Keep'),
        },
      },
      {
        type: 'button',
        action_id: 'roll-back',
        text: plain('Roll back'),
        style: 'danger',
        confirm: {
          title: plain('Roll back?'),
          text: plain('Two jobs go back.'),
          confirm: plain('Roll back'),
          deny: plain('Keep'),
          style: 'danger',
        },
      },
      { type: 'external_select', action_id: 'owner', min_query_length: 1, placeholder: plain('Find an owner') },
    ],
  },
];

/** The app of these tests: a command, buttons, a modal. */
function listen(app: App, seen: unknown[]): void {
  app.command('/glue-audit', async ({ ack, respond }) => {
    await ack();
    await respond({ text: 'Audit', blocks: ANSWER });
  });
  app.action('remediate', async ({ ack, body, client }) => {
    await ack();
    if ('trigger_id' in body) await client.views.open({ trigger_id: body.trigger_id, view: FORM });
  });
  app.options('owner', async ({ ack, options }) => {
    await ack({ options: [{ text: plain(`${options.value}-team`), value: 'o1' }] });
  });
  app.action(/ignore|owner|roll-back/, async ({ ack, action, respond }) => {
    await ack();
    seen.push(action);
    if ('action_id' in action && action.action_id === 'ignore')
      await respond({ text: 'Ignored', replace_original: true });
  });
  app.view('form', async ({ ack, view }) => {
    if (view.state.values.why?.why?.value === 'no') {
      await ack({ response_action: 'errors', errors: { why: 'Say a little more.' } });
      return;
    }
    await ack();
    seen.push(view);
  });
}

describe.skipIf(path === undefined)(
  'the page in a real browser (needs Chromium on the PATH or in CHROMIUM_PATH)',
  () => {
    let browser: Browser;
    let slack: SlackSandbox;
    let bot: RunningApp;
    let page: Page;
    let seen: unknown[];
    let errors: string[];

    beforeAll(async () => {
      browser = await startChromium(path ?? '');
    });

    afterAll(() => browser.close());

    beforeEach(async () => {
      slack = await startSlack();
      seen = [];
      errors = [];
      bot = await startSocketApp(slack, (app) => listen(app, seen));
      page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      page.setDefaultTimeout(30_000);
      page.on('pageerror', (error) => errors.push(error.message));
      page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
      page.on('request', (request) => request.url().startsWith(slack.url) || errors.push(`asked ${request.url()}`));
      await page.goto(`${slack.url}/?as=nina&channel=data-platform`);
      await page.getByRole('heading', { name: '# data-platform' }).waitFor();
    });

    afterEach(async () => {
      await page.close();
      await bot.stop();
      await slack.close();
    });

    const typeCommand = async (): Promise<void> => {
      await page.getByLabel('Message', { exact: true }).pressSequentially('/gl');
      await page.getByRole('option', { name: /\/glue-audit/ }).waitFor();
      await page.keyboard.press('Tab');
      await page.keyboard.type('us-east-1');
      await page.keyboard.press('Enter');
      await page.getByText('Only visible to you').waitFor();
    };

    test('a command is typed with the keyboard, and only the caller sees the answer', async () => {
      await typeCommand();
      const answer = page.getByRole('article', { name: 'Gluewarden, only visible to you' });
      expect(await answer.innerText()).toContain('3 exposed in us-east-1 <!channel>');
      await page.getByLabel('Acting as').selectOption({ label: 'Amir Haddad (Data platform lead, approver)' });
      await page.getByLabel('Message', { exact: true }).fill('Good morning');
      await page.keyboard.press('Enter');
      await page.getByRole('article', { name: 'Amir Haddad' }).waitFor();
      await expect.poll(() => page.getByRole('article').count()).toBe(1);
      expect(slack.problems).toEqual([]);
      expect(errors).toEqual([]);
    });

    test('a button asks for confirmation, and the message changes in place', async () => {
      await typeCommand();
      await page.getByRole('button', { name: 'Ignore' }).click();
      await page.getByRole('dialog', { name: 'Ignore it?' }).getByRole('button', { name: 'Keep' }).click();
      expect(seen).toEqual([]);
      await page.getByRole('button', { name: 'Ignore' }).click();
      await page.getByRole('dialog', { name: 'Ignore it?' }).getByRole('button', { name: 'Ignore' }).click();
      await page.getByText('Ignored').waitFor();
      expect(seen).toMatchObject([{ action_id: 'ignore' }]);
      await expect.poll(() => page.getByRole('article').count()).toBe(1);
      expect(errors).toEqual([]);
    });

    test('a button for something dangerous looks so, and so does its confirmation', async () => {
      await typeCommand();
      const button = page.getByRole('button', { name: 'Roll back' });
      expect(await button.getAttribute('class')).toBe('button danger');
      await button.click();
      const dialog = page.getByRole('dialog', { name: 'Roll back?' });
      expect(await dialog.innerText()).toContain('Two jobs go back.');
      expect(await dialog.getByRole('button', { name: 'Roll back' }).getAttribute('class')).toBe('button danger');
      await dialog.press('Escape');
      await dialog.waitFor({ state: 'hidden' });
      expect(seen).toEqual([]);
      await button.click();
      await dialog.getByRole('button', { name: 'Roll back' }).click();
      await expect.poll(() => seen).toMatchObject([{ action_id: 'roll-back' }]);
      expect(errors).toEqual([]);
    });

    test('the steps of a plan change in place, each with its state in words', async () => {
      const { client } = bot.app;
      const blocks = (id: string, first: string, second: string) => [
        {
          type: 'plan',
          block_id: id,
          title: 'Remediation of etl',
          tasks: [
            { type: 'task_card', task_id: 'create', title: 'Create the configuration', status: first },
            { type: 'task_card', task_id: 'move', title: 'Move 2 jobs', status: second },
          ],
        },
      ];
      const channel = 'CDATAPLATFORM';
      const posted = { channel, text: 'Started', blocks: blocks('p1', 'in_progress', 'pending') };
      await client.apiCall('chat.postMessage', posted);
      const ts = slack.messages('data-platform').at(-1)?.ts;
      const steps = page.getByRole('region', { name: 'Remediation of etl' }).getByRole('listitem');
      await steps.first().waitFor();
      expect(await steps.allInnerTexts()).toEqual([
        expect.stringMatching(/Create the configuration\s+In progress/),
        expect.stringMatching(/Move 2 jobs\s+Pending/),
      ]);
      await client.apiCall('chat.update', { channel, ts, text: 'Done', blocks: blocks('p2', 'complete', 'error') });
      await steps.getByText('Complete', { exact: true }).waitFor();
      expect(await steps.nth(1).innerText()).toMatch(/Move 2 jobs\s+Error/);
      expect(slack.problems).toEqual([]);
      expect(errors).toEqual([]);
    });

    test('an external select asks the app while somebody types', async () => {
      await typeCommand();
      const field = page.getByRole('combobox', { name: 'Find an owner' });
      await field.fill('orders');
      await page.waitForFunction(
        () => document.querySelector('datalist option')?.getAttribute('value') === 'orders-team',
      );
      await field.fill('orders-team');
      await field.press('Tab');
      await slack.waitFor(() => seen.length > 0);
      expect(seen).toMatchObject([{ type: 'external_select', selected_option: { value: 'o1' } }]);
    });

    test('a modal is filled in: required fields, errors of the app, then sent', async () => {
      await typeCommand();
      await page.getByRole('button', { name: 'Remediate' }).click();
      const modal = page.getByRole('dialog', { name: 'Remediate' });
      await modal.getByRole('button', { name: 'Ask' }).click();
      await expect.poll(() => modal.getByText('Please complete this required field.').count()).toBe(3);
      await modal.getByLabel('Key').selectOption('alias/two');
      await modal.getByLabel('orders').check();
      await modal.getByLabel('weekly').check();
      // One more than may be chosen.
      await modal.getByLabel('monthly').click();
      await page.getByText('You can choose at most 2.').waitFor();
      expect(await modal.getByLabel('monthly').isChecked()).toBe(false);
      await modal.getByLabel('Full').check();
      await modal.getByLabel('Reason').fill('no');
      await modal.getByRole('button', { name: 'Ask' }).click();
      await modal.getByText('Say a little more.').waitFor();
      await modal.getByLabel('Reason').fill('an audit');
      await modal.getByLabel('Reason').press('Enter');
      await modal.waitFor({ state: 'hidden' });
      expect(seen).toMatchObject([
        {
          private_metadata: 'kept',
          state: {
            values: {
              key: { key: { selected_option: { value: 'k2' } } },
              jobs: { jobs: { selected_options: [{ value: 'j1' }] } },
              triggers: { triggers: { selected_options: [{ value: 't1' }, { value: 't2' }] } },
              mode: { mode: { selected_option: { value: 'full' } } },
              why: { why: { value: 'an audit' } },
            },
          },
        },
      ]);
      expect(slack.problems).toEqual([]);
      expect(errors).toEqual([]);
    });

    test('edits show live, threads open, and new messages elsewhere are marked', async () => {
      const { client } = bot.app;
      const { ts = '' } = await client.chat.postMessage({ channel: 'CDATAPLATFORM', text: 'Scanning' });
      await page.getByText('Scanning').waitFor();
      await client.chat.update({ channel: 'CDATAPLATFORM', ts, text: 'Scanned' });
      await page.getByText('Scanned (edited)').waitFor();
      await client.chat.postMessage({ channel: 'CDATAPLATFORM', text: 'Details', thread_ts: ts });
      await page.getByRole('button', { name: /1 reply/ }).click();
      await page.getByRole('log', { name: 'Replies' }).getByText('Details').waitFor();
      await page.getByLabel('Reply', { exact: true }).fill('Thanks');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: /2 replies/ }).waitFor();
      expect(slack.messages('data-platform').at(-1)).toMatchObject({ text: 'Thanks', threadTs: ts, user: 'UNINA' });
      await client.chat.postMessage({ channel: 'CDATAALERTS', text: 'Digest' });
      await page.getByRole('button', { name: /data-alerts new/ }).click();
      await page.getByText('Digest').waitFor();
      expect(errors).toEqual([]);
    });
  },
);
