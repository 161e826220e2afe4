import { Socket } from 'node:net';
import type { FetchFunction } from '@slack/web-api';
import { Agent, buildConnector, Client, type Dispatcher, fetch as undiciFetch } from 'undici';
import { proxyCodes, refusalOfProxy } from '../../domain/network-fault.ts';
import { type ProxySettings, proxyFor } from '../../domain/proxy.ts';

/** How long the proxy may take to open a tunnel: less than a call may take, which then counts as never sent. */
const TUNNEL_MAX_MS = 6_000;

/** When a tunnel that is being opened is given up. */
type TunnelDeadline = () => AbortSignal;

const tunnelDeadline: TunnelDeadline = () => AbortSignal.timeout(TUNNEL_MAX_MS);

type Connector = buildConnector.connector;

/** No tunnel was opened: nothing was sent to Slack. `code` is one of `proxyCodes`. Holds no address with a password. */
class TunnelError extends Error {
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TunnelError';
    this.code = code;
  }
}

/** The fetch for Slack's addresses. Without a proxy it is Node's own; undici's is needed for a way of one's own. */
export function createFetch(proxy: ProxySettings | undefined, deadline = tunnelDeadline): FetchFunction {
  if (proxy === undefined) return (url, init) => fetch(url, init);
  const dispatcher = new Agent({ connect: proxiedConnector(proxy, deadline) });
  return (url, init = {}) => {
    const { body, ...rest } = init;
    // undici's fetch knows no FormData of Node's, and only uploads have one.
    if (body !== undefined && typeof body !== 'string') throw new TypeError('Gluewarden uploads nothing');
    return undiciFetch(url, { ...rest, ...(body !== undefined && { body }), dispatcher });
  };
}

/** Connections of one attempt to open a socket, and how all of them are ended. */
interface SocketWay {
  readonly dispatcher: Dispatcher;
  /** Why no connection could be made, last time: undici's WebSocket (8.12, `#onSocketClose`) does not tell. */
  readonly failure: unknown;
  /** Cuts what is still open: a peer that never answers the close frame would keep its connection for ever. */
  cut(): void;
}

/**
 * The way of one WebSocket through a proxy. The package's own dispatcher, which this replaces, does two things that
 * are ours then (`buildDefaultDispatcher` in SlackWebSocket.js of @slack/socket-mode 3.1): it pins HTTP/1.1, and it
 * can cut a connection whose close handshake stalls, which undici hands over at the upgrade and forgets.
 */
export function createSocketWay(proxy: ProxySettings): SocketWay {
  const open = new Set<Socket>();
  let isOver = false;
  let failure: unknown;
  const connect = proxiedConnector(proxy, tunnelDeadline, keep);
  function keep(socket: Socket): void {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    if (isOver) socket.destroy();
  }
  const noted: Connector = (options, callback) =>
    connect(options, (...result) => {
      failure = result[0] ?? undefined;
      callback(...result);
    });
  return {
    dispatcher: new Agent({ connect: noted }),
    get failure() {
      return failure;
    },
    cut() {
      isOver = true;
      for (const socket of open) socket.destroy();
    },
  };
}

/** Connects through a tunnel where a proxy leads there, and directly elsewhere. `keep` is shown every connection. */
function proxiedConnector(proxy: ProxySettings, deadline: TunnelDeadline, keep = (_socket: Socket) => {}): Connector {
  const connect = buildConnector({ allowH2: false });
  const watched: Connector = (options, callback) =>
    connect(options, (error, socket) => {
      if (error !== null) return callback(error, null);
      keep(socket);
      callback(null, socket);
    });
  return (options, callback) => {
    const address = proxyFor(proxy, options);
    if (address === undefined) return watched(options, callback);
    openTunnel(address, options, watched, deadline()).then(
      // A plain destination has the tunnel for itself, as browsers do it for ws: addresses.
      (tunnel) =>
        options.protocol === 'https:' ? watched({ ...options, httpSocket: tunnel }, callback) : callback(null, tunnel),
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), null),
    );
  };
}

/** One CONNECT. @throws {TunnelError} */
async function openTunnel(
  address: string,
  to: buildConnector.Options,
  connect: Connector,
  signal: AbortSignal,
): Promise<Socket> {
  const { origin, username, password } = new URL(address);
  const host = to.host ?? to.hostname;
  const target = to.port ? host : `${host}:${to.protocol === 'https:' ? 443 : 80}`;
  const user = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const credentials =
    username === '' && password === ''
      ? {}
      : { 'proxy-authorization': `Basic ${Buffer.from(user).toString('base64')}` };
  const client = new Client(origin, { connect });
  try {
    const answer = await client.connect({ path: target, headers: { host: target, ...credentials }, signal });
    if (answer.statusCode === 200 && answer.socket instanceof Socket) return answer.socket;
    answer.socket.on('error', () => {}).destroy();
    throw new TunnelError(refusalOfProxy(answer.statusCode), `The proxy answered ${answer.statusCode} to CONNECT.`);
  } catch (error) {
    if (error instanceof TunnelError) throw error;
    throw new TunnelError(proxyCodes.unreachable, 'The proxy opened no tunnel.', { cause: error });
  } finally {
    // The tunnel is the client's no longer; whatever else it has goes.
    void client.destroy().catch(() => {});
  }
}
