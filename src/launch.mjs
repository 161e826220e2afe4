#!/usr/bin/env node
// The first file that runs, in plain old JavaScript: an old Node must get as far as saying that it is too old.
// `gluewarden start` runs the bot, everything else (audit, doctor, help, start --help, …) is the terminal's.
import * as nodeModule from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';

const least = [22, 20];
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < least[0] || (major === least[0] && minor < least[1])) {
  console.error(
    `Gluewarden needs Node.js ${least.join('.')} or newer, and this is ${process.versions.node}. In a checkout, npm ci brings one that npm start and npm run -s audit use; otherwise install Node.js 24.`,
  );
  process.exit(1);
}

if (import.meta.url.includes('/node_modules/')) {
  // Node runs no TypeScript there (ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING).
  console.error('Gluewarden runs from a checkout, not as an installed package: clone it, npm ci, npm run -s audit.');
  process.exit(1);
}

/** Compiled code is kept a start-up longer. A folder that cannot be written costs time and nothing else. */
function compileCache() {
  const { XDG_CACHE_HOME, NODE_COMPILE_CACHE, NODE_DISABLE_COMPILE_CACHE } = process.env;
  if (NODE_COMPILE_CACHE || NODE_DISABLE_COMPILE_CACHE) return;
  try {
    // Per user: a folder that others can write could be given code to run.
    nodeModule.enableCompileCache?.(join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'gluewarden', 'compile'));
  } catch {
    // Without a home there is no cache.
  }
}

/** A scan leaves much behind: what lives may grow by half, not to four times, before V8 looks what can go. */
function keepSmall() {
  setFlagsFromString('--heap-growing-percent=50');
}

compileCache();
const [, , command, ...words] = process.argv;
const isBot = command === 'start' && words.length === 0;
if (isBot) keepSmall();
await (isBot ? import('./main.ts') : import('./cli.ts'));
