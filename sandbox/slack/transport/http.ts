import type { IncomingMessage, ServerResponse } from 'node:http';
import { isObject, type Json, parseJson } from '../json.ts';

/** The limit of what the local Slack reads as one body. */
const MAX_BODY = 2_000_000;

/** Reads a request's body as text. @throws Error when it is larger than two megabytes */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_BODY) throw new Error('The request body is too large.');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Reads form fields, or a JSON object, as the content type says. */
export function parseArguments(contentType: string | undefined, body: string): Json {
  if (contentType?.includes('application/json') === true) {
    const parsed = parseJson(body);
    return isObject(parsed) ? parsed : {};
  }
  return Object.fromEntries(new URLSearchParams(body));
}

/** Sends JSON. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(text);
}

/** Sends text of a given type. */
export function sendText(response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' });
  response.end(text);
}
