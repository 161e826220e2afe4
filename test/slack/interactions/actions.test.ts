import type { Button } from '@slack/types';
import { afterEach, expect, it } from 'vitest';
import { actionIds } from '../../../src/slack/views/common/action-ids.ts';
import type { ScanCancelMessage } from '../../../src/usecases/messages/status-messages.ts';
import { plainRenderer, problem, progress, systemClock } from '../support.ts';
import { type SurfaceSetUp, started } from '../surface-kit.ts';

let kit: SurfaceSetUp;

afterEach(() => kit.stop());

const channel = 'data-platform';
const ended = (given: Partial<ScanCancelMessage>): ScanCancelMessage => ({
  kind: 'scan-cancel',
  event: 'ended',
  scope: 'all',
  startedAt: 0,
  ...given,
});
const withButton: typeof plainRenderer = {
  ...plainRenderer,
  message(message, options) {
    const { text, blocks } = plainRenderer.message(message, options);
    if (message.kind !== 'audit-progress') return { text, blocks };
    const words = { type: 'plain_text', text: 'Cancel scan' } as const;
    const button: Button = { type: 'button', action_id: actionIds.cancelScan, value: 'scan-1', text: words };
    return { text, blocks: [...blocks, { type: 'actions', elements: [button] }] };
  },
};

/** Presses the button of a shared message of a scan; `answer` is given once the press has arrived. */
async function press(answer: (end: () => Promise<unknown>) => Promise<ScanCancelMessage>) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const shown = () => kit.slack.messages(channel).map(({ text }) => text);
  const end = () => {
    resolve();
    return kit.slack.waitFor(() => shown().some((text) => text.includes('The result')));
  };
  kit = await started({
    renderer: withButton,
    async run(_text, request) {
      request.progress(progress(1));
      await promise;
      return problem('The result.');
    },
    cancelScan: () => answer(end),
  });
  await kit.slack.as('UNINA').type(channel, '/glue-audit all share');
  const message = await kit.slack.waitFor(() => kit.slack.messages(channel)[0]);
  await kit.slack.as('UAMIR').click(message, { actionId: actionIds.cancelScan });
  return { shown, end };
}

/** The answer to the press, wherever Slack shows it to whoever pressed. */
function told(): boolean {
  return kit.slack.visibleTo('UAMIR', channel).some(({ text }) => text.includes('scan-cancel'));
}

it('a press that comes when the scan has become its result leaves the result there', async () => {
  const { shown } = await press(async (end) => {
    await end();
    return ended({ state: 'finished', endedAt: systemClock.now() });
  });
  await kit.slack.waitFor(told);
  expect(shown().join()).toContain('The result');
  expect(kit.slack.problems).toEqual([]);
});

it.each([
  ended({ state: 'interrupted', endedAt: systemClock.now() }),
  ended({ state: 'finished', endedAt: systemClock.now() - 61_000 }),
])('where a restart left the button, the press takes it away: $state', async (answer) => {
  const { shown, end } = await press(async () => answer);
  await kit.slack.waitFor(told);
  expect(shown()).toEqual([expect.stringContaining('scan-cancel')]);
  await end();
  expect(kit.slack.problems).toEqual([]);
});
