import type { AgentOptions } from 'node:https';
import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler';
import { type ProxySettings, proxyFor } from '../../domain/proxy.ts';

export interface ConnectionSettings {
  readonly connectTimeoutMs: number;
  /** Behind a proxy: three ways there and back instead of one, through a machine that many share. */
  readonly tunnelTimeoutMs: number;
  /** Until the answer's first byte, and between two bytes of it. */
  readonly requestTimeoutMs: number;
  /** For each host. */
  readonly maxSockets: number;
}

export const defaultConnections: ConnectionSettings = {
  connectTimeoutMs: 3_000,
  tunnelTimeoutMs: 10_000,
  requestTimeoutMs: 15_000,
  maxSockets: 256,
};

const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

/**
 * The pool of connections that every client shares. Never call `destroy()` on a client: it would close the pool for
 * all. The handler's warnings about busy sockets are off: a scan means to use many.
 */
export function createConnections(settings: ConnectionSettings, proxy?: ProxySettings): NodeHttpHandler {
  const direct = options(settings, { keepAlive: true, maxSockets: settings.maxSockets });
  return proxy === undefined ? new NodeHttpHandler(direct) : new ProxiedHandler(direct, settings, proxy);
}

type Handle = NodeHttpHandler['handle'];

/** Leads each request through its proxy, if it has one. */
class ProxiedHandler extends NodeHttpHandler {
  readonly #proxied: NodeHttpHandler;
  readonly #proxy: ProxySettings;

  constructor(direct: NodeHttpHandlerOptions, settings: ConnectionSettings, proxy: ProxySettings) {
    super(direct);
    this.#proxy = proxy;
    const { tunnelTimeoutMs: timeout, maxSockets } = settings;
    // Which hosts go through is decided here, so the agent gets no NO_PROXY: Node reads it in its own way.
    const proxyEnv = { HTTPS_PROXY: proxy.https, HTTP_PROXY: proxy.http };
    // The agent's own time-out ends a tunnel that the proxy never opens, with its socket.
    const agent = { keepAlive: true, maxSockets, timeout, proxyEnv };
    this.#proxied = new NodeHttpHandler(options({ ...settings, connectTimeoutMs: 2 * timeout }, agent));
  }

  override async handle(...[request, given]: Parameters<Handle>): ReturnType<Handle> {
    if (proxyFor(this.#proxy, request) === undefined) return super.handle(request, given);
    try {
      return await this.#proxied.handle(request, given);
    } catch (error) {
      if (error instanceof Error) Object.assign(error, { viaProxy: true });
      throw error;
    }
  }

  override destroy(): void {
    super.destroy();
    this.#proxied.destroy();
  }
}

function options(settings: ConnectionSettings, agent: AgentOptions): NodeHttpHandlerOptions {
  return {
    connectionTimeout: settings.connectTimeoutMs,
    requestTimeout: settings.requestTimeoutMs,
    // Without this the handler only warns.
    throwOnRequestTimeout: true,
    socketTimeout: settings.requestTimeoutMs,
    httpAgent: agent,
    httpsAgent: agent,
    logger: silent,
  };
}
