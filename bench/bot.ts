import type { ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Environment, exit, start, stop } from './processes.ts';

/** A bot that is not ready by then never will be. */
const patienceMs = 20_000;

/** As `npm start`, the image and the unit start it. */
const asInstalled = ['--max-semi-space-size=16'];

export interface BotInput {
  readonly home: string;
  /** Where AWS, Slack, the database and the configuration are. */
  readonly env: Environment;
}

export interface RunningBot {
  readonly process: ChildProcess;
  readonly port: number;
  /** From the start of the process until `/readyz` answered 200. */
  readonly readyMs: number;
  stop(): Promise<void>;
}

/** Starts the real bot and waits until it is ready. @throws {Error} when it ends before or is not ready in time */
export async function startBot({ home, env }: BotInput, nodeOptions: readonly string[] = []): Promise<RunningBot> {
  const port = await freePort();
  const startedAt = performance.now();
  const settings = { PORT: String(port), LOG_LEVEL: 'warn' };
  const program = { words: ['src/launch.mjs', 'start'], home, env: { ...settings, ...env } } as const;
  const bot = start(program, [...asInstalled, ...nodeOptions]);
  bot.stdout?.pipe(process.stderr);
  const gone = exit(bot).then((code) => {
    throw new Error(`The bot ended with ${code} before it was ready`);
  });
  gone.catch(() => undefined);
  try {
    await Promise.race([gone, untilReady(`http://127.0.0.1:${port}/readyz`)]);
  } catch (error) {
    await stop(bot);
    throw error;
  }
  return { process: bot, port, readyMs: performance.now() - startedAt, stop: () => stop(bot) };
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
