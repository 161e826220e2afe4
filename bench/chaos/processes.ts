import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Dice, keepDoing } from './random.ts';
import type { Takeovers } from './takeovers.ts';
import type { ChaosWorld } from './world.ts';

const launcher = fileURLToPath(new URL('../../src/launch.mjs', import.meta.url));
/** A start that is not ready by then never will be. */
const startMaxMs = 90_000;

/** One of the bot's processes: it is killed, ended and suspended, and always started again. */
export class BotProcess {
  readonly name: string;
  readonly #world: ChaosWorld;
  #child: ChildProcess | undefined;
  #pid = 0;
  /** Ends that nobody asked for, and SIGTERMs that did not end with 0. */
  readonly wrongEnds: string[] = [];
  /** SIGTERMs that did not end with 0 while the database was away: what is held cannot be given back then. */
  readonly hurriedEnds: string[] = [];

  constructor(world: ChaosWorld, name: string) {
    this.#world = world;
    this.name = name;
  }

  /** Of the life that goes on or was the latest. */
  get pid(): number {
    return this.#pid;
  }

  get logFile(): string {
    return join(this.#world.folder, `${this.name}.log`);
  }

  /** Starts it, and resolves when it says that it is ready. */
  async start(): Promise<void> {
    const { environment, folder, records } = this.#world;
    const { PATH = '' } = process.env;
    const child = spawn(process.execPath, [launcher, 'start'], {
      cwd: folder,
      env: { PATH, HOME: folder, ...environment, DATABASE_URL: records.url(this.name) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.#pid = child.pid ?? 0;
    const log = createWriteStream(this.logFile, { flags: 'a' });
    log.write(`\n{"msg":"started by the run","time":${Date.now()},"pid":${child.pid}}\n`);
    const ready = Promise.withResolvers<void>();
    const onData = (chunk: Buffer) => {
      log.write(chunk);
      if (chunk.includes('"msg":"ready"')) ready.resolve();
    };
    child.stdout?.on('data', onData);
    child.stderr?.on('data', onData);
    child.once('exit', (code, signal) => {
      ready.reject(new Error(`${this.name} ended with ${code ?? signal} before it was ready`));
      if (this.#child === child) this.wrongEnds.push(`${this.name} ended by itself with ${code ?? signal}`);
    });
    const timer = setTimeout(() => ready.reject(new Error(`${this.name} is not ready after 90 s`)), startMaxMs);
    await ready.promise.finally(() => clearTimeout(timer));
  }

  /** Sends SIGKILL or SIGTERM and resolves when it is gone. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    this.#child = undefined;
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const askedAt = Date.now();
    child.kill(signal);
    const code = await ended;
    if (signal !== 'SIGTERM' || code === 0) return;
    const isExcused = this.#world.troubles.all.some(({ side, to }) => side === 'database' && to >= askedAt);
    const ends = isExcused ? this.hurriedEnds : this.wrongEnds;
    ends.push(`${this.name} ended with ${code} after SIGTERM, at ${new Date(askedAt).toISOString()}`);
  }

  async suspend(ms: number): Promise<void> {
    const child = this.#child;
    child?.kill('SIGSTOP');
    await sleep(ms);
    child?.kill('SIGCONT');
  }

  /** Log lines of level error and above. */
  errors(): string[] {
    return readFileSync(this.logFile, 'utf8')
      .split('\n')
      .filter((line) => /"level":(50|60|"error"|"fatal")/.test(line) || /^(Error|TypeError|node:)/.test(line));
  }
}

/** On a server a suspended process is not missed at once, and its leases go on for a minute. */
const longestSuspensionMs = { file: 40_000, server: 90_000 };

/** Kills, ends or suspends this process now and then, and has it back each time. */
export function harass(
  world: ChaosWorld,
  bot: BotProcess,
  takeovers: Takeovers,
  dice: Dice,
  signal: AbortSignal,
): Promise<void> {
  const longestMs = longestSuspensionMs[world.records.troubled === undefined ? 'file' : 'server'];
  const restart = async () => {
    await sleep(dice.between(0, 4_000));
    await bot.start();
  };
  const suspend = async () => {
    let isBack = false;
    takeovers.watch(bot.name, bot.pid, () => isBack);
    await bot.suspend(dice.between(2_000, longestMs));
    isBack = true;
  };
  const acts = {
    'kill -9': async () => {
      await bot.end('SIGKILL');
      takeovers.watch(bot.name, bot.pid, () => false);
      await restart();
    },
    SIGTERM: async () => {
      await bot.end('SIGTERM');
      await restart();
    },
    SIGSTOP: suspend,
  };
  const once = async () => {
    const what = dice.pick(['kill -9', 'kill -9', 'SIGTERM', 'SIGSTOP'] as const);
    const over = world.troubles.begin('process', `${what} of ${bot.name}`);
    await acts[what]().finally(over);
  };
  const onError = async (error: unknown) => {
    bot.wrongEnds.push(error instanceof Error ? error.message : String(error));
    await bot.end('SIGKILL').then(() => bot.start());
  };
  return keepDoing(
    signal,
    () => dice.between(20_000, 90_000),
    once,
    (error) => void onError(error),
  );
}
