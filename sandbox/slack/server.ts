import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { takeUpload } from './api/files.ts';
import { answerResponseUrl } from './api/response-url.ts';
import { WebApi } from './api/web-api.ts';
import { Faults } from './faults.ts';
import type { AppSettings, Message, Workspace } from './model.ts';
import { drive } from './people/drive.ts';
import { Sandbox, type SlackSandbox } from './sandbox.ts';
import { Deliveries } from './transport/deliveries.ts';
import { sendJson, sendText } from './transport/http.ts';
import { Sockets } from './transport/sockets.ts';
import { defaultApp, demoWorkspace } from './workspace.ts';
import { World } from './world.ts';

export type { Message, View } from './model.ts';
export type { SlackSandbox } from './sandbox.ts';
export { appFromManifest, demoWorkspace, gridWorkspace } from './workspace.ts';

export interface SlackOptions {
  workspace?: Workspace;
  app?: Partial<AppSettings>;
  /** What stands in the channels already, oldest first, as `messages` of an earlier local Slack gave it. */
  messages?: readonly Message[];
  /** 0 (default) takes any free port. */
  port?: number;
  /** Where the app reaches it, if something stands in front of it: `https://slack.example.test`. */
  url?: string;
  /** Epoch milliseconds; for message timestamps and for everything that expires. */
  now?: () => number;
  /** How long Slack waits for an ack: three seconds, unless a test is to be short, or runs beside many others. */
  ackTimeoutMs?: number;
}

/** Starts a local Slack on 127.0.0.1. */
export async function startSlack(options: SlackOptions = {}): Promise<SlackSandbox> {
  const world = new World(options.workspace ?? demoWorkspace(), defaultApp(options.app), options.now ?? Date.now);
  world.messages.restore(options.messages ?? []);
  const faults = new Faults();
  const ackTimeoutMs = options.ackTimeoutMs ?? 3000;
  const sockets = new Sockets(world, ackTimeoutMs);
  const deliveries = new Deliveries(world, faults, sockets, ackTimeoutMs);
  const webApi = new WebApi(world, faults, () => sockets.issueAddress());
  const slack = new Sandbox(world, faults, sockets, deliveries);
  const server = createServer((request, response) => {
    route(request, response, { world, faults, webApi, slack }).catch((error: unknown) => {
      if (!response.headersSent) sendJson(response, 500, { ok: false, error: 'internal_error', detail: String(error) });
    });
  });
  server.on('upgrade', (request, socket, head) => sockets.upgrade(request, socket, head));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  slack.port = portOf(server.address());
  world.url = options.url ?? `http://127.0.0.1:${slack.port}`;
  slack.onClose(() => {
    faults.clear();
    sockets.close();
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  });
  return slack;
}

interface Parts {
  world: World;
  faults: Faults;
  webApi: WebApi;
  slack: SlackSandbox;
}

async function route(
  request: IncomingMessage,
  response: ServerResponse,
  { world, faults, webApi, slack }: Parts,
): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
  const [, method] = /^\/api\/([\w.]+)$/.exec(pathname) ?? [];
  if (method !== undefined) return webApi.handle(method, request, response);
  const [, token] = /^\/actions\/[^/]+\/(\w+)$/.exec(pathname) ?? [];
  if (token !== undefined) return answerResponseUrl(request, response, { world, faults, token });
  const [, upload] = /^\/upload\/v1\/(\w+)$/.exec(pathname) ?? [];
  if (upload !== undefined) return takeUpload(request, response, { world, token: upload });
  if (pathname === '/') return (await import('./page/assets.ts')).sendPage(response, world);
  const [, asset] = /^\/_sandbox\/assets\/([\w.-]+)$/.exec(pathname) ?? [];
  if (asset !== undefined) return (await import('./page/assets.ts')).sendAsset(response, asset);
  const [, act] = /^\/_sandbox\/([\w-]+)$/.exec(pathname) ?? [];
  if (act !== undefined) return drive(act, slack, world, request, response);
  sendText(response, 404, 'text/plain', 'Nothing here.');
}

/** The port that was really taken. */
function portOf(address: ReturnType<Server['address']>): number {
  if (address === null || typeof address === 'string') throw new Error('The local Slack does not listen on a port.');
  return address.port;
}
