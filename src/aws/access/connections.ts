import { NodeHttpHandler } from '@smithy/node-http-handler';

export interface ConnectionSettings {
  readonly connectTimeoutMs: number;
  /** Until the answer's first byte, and between two bytes of it. */
  readonly requestTimeoutMs: number;
  /** For each host. */
  readonly maxSockets: number;
}

export const defaultConnections: ConnectionSettings = {
  connectTimeoutMs: 3_000,
  requestTimeoutMs: 15_000,
  maxSockets: 256,
};

const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

/**
 * The pool of connections that every client shares. Never call `destroy()` on a client: it would close the pool for
 * all. The handler's warnings about busy sockets are off: a scan means to use many.
 */
export function createConnections(settings: ConnectionSettings): NodeHttpHandler {
  const agent = { keepAlive: true, maxSockets: settings.maxSockets };
  return new NodeHttpHandler({
    connectionTimeout: settings.connectTimeoutMs,
    requestTimeout: settings.requestTimeoutMs,
    // Without this the handler only warns.
    throwOnRequestTimeout: true,
    socketTimeout: settings.requestTimeoutMs,
    httpAgent: agent,
    httpsAgent: agent,
    logger: silent,
  });
}
