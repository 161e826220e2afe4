import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
}

/** The network between one process and the database: it can be cut, and it can go silent without a word to either side. */
export class Line {
  readonly port: number;
  readonly #listener: Server;
  readonly #pairs = new Set<Pair>();
  #state: 'up' | 'cut' | 'silent' = 'up';

  private constructor(listener: Server, port: number, to: number) {
    this.#listener = listener;
    this.port = port;
    listener.on('connection', (client) => this.#accept(client, to));
  }

  /** A line on loopback to that port. */
  static async open(to: number): Promise<Line> {
    const listener = createServer({ allowHalfOpen: false, pauseOnConnect: true });
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const address = listener.address();
    if (address === null || typeof address === 'string') throw new Error('A line has no port');
    return new Line(listener, address.port, to);
  }

  /** Every connection is reset, and so is each new one until it is up again. */
  cut(): void {
    this.#state = 'cut';
    for (const pair of this.#pairs) this.#drop(pair);
  }

  /** Connections stay, new ones are taken, and nothing passes until it is up again: then what was sent arrives late. */
  silence(): void {
    this.#state = 'silent';
    for (const { client, server } of this.#pairs) for (const socket of [client, server]) socket.pause();
  }

  restore(): void {
    this.#state = 'up';
    for (const { client, server } of this.#pairs) for (const socket of [client, server]) socket.resume();
  }

  close(): void {
    this.cut();
    this.#listener.close();
  }

  #accept(client: Socket, to: number): void {
    if (this.#state === 'cut') {
      client.resetAndDestroy();
      return;
    }
    const server = connect({ port: to, host: '127.0.0.1' });
    const pair = { client, server };
    this.#pairs.add(pair);
    for (const [from, into] of [
      [client, server],
      [server, client],
    ] as const) {
      from.on('data', (chunk) => void into.write(chunk));
      from.on('end', () => into.end());
      from.on('error', () => this.#drop(pair));
      from.on('close', () => this.#drop(pair));
    }
    if (this.#state === 'silent') server.pause();
    else client.resume();
  }

  #drop(pair: Pair): void {
    if (!this.#pairs.delete(pair)) return;
    for (const socket of [pair.client, pair.server]) if (!socket.destroyed) socket.resetAndDestroy();
  }
}
