import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { measureAckTimes } from '../acks.ts';
import { type RunningBot, startBot } from '../bot.ts';
import { type Environment, measuring, preload, readStream, usageOf } from '../processes.ts';
import { type LocalSlack, startLocalSlack } from '../sandbox.ts';
import { percentile } from '../statistics.ts';
import { fleetOf } from './options.ts';
import { type FleetAws, withFleetAws } from './start.ts';

/** What a scheduled scan cost the running bot. */
export interface BotScanFigures {
  readonly peakMb: number;
  readonly cpuMs: number;
  /** CPU time of the main thread, the longest: of one callback, and of one turn of the loop, which may have many. */
  readonly longestTaskMs: number;
  readonly longestTurnMs: number;
  readonly acks: number;
  readonly ackP99Ms: number;
  readonly ackMaxMs: number;
  /** From the first request until the digest was posted. */
  readonly wallMs: number;
  readonly digest: string;
}

const channel = 'CDATAPLATFORM';
const findingsAnAccount = 66;
const patienceMs = 900_000;

/** Every account with 17 Regions and 66 findings, scanned by its schedule while people type commands. */
export function measureBotScan(home: string, accounts: number): Promise<BotScanFigures> {
  const findingsEach = Math.ceil(findingsAnAccount / 16.5);
  return withFleetAws(home, { findingsEach }, async (aws) => {
    const slack = await startLocalSlack(home);
    try {
      return await scanBySchedule(home, aws, slack, accounts);
    } finally {
      await slack.stop();
    }
  });
}

async function scanBySchedule(
  home: string,
  aws: FleetAws,
  slack: LocalSlack,
  accounts: number,
): Promise<BotScanFigures> {
  const at = new Date(Date.now() + 75_000);
  const cron = `${at.getUTCMinutes()} ${at.getUTCHours()} * * *`;
  const env = botEnvironment(home, { ...aws.env, ...slack.env }, accounts, aws.options.regions, cron);
  const bot = await startBot({ home, env }, [...measuring, ...preload('bench/fleet/main-thread.cjs')]);
  try {
    return await untilDigest(aws, slack, bot);
  } finally {
    await bot.stop();
  }
}

/** A bot with a database of its own, and one schedule. */
export function botEnvironment(
  home: string,
  env: Environment,
  accounts: number,
  regions: readonly string[],
  cron: string,
): Environment {
  const folder = mkdtempSync(join(home, 'fleet-'));
  const GLUEWARDEN_CONFIG = join(folder, 'gluewarden.yaml');
  const schedules = [{ name: 'fleet', cron, timezone: 'UTC', channel }];
  writeFileSync(GLUEWARDEN_CONFIG, JSON.stringify({ accounts: fleetOf(accounts, regions), schedules }));
  return { ...env, GLUEWARDEN_CONFIG, DATABASE_URL: `sqlite:${join(folder, 'bot.db')}` };
}

async function untilDigest(aws: FleetAws, slack: LocalSlack, bot: RunningBot): Promise<BotScanFigures> {
  bot.process.kill('SIGUSR2');
  await begun(aws);
  const startedAt = performance.now();
  const posted = digestIn(slack);
  const [times, digest] = await Promise.all([measureAckTimes(slack, posted), posted]);
  const wallMs = performance.now() - startedAt;
  const ends = Promise.all([usageOf(bot.process), readStream(bot.process, 4)]);
  await bot.stop();
  const [{ cpuMs, peakMb }, told] = await ends;
  const { taskMs, turnMs }: { taskMs: number; turnMs: number } = JSON.parse(told);
  return {
    ...{ peakMb, cpuMs, wallMs, digest, longestTaskMs: taskMs, longestTurnMs: turnMs },
    ...{ acks: times.length, ackP99Ms: percentile(times, 99), ackMaxMs: Math.max(...times) },
  };
}

async function begun(aws: FleetAws): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (Object.keys((await aws.take()).requests).length === 0) {
    if (performance.now() > deadline) throw new Error('The scheduled scan did not begin');
    await sleep(200);
  }
}

async function digestIn(slack: LocalSlack): Promise<string> {
  const deadline = performance.now() + patienceMs;
  while (performance.now() < deadline) {
    const found = (await slack.messages(channel)).find(({ text }) => text.includes('fleet'));
    if (found !== undefined) return found.text;
    await sleep(200);
  }
  throw new Error('The scheduled scan posted no digest');
}
