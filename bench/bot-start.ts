import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startBot } from './bot.ts';
import type { Environment } from './processes.ts';

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
  const DATABASE_URL = `sqlite:${join(folder, 'bot.db')}`;
  const bot = await startBot({ home, env: { ...env, DATABASE_URL, GLUEWARDEN_CONFIG } });
  await bot.stop();
  return bot.readyMs;
}
