import { afterEach } from 'vitest';
import type { Workspace } from '../../sandbox/slack/model.ts';
import type { SlackSandbox } from '../../sandbox/slack/server.ts';
import { renderer } from '../../src/slack/render.ts';
import type { SlackOptions } from '../../src/slack/surface.ts';
import type { ProblemMessage } from '../../src/usecases/messages/command-messages.ts';
import type { Message } from '../../src/usecases/messages/message.ts';
import type { ApprovalRequestMessage } from '../../src/usecases/messages/request-messages.ts';
import type { RemediationActions } from '../../src/usecases/ports/remediation-surface.ts';
import { rollBackForms } from '../views/samples/afterwards.ts';
import { requestSamples } from '../views/samples/requests.ts';
import { bulkForm } from './bulk-samples.ts';
import { type SurfaceSetUp, started } from './surface-kit.ts';

const approved: ApprovalRequestMessage = requestSamples['request-approved'];
const rejected: ApprovalRequestMessage = requestSamples['request-rejected'];
export const trouble: ProblemMessage = {
  kind: 'problem',
  what: 'It cannot be.',
  next: 'Do something else.',
  suggestions: [],
};
const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/1111aaaa-11aa-11aa-11aa-111111111111';

export interface GivenSurface {
  /** Where the message is. */
  readonly channel?: string;
  readonly options?: Partial<SlackOptions>;
  readonly workspace?: Workspace;
  /** Remediation is off. */
  readonly off?: boolean;
}

/** The real surface and views over stand-ins that write down how they were called; it ends with each test of the file. */
export function remediationSurface() {
  let kit: SurfaceSetUp | undefined;
  afterEach(() => kit?.stop());

  async function begin(
    says: Message,
    given: Partial<RemediationActions> = {},
    { channel = 'data-platform', options, workspace, off = false }: GivenSurface = {},
  ) {
    const calls: unknown[][] = [];
    const remediation = notedActions(calls, given);
    const surface = await started({
      run: async () => says,
      renderer,
      ...(workspace && { sandbox: { workspace } }),
      options: { ...(!off && { remediation }), ...options },
    });
    kit = surface;
    const { slack, log } = surface;
    await slack.as('UNINA').type(channel, '/glue-audit x share');
    const message = await slack.waitFor(() => slack.messages(channel).find(({ blocks }) => blocks.length > 2));
    return { calls, slack, log, message, modalShows: shownIn(slack) };
  }
  return begin;
}

function shownIn(slack: SlackSandbox) {
  return (user: string, words: string): Promise<unknown> =>
    slack.waitFor(() => JSON.stringify(slack.views(user).at(-1)?.blocks ?? []).includes(words));
}

function notedActions(calls: unknown[][], given: Partial<RemediationActions>): RemediationActions {
  const noted =
    <A extends unknown[], R>(name: string, answer: (...args: A) => Promise<R>) =>
    (...args: A): Promise<R> => {
      calls.push([name, ...args]);
      return answer(...args);
    };
  return {
    form: noted(
      'form',
      given.form ??
        (async (_, findingId) => ({
          kind: 'form',
          findingId,
          finding: { kind: 'configuration', name: 'std' },
          account: '111122223333',
          region: 'eu-west-1',
          choices: 'create',
          configuredKey: keyArn,
          keys: [{ arn: keyArn.replace('1111aaaa', '2222bbbb'), aliases: ['data', 'etl'] }],
          attach: [],
          mode: 'bookmarks-only',
          choosable: [
            { id: 'dependent-1', type: 'job', name: 'etl-orders' },
            { id: 'dependent-2', type: 'job', name: 'etl-returns' },
          ],
          canary: true,
          dependents: { jobs: 3, triggers: 0, crawlers: 1 },
        })),
    ),
    bulkForm: noted('bulkForm', given.bulkForm ?? (async (_, queryId) => bulkForm({ queryId }))),
    askBulk: noted('askBulk', given.askBulk ?? (async () => requestSamples['plan-first-of-two'])),
    preview: noted('preview', async () => requestSamples['plan-preview']),
    ask: noted('ask', given.ask ?? (async () => requestSamples['plan-opened'])),
    details: noted('details', given.details ?? (async () => requestSamples['plan-approved'])),
    decide: noted(
      'decide',
      given.decide ?? (async (_, { decision }) => ({ request: decision === 'approve' ? approved : rejected })),
    ),
    rollBackForm: noted('rollBackForm', given.rollBackForm ?? (async () => rollBackForms.quiet ?? trouble)),
    rollBack: noted('rollBack', given.rollBack ?? (async () => undefined)),
    goOn: noted('goOn', given.goOn ?? (async () => undefined)),
    stop: noted('stop', given.stop ?? (async () => undefined)),
    takeBack: noted('takeBack', given.takeBack ?? (async () => ({ problem: trouble }))),
    withdraw: noted('withdraw', given.withdraw ?? (async () => ({ problem: trouble }))),
  };
}
