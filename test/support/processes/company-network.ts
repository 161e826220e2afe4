import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { onTestFinished } from 'vitest';

const fixture = (name: string) => new URL(`../../fixtures/tls/${name}`, import.meta.url).pathname;
/** The authority that signed the certificates of every name, as NODE_EXTRA_CA_CERTS takes it. */
export const companyAuthority = fixture('ca.pem');

export interface CompanyNetwork {
  /** Of the proxy: `127.0.0.1:12345`. */
  readonly address: string;
  /** What was asked of the proxy, `name:port`, oldest first. */
  readonly connects: readonly string[];
  /** How many connections the proxy has, tunnels included. */
  open(): number;
  /** From now on the proxy answers CONNECT with this status; `stall` never answers; undefined: lets through. */
  answer(status: number | 'stall' | undefined): void;
  /** From now on the proxy lets in who knows these alone: `user:password`. */
  demand(credentials: string): void;
}

interface Ports {
  /** Which local port a name leads to. Nobody but the proxy can resolve it. */
  readonly [name: string]: number;
}

/**
 * A CONNECT proxy on this machine that is the only way to some names, which no DNS knows. What goes to port 443 speaks
 * TLS with the test authority's certificate for `*.gluewarden.test`; other ports are passed on as they are.
 */
export async function startCompanyNetwork(ports: Ports): Promise<CompanyNetwork> {
  const connects: string[] = [];
  const sockets = new Set<Duplex>();
  let answer: number | 'stall' | undefined;
  let demanded: string | undefined;

  function onConnect(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const target = request.url ?? '';
    connects.push(target);
    const [, name = '', port = ''] = /^(.*):(\d+)$/.exec(target) ?? [];
    const to = ports[name];
    const status = statusFor(request, to);
    if (status === 'stall') return void socket.on('end', () => socket.destroy()).resume();
    if (status !== 200 || to === undefined)
      return void socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`);
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    if (head.length > 0) socket.unshift(head);
    join(port === '443' ? secured(socket) : socket, connect(to, '127.0.0.1'));
  }

  function statusFor({ headers }: IncomingMessage, to: number | undefined): number | 'stall' {
    if (answer !== undefined) return answer;
    const right = `Basic ${Buffer.from(demanded ?? '').toString('base64')}`;
    if (demanded !== undefined && headers['proxy-authorization'] !== right) return 407;
    return to === undefined ? 502 : 200;
  }

  const server = createServer((_request, response) => response.writeHead(400).end());
  server.on('connect', onConnect);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    connects,
    open: () => sockets.size,
    answer: (given) => {
      answer = given;
    },
    demand: (credentials) => {
      demanded = credentials;
    },
  };
}

/** The service's end of TLS. A client that does not trust the certificate says so and leaves. */
function secured(tunnel: Duplex): Duplex {
  const options = { key: readFileSync(fixture('server-key.pem')), cert: readFileSync(fixture('server.pem')) };
  const socket = new TLSSocket(tunnel, { ...options, isServer: true });
  return socket.on('error', () => tunnel.destroy()).on('close', () => tunnel.destroy());
}

function join(one: Duplex, other: Socket): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.pipe(to);
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
  }
}
