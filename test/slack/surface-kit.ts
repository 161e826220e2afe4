import type { Button } from '@slack/types';
import { type SlackOptions as SandboxOptions, type SlackSandbox, startSlack } from '../../sandbox/slack/server.ts';
import { createSurface, type SlackMode, type SlackOptions, type SlackSurface } from '../../src/slack/surface.ts';
import type { Renderer } from '../../src/slack/transport/content.ts';
import { actionIds, pageTarget } from '../../src/slack/views/common/action-ids.ts';
import type { Message } from '../../src/usecases/messages/message.ts';
import type { Command, CommandRequest } from '../../src/usecases/ports/command.ts';
import type { SurfaceActions } from '../../src/usecases/ports/surface.ts';
import { countingIds, findings, plainRenderer, problem, recordingLog, systemClock } from './support.ts';

/** What `/glue-audit` does in these tests. The word `share` anywhere shares the answer. */
export type Run = (text: string, request: CommandRequest) => Promise<Message>;

export interface SurfaceSetUp {
  readonly slack: SlackSandbox;
  readonly surface: SlackSurface;
  readonly log: ReturnType<typeof recordingLog>;
  readonly fatal: string[];
  readonly browsed: { readonly actor: unknown; readonly request: unknown }[];
  stop(): Promise<void>;
}

export interface Given {
  readonly run?: Run;
  readonly browse?: SurfaceActions['browse'];
  readonly cancelScan?: SurfaceActions['cancelScan'];
  readonly actions?: Partial<SurfaceActions>;
  readonly sandbox?: SandboxOptions;
  readonly mode?: (slack: SlackSandbox) => SlackMode;
  readonly options?: Partial<SlackOptions>;
  readonly renderer?: Renderer;
}

/** A renderer whose messages have the button, and whose list has its buttons and a filter. */
export const clickableRenderer: Renderer = {
  ...plainRenderer,
  message: (message, options) => {
    const { text, blocks } = plainRenderer.message(message, options);
    const button = {
      type: 'button' as const,
      action_id: actionIds.browse,
      value: 'query-1',
      text: { type: 'plain_text' as const, text: 'Show all' },
    };
    return { text, blocks: [...blocks, { type: 'actions', elements: [button] }] };
  },
  findingsModal: (message) => {
    const view = plainRenderer.findingsModal(message);
    const plain = (text: string): { type: 'plain_text'; text: string } => ({ type: 'plain_text', text });
    const page = (actionId: string, words: string, to: number): Button => {
      const value = pageTarget({ queryId: message.queryId, page: Math.max(0, to) });
      return { type: 'button', action_id: actionId, text: plain(words), value };
    };
    return {
      ...view,
      blocks: [
        ...view.blocks,
        {
          type: 'actions',
          elements: [
            page(actionIds.previousPage, 'Previous', message.page - 1),
            page(actionIds.nextPage, 'Next', message.page + 1),
            {
              type: 'static_select',
              action_id: actionIds.filterRegion,
              options: [{ text: plain('eu-west-1'), value: 'eu-west-1' }],
            },
          ],
        },
      ],
    };
  },
};

const never = () => Promise.reject(new Error('not pressed'));
const notPressed: Omit<SurfaceActions, 'browse'> = {
  cancelScan: never,
  home: never,
  auditForm: never,
  showFinding: never,
  findIn: never,
};

/** The real surface, not yet started, in front of a local Slack. */
export async function setUp(given: Given = {}): Promise<SurfaceSetUp> {
  const slack = await startSlack(given.sandbox);
  const log = recordingLog();
  const fatal: string[] = [];
  const browsed: { actor: unknown; request: unknown }[] = [];
  const run: Run = given.run ?? (async (text) => problem(`You said ${text}.`));
  const command: Command = {
    name: '/glue-audit',
    summary: 'Audit',
    usageHint: 'help',
    subcommands: [],
    parse: (text) => ({ shared: /\bshare\b/.test(text), run: (request) => run(text, request) }),
  };
  const browse: SurfaceActions['browse'] = async (actor, request) => {
    browsed.push({ actor, request });
    if (given.browse !== undefined) return given.browse(actor, request);
    return findings({ queryId: request.change === undefined ? request.queryId : 'query-2', page: request.page });
  };
  const surface = createSurface(
    {
      mode: given.mode?.(slack) ?? { kind: 'socket', appToken: slack.app.appToken },
      botToken: slack.app.botToken,
      apiUrl: slack.apiUrl,
      commands: [command],
      actions: { ...notPressed, browse, ...given.actions, ...(given.cancelScan && { cancelScan: given.cancelScan }) },
      clock: systemClock,
      log,
      newId: countingIds(),
      remember: async () => true,
      onFatal: (reason) => fatal.push(reason),
      secondConnectionAfterMs: 0,
      drainMs: 2_000,
      ...given.options,
    },
    given.renderer ?? clickableRenderer,
  );
  const stop = async (): Promise<void> => {
    slack.faults.clear();
    await surface.stop();
    await slack.close();
  };
  return { slack, surface, log, fatal, browsed, stop };
}

/** Starts it and waits for both connections. */
export async function started(given: Given = {}): Promise<SurfaceSetUp> {
  const kit = await setUp(given);
  await kit.surface.start();
  await kit.slack.waitFor((slack) => slack.connections() === 2);
  return kit;
}
