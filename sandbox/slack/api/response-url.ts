import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Faults } from '../faults.ts';
import { parseArguments, readBody, sendJson, sendText } from '../transport/http.ts';
import { respond } from '../transport/respond.ts';
import type { World } from '../world.ts';
import { spoil } from './spoil.ts';

/** Answers a POST to a response_url. Faults know it as the method `response_url`. */
export async function answerResponseUrl(
  request: IncomingMessage,
  response: ServerResponse,
  { world, faults, token }: { world: World; faults: Faults; token: string },
): Promise<void> {
  const body = parseArguments(request.headers['content-type'] ?? 'application/json', await readBody(request));
  const fault = faults.takeApi('response_url');
  if (fault !== undefined && fault.kind !== 'lost_reply') {
    world.recordCall({ method: 'response_url', args: body, ok: false, error: `fault:${fault.kind}` });
    return spoil(fault, faults, request, response);
  }
  const { status, error } = respond(world, token, body);
  if (fault !== undefined) return spoil(fault, faults, request, response);
  if (error === undefined) sendText(response, 200, 'text/plain', 'ok');
  else sendJson(response, status, { ok: false, error });
}
