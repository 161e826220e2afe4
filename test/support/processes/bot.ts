import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type AwsSandbox, type StartOptions, startAws } from '../../../sandbox/aws/server.ts';
import { type SlackOptions, type SlackSandbox, startSlack } from '../../../sandbox/slack/server.ts';
import type { Schedule } from '../../../src/domain/fleet.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { isPostgresUrl } from '../../../src/store/postgres/postgres-url.ts';
import { silentForMs } from '../../../src/usecases/bot/recover-work.ts';
import { fingerprint } from '../../../src/usecases/schedule/run-schedules.ts';
import { postgresSql } from '../postgres/databases.ts';
import { atEnd } from './at-end.ts';
import { launch, tempFolder, writeConfig } from './run.ts';

/** A slot that never comes by itself during a test. */
export const yearly: Schedule = { name: 'digest', cron: '0 0 1 1 *', timezone: 'UTC', channel: 'CDATAALERTS' };

export interface World {
  readonly aws: AwsSandbox;
  readonly slack: SlackSandbox;
  readonly folder: string;
  readonly databaseUrl: string;
  /** What a process needs in its environment to be the bot of this world. */
  readonly environment: Readonly<Record<string, string>>;
  /** Starts the real bot; resolves when it says that it is ready. */
  start(env?: Readonly<Record<string, string>>): Promise<Bot>;
  /** Makes the schedule due: the next start finds its slot missed, by a minute unless said otherwise. */
  missSlot(schedule?: Schedule, agoMs?: number): Promise<void>;
  /** Time goes by for who was killed: on a server only its silence says so, half a minute later. */
  silence(): Promise<void>;
}

export interface Bot {
  readonly process: ChildProcess;
  readonly port: number;
  /** Log lines, parsed. */
  readonly lines: readonly Record<string, unknown>[];
  /** Everything that it printed so far, on both streams. */
  output(): string;
  /** The exit code, once the process ends by itself or by a signal (null: killed). */
  readonly ended: Promise<number | null>;
  /** GET of its own HTTP server, for instance `readyz`. */
  page(path: string): Promise<{ status: number; text: string }>;
  /** Sends a signal and resolves with the exit code (null: killed). */
  end(signal: NodeJS.Signals): Promise<number | null>;
  /** Resolves when a log line fulfils `probe`. */
  logged(probe: (line: Record<string, unknown>) => boolean): Promise<Record<string, unknown>>;
}

/**
 * Slack's three seconds are the bench's: a machine that runs many tests at once is slow to wake a process. A test of what
 * acknowledgements wait for asks for less.
 */
const ackTimeoutMs = 10_000;

/** A local AWS, a local Slack and a folder; the bot is started by the test, as often as it likes. */
export async function createWorld(
  options: { aws?: StartOptions; slack?: SlackOptions; config?: object; databaseUrl?: string } = {},
): Promise<World> {
  const aws = await startAws(options.aws ?? { seed: 'demo' });
  atEnd(() => aws.close());
  const slack = await startSlack({ ackTimeoutMs, ...options.slack });
  atEnd(() => slack.close());
  const folder = tempFolder();
  const GLUEWARDEN_CONFIG = writeConfig(folder, { accounts: aws.fleet, schedules: [yearly], ...options.config });
  const databaseUrl = options.databaseUrl ?? `sqlite:${join(folder, 'gluewarden.db')}`;
  const environment = {
    ...aws.environment(),
    ...slack.environment(),
    GLUEWARDEN_CONFIG,
    DATABASE_URL: databaseUrl,
    PORT: '0',
    // What is on a server has no folder for a key file.
    ...(options.databaseUrl !== undefined && { GLUEWARDEN_KEY: randomBytes(32).toString('base64') }),
  };
  return {
    aws,
    slack,
    folder,
    databaseUrl,
    environment,
    start: (env = {}) => startBot(folder, { ...environment, ...env }),
    async missSlot(schedule = yearly, agoMs = 60_000) {
      const store = await openStore({ databaseUrl });
      await store.schedules.setNext(schedule.name, fingerprint(schedule), Date.now() - agoMs, Date.now());
      await store.close();
    },
    async silence() {
      if (!isPostgresUrl(databaseUrl)) return;
      await postgresSql(databaseUrl, `update processes set heartbeat_at = heartbeat_at - ${silentForMs + 1}`);
    },
  };
}

/** Rejects, with what it printed, when the process ends before it is ready. */
async function startBot(folder: string, env: Readonly<Record<string, string>>): Promise<Bot> {
  const child = launch(['start'], folder, env);
  const lines: Record<string, unknown>[] = [];
  const waiting = new Set<() => void>();
  let output = '';
  let rest = '';
  const read = (chunk: Buffer) => {
    output += chunk.toString();
    rest += chunk.toString();
    const whole = rest.split('\n');
    rest = whole.pop() ?? '';
    lines.push(...whole.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line)));
    for (const check of [...waiting]) check();
  };
  child.stdout?.on('data', read);
  child.stderr?.on('data', read);
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const logged: Bot['logged'] = (probe) =>
    new Promise((resolve, reject) => {
      const check = () => {
        const found = lines.find(probe);
        if (found === undefined) return;
        waiting.delete(check);
        resolve(found);
      };
      waiting.add(check);
      check();
      exited.then((code) => reject(new Error(`The bot ended with ${code}:\n${output}`)));
    });
  const ready = await logged(({ msg }) => msg === 'ready');
  return {
    process: child,
    port: Number(ready.port),
    lines,
    logged,
    output: () => output,
    ended: exited,
    async page(path) {
      const response = await fetch(`http://127.0.0.1:${ready.port}/${path}`);
      return { status: response.status, text: await response.text() };
    },
    end(signal) {
      child.kill(signal);
      return exited;
    },
  };
}
