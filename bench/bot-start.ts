import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Environment, exit, start, stop } from './processes.ts';

/** A bot that is not ready by then never will be. */
const patienceMs = 20_000;

export interface StartInput {
  readonly home: string;
  /** Where AWS and Slack are. */
  readonly env: Environment;
  readonly account: string;
  readonly regions: readonly string[];
}

/** Milliseconds from the start of the bot's process until `/readyz` answers 200, with a new database. */
export async function measureBotStart({ home, env, account, regions }: StartInput): Promise<number> {
  const folder = mkdtempSync(join(home, 'bot-'));
  const GLUEWARDEN_CONFIG = join(folder, 'gluewarden.yaml');
  const schedule = { name: 'yearly', cron: '0 0 1 1 *', timezone: 'UTC', channel: 'CDATAPLATFORM' };
  writeFileSync(GLUEWARDEN_CONFIG, JSON.stringify({ accounts: [{ id: account, regions }], schedules: [schedule] }));
  const port = await freePort();
  const settings = { DATABASE_URL: `sqlite:${join(folder, 'bot.db')}`, PORT: String(port), LOG_LEVEL: 'warn' };
  const startedAt = performance.now();
  const bot = start({ words: ['src/launch.mjs', 'start'], home, env: { ...env, ...settings, GLUEWARDEN_CONFIG } });
  bot.stdout?.pipe(process.stderr);
  const gone = exit(bot).then((code) => {
    throw new Error(`The bot ended with ${code} before it was ready`);
  });
  try {
    await Promise.race([gone, untilReady(`http://127.0.0.1:${port}/readyz`)]);
    return performance.now() - startedAt;
  } finally {
    gone.catch(() => undefined);
    await stop(bot);
  }
}

async function untilReady(url: string): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (performance.now() < deadline) {
    const status = await fetch(url).then(
      async (response) => {
        await response.arrayBuffer();
        return response.status;
      },
      () => 0,
    );
    if (status === 200) return;
    await sleep(10);
  }
  throw new Error(`The bot was not ready after ${patienceMs} ms`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
