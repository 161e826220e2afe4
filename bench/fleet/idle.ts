import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { startBot } from '../bot.ts';
import { startLocalAws, startLocalSlack } from '../sandbox.ts';
import { botEnvironment } from './bot-scan.ts';

export interface IdleFigures {
  /** Of all threads: how often one of them waited and was woken, in a second. */
  readonly wakeUps: number;
  readonly memoryMb: number;
}

/** Starting is over by then. */
const settleMs = 15_000;
const watchMs = 30_000;

/** The bot while nothing happens: connected to Slack, nothing due. */
export async function measureIdle(home: string): Promise<IdleFigures> {
  const aws = await startLocalAws('clean', home);
  const slack = await startLocalSlack(home);
  try {
    const env = botEnvironment(home, { ...aws.env, ...slack.env }, 3, aws.regions, '0 0 1 1 *');
    // The first start compiles everything, and keeps more of it.
    await (await startBot({ home, env })).stop();
    const bot = await startBot({ home, env });
    try {
      await sleep(settleMs);
      const before = wakeUpsOf(bot.process.pid);
      await sleep(watchMs);
      const after = wakeUpsOf(bot.process.pid);
      return { wakeUps: ((after - before) * 1_000) / watchMs, memoryMb: memoryOf(bot.process.pid) };
    } finally {
      await bot.stop();
    }
  } finally {
    await slack.stop();
    await aws.stop();
  }
}

function figureIn(file: string, name: string): number {
  const line = readFileSync(file, 'utf8')
    .split('\n')
    .find((each) => each.startsWith(`${name}:`));
  return Number(/\d+/.exec(line ?? '')?.[0] ?? Number.NaN);
}

/** Linux counts for each thread how often it gave the processor up to wait. */
function wakeUpsOf(pid: number | undefined): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const counts = threads.map((thread) => figureIn(`/proc/${pid}/task/${thread}/status`, 'voluntary_ctxt_switches'));
  return counts.reduce((sum, count) => sum + count, 0);
}

function memoryOf(pid: number | undefined): number {
  return figureIn(`/proc/${pid}/status`, 'VmRSS') / 1024;
}
