import type { IncomingMessage, ServerResponse } from 'node:http';
import { App, type AuthorizeResult } from '@slack/bolt';
import { ChatError } from '../domain/errors.ts';
import type { ProxySettings } from '../domain/proxy.ts';
import type { OtherConnections } from '../usecases/bot/connection-count.ts';
import type { ExceptionActions } from '../usecases/exceptions/exception-actions.ts';
import type { InterruptedMessage } from '../usecases/messages/command-messages.ts';
import type { Message } from '../usecases/messages/message.ts';
import type { Chat, PostedMessage } from '../usecases/ports/chat.ts';
import type { Command } from '../usecases/ports/command.ts';
import type { RemediationActions } from '../usecases/ports/remediation-surface.ts';
import type { Clock, Log, NewId } from '../usecases/ports/runtime.ts';
import type { SurfaceActions } from '../usecases/ports/surface.ts';
import type { OtherWorkspaceAttempt } from '../usecases/remediation/request/record-other-workspace.ts';
import { createChat } from './chat.ts';
import { createHome } from './home/home.ts';
import { listenForHome } from './home/listen.ts';
import { createFirstSeen } from './interactions/first-seen.ts';
import { register } from './interactions/listeners.ts';
import { type Clients, createClients } from './transport/client.ts';
import type { Renderer } from './transport/content.ts';
import { createHttpReceiver, guardedListener } from './transport/http.ts';
import { slackLogger } from './transport/logger.ts';
import { createAskStanding, createTimezoneOf } from './transport/people.ts';
import { Runs } from './transport/runs.ts';
import { SocketReceiver } from './transport/socket.ts';
import { withToken } from './transport/start-error.ts';
import type { Identity } from './transport/tenancy.ts';
import { whenAnswered } from './when-answered.ts';

export type SlackMode =
  | { readonly kind: 'socket'; readonly appToken: string }
  | { readonly kind: 'http'; readonly signingSecret: string };

export interface SlackOptions {
  readonly mode: SlackMode;
  readonly botToken: string;
  /** Another Web API base, with the trailing `/api/`. */
  readonly apiUrl?: string | undefined;
  readonly proxy?: ProxySettings | undefined;
  readonly commands: readonly Command[];
  readonly actions: SurfaceActions;
  /** Absent: remediation is off. */
  readonly remediation?: RemediationActions;
  readonly exceptions?: ExceptionActions;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  /** Remembers a payload by its ids, for every process of the database. True when none of them was known. */
  remember(ids: readonly string[]): Promise<boolean>;
  /** Keeps a result that Slack would not take anywhere for minutes, to be delivered to its asker later. */
  keep?(user: string, message: Message, options: { mayRepeat: boolean }): Promise<void>;
  /** Remembers where a shared answer goes on: should this process die, another one ends it there with this message. */
  follow?(posted: PostedMessage, message: InterruptedMessage): Promise<void>;
  /** Told how long each acknowledgement took, in milliseconds. */
  onAcked?(ms: number): void;
  /** Told what people of other workspaces tried. Never rejects. */
  onOtherWorkspace?(attempt: OtherWorkspaceAttempt): Promise<void>;
  /** Slack is lost for good: log, flush, exit. Called at most once. */
  onFatal(reason: string): void;
  /** Socket Mode: how many bot processes the database knows to be alive. Absent: connections are not compared. */
  readonly processes?: () => Promise<number>;
  /** Socket Mode: how long after the first connection the second is opened. */
  readonly secondConnectionAfterMs?: number;
  /** How long `stop` waits for answers that are on their way. */
  readonly drainMs?: number;
}

interface SlackStarted {
  readonly team: string;
  readonly botUser: string;
  readonly scopes: readonly string[];
}

export interface SlackSurface {
  readonly chat: Chat;
  /** @throws {SlackStartError} `not-authorised` for wrong tokens, `unavailable` when Slack cannot be reached */
  start(): Promise<SlackStarted>;
  /** Takes nothing new, waits a while for running answers, and closes. Never hangs. */
  stop(): Promise<void>;
  /** In HTTP mode `connected` only says that the bot was started: nobody can know more. */
  health(): { readonly connected: boolean; readonly since: number };
  /** Connections of another bot with the same tokens, once they were seen for minutes. Undefined in HTTP mode. */
  otherConnections(): OtherConnections | undefined;
  /** HTTP mode: for POST /slack/events. */
  readonly requestListener?: (request: IncomingMessage, response: ServerResponse) => void;
}

const DRAIN_MS = 10_000;

/** The Slack surface with a given renderer; bolt.ts puts the real one in. */
export function createSurface(options: SlackOptions, renderer: Renderer): SlackSurface {
  const { clock, log } = options;
  const clients = createClients(options);
  const runs = new Runs();
  const fatal = once(options.onFatal);
  let identity: Identity | undefined;
  let started = { connected: false, since: clock.now() };

  const socket = options.mode.kind === 'socket' ? socketReceiver(options, options.mode.appToken, fatal) : undefined;
  const signingSecret = options.mode.kind === 'http' ? options.mode.signingSecret : undefined;
  const http = signingSecret === undefined ? undefined : createHttpReceiver(signingSecret, clock, log);
  const receiver = socket ?? http;
  if (receiver === undefined) throw new Error('neither Socket Mode nor HTTP mode');
  const app = new App({
    receiver,
    authorize: async (): Promise<AuthorizeResult> => authorization(options.botToken, identity),
    logger: slackLogger(log),
    ignoreSelf: false,
    convoStore: false,
  });
  const askStanding = createAskStanding(clients.interactive, clock);
  const isFirst = createFirstSeen(options);
  const chat = createChat(clients, renderer, { ...options, isOrgInstall: () => identity?.orgInstall === true });
  const { upload } = chat;
  const timezoneOf = createTimezoneOf(clients.interactive);
  const known = { identity: () => identity, askStanding, isFirst, upload, timezoneOf };
  const parts = { ...options, clients, renderer, runs, ...known };
  const home = createHome(parts);
  register(app, { ...parts, home });
  listenForHome(app, { ...parts, home }, home);

  return {
    chat,
    async start() {
      const found = await withToken('SLACK_BOT_TOKEN', () => whenAnswered(() => identify(clients), options));
      identity = found.identity;
      await withToken('SLACK_APP_TOKEN', () => whenAnswered(async () => socket?.start(), options));
      started = { connected: true, since: clock.now() };
      return { team: identity.team, botUser: identity.botUser, scopes: found.scopes };
    },
    async stop() {
      const ended = await runs.drain(clock, options.drainMs ?? DRAIN_MS);
      if (!ended) log.warn({ running: runs.count }, 'stopping Slack with unfinished answers');
      await socket?.stop();
      started = { connected: false, since: clock.now() };
    },
    health: () => socket?.health ?? started,
    otherConnections: () => socket?.others,
    ...(http &&
      signingSecret !== undefined && {
        requestListener: guardedListener(http, { signingSecret, clock, log, ready: () => identity !== undefined }),
      }),
  };
}

function socketReceiver(options: SlackOptions, appToken: string, onFatal: (reason: string) => void): SocketReceiver {
  const { apiUrl, proxy, clock, log, secondConnectionAfterMs: secondAfterMs, processes } = options;
  return new SocketReceiver({ appToken, apiUrl, proxy, clock, log, onFatal, secondAfterMs, processes });
}

/** Bolt asks this for every payload; without it, Bolt would call auth.test by itself at odd moments. */
function authorization(botToken: string, identity: Identity | undefined): AuthorizeResult {
  if (identity === undefined) return { botToken };
  return { botToken, botId: identity.botId, botUserId: identity.botUser };
}

/** @throws {ChatError} */
async function identify(clients: Clients): Promise<{ identity: Identity; scopes: readonly string[] }> {
  const answer = await clients.interactive.auth.test();
  const { user_id: botUser, bot_id: botId, enterprise_id: enterprise } = answer;
  const orgInstall = answer.is_enterprise_install === true;
  // A token of a whole organisation belongs to no workspace.
  const team = answer.team_id ?? (orgInstall ? enterprise : undefined);
  if (team === undefined || botUser === undefined || botId === undefined) {
    throw new ChatError('not-authorised', 'not_a_bot_token');
  }
  const identity: Identity = { team, botUser, botId, enterprise, orgInstall };
  return { identity, scopes: answer.response_metadata?.scopes ?? [] };
}

function once(call: (reason: string) => void): (reason: string) => void {
  let called = false;
  return (reason) => {
    if (called) return;
    called = true;
    call(reason);
  };
}
