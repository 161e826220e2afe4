import type { IncomingMessage, ServerResponse } from 'node:http';
import { asFlag, asObject, asString, type Json } from '../json.ts';
import type { SlackSandbox } from '../sandbox.ts';
import type { GivenValue } from '../state-values.ts';
import { parseArguments, readBody, sendJson } from '../transport/http.ts';
import type { World } from '../world.ts';
import { switchFault } from './drive-faults.ts';
import type { ElementRef, Place } from './person.ts';

/** React is loaded when somebody looks at the page, not in every test. */
const page = () => import('../page/state.ts');

/** Reads of `/_sandbox/…`; every one answers JSON. */
const READS: Record<string, (slack: SlackSandbox, world: World, query: URLSearchParams) => unknown> = {
  state: async (slack, world, query) => ({
    ...(await page()).pageState(world, query.get('as') ?? undefined),
    connections: slack.connections(),
  }),
  channel: async (slack, world, query) =>
    (await page()).channelState(world, slack.as(query.get('as') ?? '').user, query.get('channel') ?? ''),
  view: async (slack, world, query) => (await page()).viewState(world, slack.as(query.get('as') ?? '').user),
  messages: (slack, _, query) => slack.messages(query.get('channel') ?? ''),
  views: (slack, _, query) => slack.views(query.get('as') ?? ''),
  home: async (slack, world, query) => (await page()).homeState(world, slack.as(query.get('as') ?? '').user),
  calls: (slack) => slack.calls,
  problems: (slack) => slack.problems,
  environment: (slack) => slack.environment(),
};

/** Acts of `/_sandbox/…`; every one takes JSON and resolves when the app has acknowledged. */
const ACTS: Record<string, (slack: SlackSandbox, args: Json) => unknown> = {
  type: (slack, args) => person(slack, args).type(word(args, 'channel'), word(args, 'text'), asString(args.threadTs)),
  click: (slack, args) => person(slack, args).click(place(args), ref(args), givenValues(args.values)),
  select: (slack, args) => person(slack, args).select(place(args), ref(args), given(args.value)),
  suggest: (slack, args) => person(slack, args).suggest(place(args), ref(args), asString(args.typed) ?? ''),
  submit: (slack, args) => person(slack, args).submit(undefined, givenValues(args.values)),
  'open-tab': (slack, args) => person(slack, args).openTab(args.tab === 'home' ? 'home' : 'messages'),
  shortcut: (slack, args) => {
    const of = args.ts === undefined ? undefined : { channel: word(args, 'channel'), ts: word(args, 'ts') };
    return person(slack, args).shortcut(word(args, 'name'), of);
  },
  'close-view': (slack, args) => person(slack, args).closeView({ all: asFlag(args.all) }),
  faults: (slack, args) => switchFault(slack.faults, args),
};

/** Answers `/_sandbox/<name>`: the drive API for the page and for other processes. */
export async function drive(
  name: string,
  slack: SlackSandbox,
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (name === 'events') return streamChanges(slack, request, response);
  const read = READS[name];
  const act = ACTS[name];
  try {
    if (request.method === 'GET' && read !== undefined)
      return sendJson(response, 200, await read(slack, world, searchParams));
    if (request.method !== 'POST' || act === undefined)
      return sendJson(response, 404, { error: `No ${request.method} ${name}.` });
    // A page of another site cannot send this content type without asking first.
    if (request.headers['content-type']?.includes('application/json') !== true) {
      return sendJson(response, 415, { error: 'Send application/json.' });
    }
    const answer = await act(slack, parseArguments('application/json', await readBody(request)));
    sendJson(response, 200, answer ?? { ok: true });
  } catch (error) {
    sendJson(response, 400, { error: error instanceof Error ? error.message : String(error) });
  }
}

/** Server-sent events: one JSON object for every change. */
function streamChanges(slack: SlackSandbox, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(': the local Slack\n\n');
  const stop = slack.onChange((change) => response.write(`data: ${JSON.stringify(change)}\n\n`));
  request.on('close', stop);
}

function person(slack: SlackSandbox, args: Json) {
  return slack.as(word(args, 'as'));
}

function place(args: Json): Place {
  if (args.place === 'view' || args.place === 'home') return args.place;
  return { channel: word(args, 'channel'), ts: word(args, 'ts') };
}

function ref(args: Json): ElementRef {
  const named: ElementRef = {};
  for (const field of ['actionId', 'blockId', 'text'] as const) {
    const value = asString(args[field]);
    if (value !== undefined) named[field] = value;
  }
  return named;
}

function given(value: unknown): GivenValue {
  if (Array.isArray(value)) return value.map(String);
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}

function givenValues(values: unknown): Record<string, GivenValue> {
  return Object.fromEntries(Object.entries(asObject(values)).map(([key, value]) => [key, given(value)]));
}

function word(args: Json, name: string): string {
  const value = asString(args[name]);
  if (value === undefined || value === '') throw new Error(`"${name}" is missing.`);
  return value;
}
