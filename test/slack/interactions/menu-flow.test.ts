import type { ModalView } from '@slack/types';
import { afterEach, expect, it } from 'vitest';
import { renderer } from '../../../src/slack/render.ts';
import { createClients } from '../../../src/slack/transport/client.ts';
import { actionIds, menuValue } from '../../../src/slack/views/common/action-ids.ts';
import type { FindingsMessage } from '../../../src/usecases/messages/finding-messages.ts';
import type { RemediationForm, TakenFinding } from '../../../src/usecases/messages/remediation-forms.ts';
import type { RemediationActions } from '../../../src/usecases/ports/remediation-surface.ts';
import { listSamples } from '../../views/samples/lists.ts';
import { requestSamples } from '../../views/samples/requests.ts';
import { type SurfaceSetUp, started } from '../surface-kit.ts';

let kit: SurfaceSetUp | undefined;
afterEach(() => kit?.stop());

const channel = 'data-platform';
const shown: FindingsMessage = { ...listSamples['findings-requested'], acceptable: ['finding-0'] };
const menu = { actionId: actionIds.findingMenu };

/** The real views over stand-ins that write down how they were called; the list is open, and its first menu is pressed. */
async function pressed(value: string, given: Partial<RemediationActions> = {}) {
  const calls: unknown[][] = [];
  const noted =
    <R>(name: string, answer: R) =>
    async (...args: unknown[]) => {
      calls.push([name, ...args]);
      return answer;
    };
  const problem = { kind: 'problem', what: 'Asked for.', next: 'Nothing.', suggestions: [] } as const;
  const never = async () => {
    throw new Error('not pressed');
  };
  kit = await started({
    renderer,
    run: async () => shown,
    browse: async () => shown,
    actions: { showFinding: noted('show', listSamples['configuration-remediable']) },
    options: {
      remediation: {
        form: noted('form', problem),
        details: noted('details', requestSamples['plan-opened']),
        ...{ preview: never, ask: never, decide: never, takeBack: never, withdraw: never, bulkForm: never },
        ...{ askBulk: never, rollBackForm: never, rollBack: never, goOn: never, stop: never },
        ...given,
      },
      exceptions: { acceptForm: noted('accept', problem), accept: never, decideRisk: never },
    },
  });
  const { slack } = kit;
  const nina = slack.as('UNINA');
  await nina.type(channel, '/glue-audit findings share');
  const message = await slack.waitFor(() => slack.messages(channel)[0]);
  await nina.click(message, { actionId: actionIds.browse });
  const shows = (words: string) =>
    slack.waitFor(() => JSON.stringify(slack.views('UNINA').at(-1)?.blocks ?? []).includes(words));
  await shows('7 open findings');
  const blockId = slack
    .views('UNINA')[0]
    ?.blocks.find((block) => JSON.stringify(block).includes(JSON.stringify(value)))?.block_id;
  const ref = { ...menu, ...(blockId !== undefined && { blockId: String(blockId) }) };
  expect(await nina.select('view', ref, value)).toMatchObject({ acked: true });
  return { calls, slack, nina, shows };
}

const there = { user: 'UNINA', channel: 'CDATAPLATFORM' };

it.each([
  [menuValue('show', 'finding-0'), 'Encryption settings', ['show', there, 'finding-0']],
  [menuValue('remediate', 'finding-2'), 'Asked for.', ['form', there, 'finding-2', { retire: false }]],
  [menuValue('accept', 'finding-0'), 'Asked for.', ['accept', there, 'finding-0']],
  [menuValue('details', 'r1'), 'The approvers are asked.', ['details', there, 'r1']],
])('%s lies upon the list and acts where that was opened', async (value, words, call) => {
  const { calls, slack, shows } = await pressed(value);
  await shows(words);
  expect(slack.views('UNINA')).toHaveLength(2);
  expect(calls).toEqual([call]);
  expect(slack.problems).toEqual([]);
});

it('a fourth window, which Slack refuses, takes the place of the one that was pressed', async () => {
  const { calls, slack, nina, shows } = await pressed(menuValue('show', 'finding-0'));
  await shows('Encryption settings');
  await nina.click('view', { actionId: actionIds.remediate });
  await shows('Asked for.');
  const [first, second, third] = slack.views('UNINA');
  const text = { type: 'plain_text', text: 'Show' } as const;
  const button = { type: 'button', action_id: actionIds.showFinding, value: 'finding-9', text } as const;
  const view: ModalView = { type: 'modal', title: text, blocks: [{ type: 'actions', elements: [button] }] };
  const { botToken } = slack.app;
  const client = createClients({ botToken, apiUrl: slack.apiUrl, log: kit?.log ?? console }).interactive;
  await client.views.update({ view_id: third?.id ?? '', view });
  await nina.click('view', { actionId: actionIds.showFinding });
  await shows('Encryption settings');
  expect(slack.views('UNINA').map(({ id }) => id)).toEqual([first?.id, second?.id, third?.id]);
  expect(calls.at(-1)).toEqual(['show', { user: 'UNINA', channel: '' }, 'finding-9']);
  expect(slack.problems.map(({ message }) => message)).toEqual(['views.push: push_limit_reached']);
});

const form: RemediationForm = {
  kind: 'form',
  findingId: 'finding-0',
  finding: { kind: 'configuration', name: 'std' },
  ...{ account: '111122223333', region: 'eu-west-1' },
  ...{ choices: 'create', keys: [], attach: [], mode: 'bookmarks-only', choosable: [], canary: false },
  dependents: { jobs: 1, triggers: 0, crawlers: 0 },
};

const taken: TakenFinding = {
  kind: 'taken-finding',
  finding: { kind: 'configuration', name: 'std' },
  ...{ account: '111122223333', region: 'eu-west-1' },
  request: { requestId: 'request-1', isOpen: true, channel: 'CDATAPLATFORM' },
  ...{ askedBy: 'UAMIR', createdAt: 1_772_438_400_000, reason: 'The audit names it.', findings: 1 },
};

/** A form as the third window, with words typed in it. */
async function thirdIsForm(again: (tries: number) => ReturnType<RemediationActions['form']>) {
  let tries = 0;
  const all = await pressed(menuValue('show', 'finding-0'), {
    form: async (_, __, { from } = {}) => {
      if (from !== 'records') return form;
      tries += 1;
      return again(tries);
    },
  });
  await all.shows('Encryption settings');
  await all.nina.click('view', { actionId: actionIds.remediate });
  await all.shows('A copy that encrypts');
  await all.nina.select('view', { blockId: 'reason' }, 'Words that nobody types twice.');
  const direct = (words: string) =>
    all.slack.waitFor(() => JSON.stringify(all.slack.messages('DNINA')).includes(words));
  return { ...all, direct, reason: () => JSON.stringify(all.slack.views('UNINA').at(-1)?.state.values.reason) };
}

it('a problem is not said over a form, where no window fits above it: a direct message says it', async () => {
  const { slack, nina, direct, reason } = await thirdIsForm(async () => ({
    ...{ kind: 'problem', what: 'It cannot be.', next: 'Nothing.', suggestions: [] },
  }));
  await nina.click('view', { actionId: actionIds.moreOptions });
  await slack.waitFor(() => slack.calls.some(({ error }) => error === 'push_limit_reached'));
  await direct('It cannot be.');
  expect(slack.views('UNINA')).toHaveLength(3);
  expect(reason()).toContain('Words that nobody types twice.');
});

it('a form that waits for the database stays a form, and has more options in the end', async () => {
  const { slack, nina, direct, shows, reason } = await thirdIsForm(async (tries) => {
    if (tries === 1) throw Object.assign(new Error('locked'), { name: 'StoreError', code: 'busy' });
    return form;
  });
  await nina.click('view', { actionId: actionIds.moreOptions });
  await direct('busy');
  expect(reason()).toContain('Words that nobody types twice.');
  await shows('Column statistics');
  expect(reason()).toContain('Words that nobody types twice.');
  expect(slack.calls.map(({ error }) => error)).not.toContain('hash_conflict');
});

it('a form of a finding that was asked for meanwhile becomes that request, with the words that were typed', async () => {
  const { slack, nina, shows } = await thirdIsForm(async () => taken);
  await nina.click('view', { actionId: actionIds.moreOptions });
  await shows('has a request already');
  await shows('Words that nobody types twice.');
  expect(slack.problems).toEqual([]);
});

it('an option that no version had does nothing', async () => {
  const { slack, nina, calls, shows } = await pressed(menuValue('details', 'r1'));
  await shows('The approvers are asked.');
  await nina.closeView();
  const list = slack.views('UNINA').at(-1);
  const element = { type: 'button', action_id: actionIds.findingMenu, value: 'erase:finding-0' };
  const text = { type: 'plain_text', text: 'Old' } as const;
  const { botToken } = slack.app;
  const client = createClients({ botToken, apiUrl: slack.apiUrl, log: kit?.log ?? console }).interactive;
  const blocks = [{ type: 'actions', elements: [{ ...element, text }] }];
  await client.apiCall('views.update', { view_id: list?.id, view: { type: 'modal', title: text, blocks } });
  expect(await nina.click('view', menu)).toMatchObject({ acked: true });
  await nina.click('view', menu);
  expect(calls).toHaveLength(1);
  expect(slack.views('UNINA')).toHaveLength(1);
});
