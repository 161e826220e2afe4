import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { sendText } from '../transport/http.ts';
import type { World } from '../world.ts';
import { shellHtml } from './shell.ts';

const TYPES: Record<string, string> = { css: 'text/css', js: 'text/javascript' };

/** Nothing from elsewhere: no scripts, styles, fonts, images or connections but the local Slack's own. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/** The page itself. */
export function sendPage(response: ServerResponse, world: World): void {
  response.setHeader('content-security-policy', POLICY);
  response.setHeader('x-content-type-options', 'nosniff');
  sendText(response, 200, 'text/html', shellHtml(world));
}

/** A script or style of the page. Names without folders only. */
export async function sendAsset(response: ServerResponse, name: string): Promise<void> {
  const type = TYPES[name.split('.').at(-1) ?? ''];
  if (type === undefined || !/^[a-z-]+\.(css|js)$/.test(name))
    return sendText(response, 404, 'text/plain', 'Nothing here.');
  try {
    const text = await readFile(new URL(`./assets/${name}`, import.meta.url), 'utf8');
    sendText(response, 200, type, text);
  } catch {
    sendText(response, 404, 'text/plain', 'Nothing here.');
  }
}
