import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Keeps a server at a number of connections without turning a new one away: the oldest goes that asks for nothing, or
 * whose request is not here whole. So whoever opens connections and keeps them loses their own: a health probe and
 * Slack, who ask at once, are let in, also where all of them come from one load balancer's address. `maxConnections`
 * would shut them out.
 */
export function limitConnections(server: Server, most: number): void {
  /** Oldest first. */
  const open = new Map<Socket, IncomingMessage | undefined>();
  server.on('connection', (socket) => {
    open.set(socket, undefined);
    socket.once('close', () => open.delete(socket));
    if (open.size > most) leastOf(open, socket).destroy();
  });
  server.on('request', (request, response) => {
    const { socket } = request;
    open.set(socket, request);
    response.once('close', () => {
      if (!open.delete(socket) || socket.destroyed) return;
      // It has just been of use: now it is the youngest.
      open.set(socket, undefined);
    });
  });
}

function leastOf(open: ReadonlyMap<Socket, IncomingMessage | undefined>, newest: Socket): Socket {
  for (const [socket, request] of open)
    if (socket !== newest && !socket.destroyed && request?.complete !== true) return socket;
  return newest;
}
