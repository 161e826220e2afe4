import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, WebSocket, WebSocketServer } from 'ws';
import { isObject, type Json, parseJson } from '../json.ts';
import type { Delivered } from '../model.ts';
import type { World } from '../world.ts';

/** Slack's limit of open connections of one app. */
const MAX_CONNECTIONS = 10;
const PING_MS = 10_000;

interface Waiting {
  type: string;
  sentAt: number;
  connection: Connection;
  timer: NodeJS.Timeout;
  settle: (delivered: Delivered) => void;
  over: boolean;
}

interface Connection {
  socket: WebSocket;
  /** True once Slack has asked it to go: nothing new is sent to it. */
  leaving: boolean;
}

/** Slack's end of Socket Mode: connections, envelopes and their acks. */
export class Sockets {
  readonly #world: World;
  readonly #ackTimeoutMs: number;
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #connections: Connection[] = [];
  readonly #tickets = new Set<string>();
  readonly #envelopes = new Map<string, Waiting>();
  #count = 0;
  #turn = 0;

  constructor(world: World, ackTimeoutMs: number) {
    this.#world = world;
    this.#ackTimeoutMs = ackTimeoutMs;
  }

  /** How many connections are open. */
  get open(): number {
    return this.#connections.length;
  }

  /** The address for one connection, as `apps.connections.open` gives it. */
  issueAddress(): string {
    this.#count += 1;
    const ticket = `ticket-${this.#count}`;
    this.#tickets.add(ticket);
    return `${this.#world.url.replace(/^http/, 'ws')}/link/?ticket=${ticket}&app_id=${this.#world.app.id}`;
  }

  /** Takes over an HTTP upgrade. An address is good for one connection. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const ticket = new URL(request.url ?? '/', 'http://127.0.0.1').searchParams.get('ticket') ?? '';
    if (!this.#tickets.delete(ticket)) {
      socket.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#welcome(webSocket));
  }

  #welcome(socket: WebSocket): void {
    if (this.#connections.length >= MAX_CONNECTIONS) {
      socket.send(
        JSON.stringify({ type: 'disconnect', reason: 'too_many_websockets', debug_info: { host: 'sandbox' } }),
      );
      socket.close();
      return;
    }
    const connection: Connection = { socket, leaving: false };
    this.#connections.push(connection);
    const pings = setInterval(() => socket.ping('sandbox'), PING_MS);
    pings.unref();
    socket.on('message', (data) => this.#onMessage(connection, data));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      clearInterval(pings);
      this.#connections.splice(this.#connections.indexOf(connection), 1);
      this.#announce();
    });
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: this.#connections.length,
        debug_info: { host: 'sandbox', build_number: 1, approximate_connection_time: 18060 },
        connection_info: { app_id: this.#world.app.id },
      }),
    );
    this.#announce();
  }

  /** Sends a payload to exactly one connection and waits for its ack. `retry`: how often it was sent before, of an event. */
  deliver(type: string, payload: Json, retry = 0): Promise<Delivered> {
    const connection = this.#nextConnection();
    if (connection === undefined) {
      this.#world.recordProblem('not_delivered', `No socket is open for ${type}.`);
      return Promise.resolve({ acked: false, ms: 0, error: 'dispatch_failed' });
    }
    this.#count += 1;
    const id = `envelope-${this.#count}`;
    const { promise, resolve } = Promise.withResolvers<Delivered>();
    const timer = setTimeout(() => this.#giveUp(id), this.#ackTimeoutMs);
    this.#envelopes.set(id, { type, sentAt: performance.now(), connection, timer, settle: resolve, over: false });
    const kind =
      type === 'events_api'
        ? { accepts_response_payload: false, retry_attempt: retry, retry_reason: retry === 0 ? '' : 'timeout' }
        : { accepts_response_payload: true };
    connection.socket.send(JSON.stringify({ envelope_id: id, payload, type, ...kind }));
    return promise;
  }

  /** Takes turns, as payloads go to any one of the connections. */
  #nextConnection(): Connection | undefined {
    const ready = this.#connections.filter(({ socket, leaving }) => !leaving && socket.readyState === WebSocket.OPEN);
    this.#turn += 1;
    return ready[this.#turn % ready.length];
  }

  #giveUp(id: string): void {
    const waiting = this.#envelopes.get(id);
    if (waiting === undefined || waiting.over) return;
    waiting.over = true;
    this.#world.recordProblem('no_ack', `${waiting.type} was not acknowledged within ${this.#ackTimeoutMs} ms.`);
    waiting.settle({ acked: false, ms: performance.now() - waiting.sentAt, error: 'operation_timeout' });
  }

  #onMessage(connection: Connection, data: RawData): void {
    const message = parseJson(String(data));
    const id = isObject(message) && typeof message.envelope_id === 'string' ? message.envelope_id : undefined;
    const waiting = id === undefined ? undefined : this.#envelopes.get(id);
    if (!isObject(message) || id === undefined || waiting === undefined || waiting.connection !== connection) {
      this.#world.recordProblem('unknown_envelope', 'A message names no envelope that this connection was sent.');
      return;
    }
    const ms = performance.now() - waiting.sentAt;
    clearTimeout(waiting.timer);
    this.#envelopes.delete(id);
    if (waiting.over) {
      this.#world.recordProblem('late_ack', `${waiting.type} was acknowledged after ${Math.round(ms)} ms.`);
      return;
    }
    waiting.settle({ acked: true, ms, response: message.payload });
  }

  /** Asks every connection to leave, as Slack does when it moves a connection. A warning may come first. */
  refresh(warningMs: number | undefined): void {
    const old = [...this.#connections];
    if (warningMs !== undefined) {
      for (const { socket } of old) socket.send(disconnect('warning'));
    }
    const ask = (): void => {
      for (const connection of old) {
        if (connection.socket.readyState !== WebSocket.OPEN) continue;
        connection.leaving = true;
        connection.socket.send(disconnect('refresh_requested'));
      }
    };
    if (warningMs === undefined) ask();
    else setTimeout(ask, warningMs).unref();
  }

  /** Cuts every connection without a word. */
  drop(): void {
    for (const { socket } of this.#connections) socket.terminate();
  }

  close(): void {
    for (const waiting of this.#envelopes.values()) {
      clearTimeout(waiting.timer);
      if (!waiting.over) waiting.settle({ acked: false, ms: performance.now() - waiting.sentAt, error: 'closed' });
    }
    this.#envelopes.clear();
    this.drop();
    this.#server.close();
  }

  #announce(): void {
    this.#world.changes.announce({ type: 'connections', open: this.#connections.length });
  }
}

function disconnect(reason: 'warning' | 'refresh_requested'): string {
  return JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'sandbox' } });
}
