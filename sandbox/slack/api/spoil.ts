import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApiFault, Faults } from '../faults.ts';
import { sendJson } from '../transport/http.ts';

/** Answers a call the way its fault says; `lost_reply` only cuts the connection, the work is the caller's. */
export function spoil(fault: ApiFault, faults: Faults, request: IncomingMessage, response: ServerResponse): void {
  switch (fault.kind) {
    case 'status':
      response.writeHead(fault.status, { 'content-type': 'text/plain' }).end('The local Slack is down on purpose.');
      return;
    case 'rate_limit':
      sendJson(response, 429, { ok: false, error: 'ratelimited' }, { 'retry-after': String(fault.retryAfter) });
      return;
    case 'error':
      sendJson(response, 200, { ok: false, error: fault.error });
      return;
    case 'hang':
      faults.onRelease(() => request.socket.destroy());
      return;
    case 'reset':
    case 'lost_reply':
      request.socket.destroy();
  }
}
