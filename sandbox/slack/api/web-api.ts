import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Faults } from '../faults.ts';
import { type Json, parseJson } from '../json.ts';
import { blockComplaints } from '../limits/block-limits.ts';
import { parseArguments, readBody, sendJson } from '../transport/http.ts';
import type { World } from '../world.ts';
import { authMethods } from './auth.ts';
import { chatMethods } from './chat.ts';
import { conversationMethods } from './conversations.ts';
import { fileMethods } from './files.ts';
import { type Method, MethodError, missingScope } from './method.ts';
import { peopleMethods } from './people.ts';
import { spoil } from './spoil.ts';
import { viewMethods } from './views.ts';

/** About one post a second a channel (docs: rate limits, "special" tier of chat.postMessage). */
const POST_INTERVAL_MS = 1000;

/** The scopes that an app-level token has. */
const APP_TOKEN_SCOPES = ['connections:write'];

const METHODS: Record<string, Method> = {
  ...chatMethods,
  ...conversationMethods,
  ...peopleMethods,
  ...viewMethods,
  ...fileMethods,
  ...authMethods,
  'apps.connections.open': {
    token: 'app',
    run: ({ world, openConnection }) => {
      if (world.app.delivery.mode !== 'socket') throw new MethodError('not_allowed_token_type');
      return { ok: true, url: openConnection() };
    },
  },
  'blocks.validate': {
    run: ({ args }) => {
      const complaints = blockComplaints(
        typeof args.blocks === 'string' ? parseJson(args.blocks) : args.blocks,
        'message',
      );
      if (complaints.list.length === 0) return { ok: true };
      throw new MethodError('invalid_blocks', { response_metadata: { messages: complaints.messages() } });
    },
  },
  'api.test': { run: ({ args }) => ({ ok: true, args }) },
};

/** Errors that a well-made app meets in normal work; all others are worth a look and become problems. */
const EXPECTED = [
  'not_in_channel',
  'channel_not_found',
  'message_not_found',
  'is_archived',
  // Somebody who left, and a setting of the app: the bot gives such a message up.
  'user_disabled',
  'messages_tab_disabled',
  // The same of the Home tab: the bot says so once and goes on.
  'not_enabled',
  'hash_conflict',
  // How the workspace of a user group is found in an organisation-wide install.
  'no_such_subteam',
  'ratelimited',
];

/** Answers `POST /api/<method>` as Slack does. */
export class WebApi {
  readonly #world: World;
  readonly #faults: Faults;
  readonly #openConnection: () => string;
  readonly #lastPost = new Map<string, number>();

  constructor(world: World, faults: Faults, openConnection: () => string) {
    this.#world = world;
    this.#faults = faults;
    this.#openConnection = openConnection;
  }

  async handle(method: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const args = parseArguments(request.headers['content-type'], await readBody(request));
    const fault = this.#faults.takeApi(method);
    if (fault !== undefined && fault.kind !== 'lost_reply') {
      this.#world.recordCall({ method, args: readable(args), ok: false, error: `fault:${fault.kind}` });
      return spoil(fault, this.#faults, request, response);
    }
    const { body, token, status, headers } = this.#answer(method, request.headers.authorization, args);
    this.#record(method, args, body);
    if (fault !== undefined) return void request.socket.destroy();
    sendJson(response, status, body, { 'x-oauth-scopes': token.join(','), ...headers });
  }

  #answer(
    method: string,
    authorization: string | undefined,
    args: Json,
  ): { body: Json; token: readonly string[]; status: number; headers: Record<string, string> } {
    const known = METHODS[method];
    const bearer = authorization?.replace(/^Bearer /, '') ?? (typeof args.token === 'string' ? args.token : '');
    const scopes = this.#scopesOf(bearer);
    const token = scopes ?? [];
    const accepted = { 'x-accepted-oauth-scopes': known?.scopes?.join(',') ?? '' };
    try {
      if (known === undefined) throw new MethodError('unknown_method', { req_method: method });
      if (bearer === '') throw new MethodError('not_authed');
      if (scopes === undefined) throw new MethodError('invalid_auth');
      this.#checkToken(known, bearer, scopes);
      if (method === 'chat.postMessage' && this.#isTooFast(args)) {
        return { body: { ok: false, error: 'ratelimited' }, token, status: 429, headers: { 'retry-after': '1' } };
      }
      const body = known.run({ world: this.#world, args, openConnection: this.#openConnection, scopes });
      return { body, token, status: 200, headers: accepted };
    } catch (error) {
      if (!(error instanceof MethodError)) throw error;
      return { body: error.body, token, status: 200, headers: accepted };
    }
  }

  #scopesOf(token: string): readonly string[] | undefined {
    if (token === this.#world.app.botToken) return this.#world.app.scopes;
    return token === this.#world.app.appToken ? APP_TOKEN_SCOPES : undefined;
  }

  #checkToken(method: Method, token: string, scopes: readonly string[]): void {
    const isApp = token === this.#world.app.appToken;
    if (isApp !== (method.token === 'app')) throw new MethodError('not_allowed_token_type');
    const needed = method.scopes ?? [];
    if (needed.length > 0 && !needed.some((scope) => scopes.includes(scope)))
      throw missingScope(needed[0] ?? '', scopes);
  }

  #isTooFast(args: Json): boolean {
    if (!this.#faults.realRate) return false;
    const channel = String(args.channel);
    const now = this.#world.now();
    if (now - (this.#lastPost.get(channel) ?? Number.NEGATIVE_INFINITY) < POST_INTERVAL_MS) return true;
    this.#lastPost.set(channel, now);
    return false;
  }

  #record(method: string, args: Json, body: Json): void {
    const error = typeof body.error === 'string' ? body.error : undefined;
    this.#world.recordCall({
      method,
      args: readable(args),
      ok: error === undefined,
      ...(error === undefined ? {} : { error }),
    });
    if (error !== undefined && !EXPECTED.includes(error)) {
      this.#world.recordProblem('refused', `${method}: ${error}`, { args: readable(args), answer: body });
    }
  }
}

/** The arguments for the log: without the token, and with JSON text read. */
function readable(args: Json): Json {
  const { token: _, ...rest } = args;
  for (const field of ['blocks', 'view', 'metadata']) {
    const value = rest[field];
    if (typeof value === 'string') rest[field] = parseJson(value) ?? value;
  }
  return structuredClone(rest);
}
