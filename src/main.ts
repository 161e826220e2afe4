import { type Bot, createBot, version } from './app.ts';
import { readConfig } from './app-config.ts';
import { ConfigError, SettingsError } from './config/problems.ts';
import { readSettings } from './config/settings.ts';
import { startHelp } from './config/setup-help.ts';
import { compactAfterStart } from './ops/compact.ts';
import { createLogging, type Logging } from './ops/logging.ts';

/** Longer than every bounded wait of a stop together. */
const stopLimitMs = 25_000;

/** The process: start, signals, drain, exit codes. 0: stopped as asked; 1: could not start, or could not go on. */
async function main(): Promise<void> {
  const settings = readSettings(process.env, { slack: 'required', node: process.versions.node });
  const { slack } = settings;
  if (slack === undefined) throw new SettingsError(settings.slackProblems);
  const config = await readConfig(settings);
  const logging = await createLogging({ level: settings.logLevel, to: 'stdout' });
  const { log } = logging;
  for (const { path, message } of [...settings.warnings, ...config.warnings]) log.warn({ path }, message);
  const stopper = createStopper(logging);
  try {
    const bot = await createBot({
      settings: { ...settings, slack },
      config,
      env: process.env,
      log,
      onFatal: (reason) => stopper.stop(1, reason),
      onLost: (reason) => stopper.abandon(reason),
    });
    stopper.holds(bot);
    const { port, team } = await bot.start();
    log.info(
      { version, port, team, mode: slack.mode, accounts: config.accounts.length, schedules: config.schedules.length },
      'ready',
    );
    compactAfterStart();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    log.error({ err: error }, `the bot could not start: ${why}`);
    // For whoever started it by hand: the log line has a whole stack in it.
    process.stderr.write(`Gluewarden could not start: ${why.replace(/\.?$/, '.')}\n`);
    stopper.stop(1, 'could not start');
  }
}

/** Ends the process once, however often it is asked to, and in any case in time. */
function createStopper({ log, flush }: Logging): {
  holds(bot: Bot): void;
  stop(code: number, reason: string): void;
  /** Without a drain: whatever would be drained has nowhere to be recorded. */
  abandon(reason: string): void;
} {
  let bot: Bot | undefined;
  let stopping = false;
  const stop = (code: number, reason: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ reason }, 'stopping');
    const end = (exitCode: number, text: string) => {
      log.info({ code: exitCode }, text);
      flush();
      process.exit(exitCode);
    };
    setTimeout(() => end(1, 'stopped without waiting any longer'), stopLimitMs).unref();
    Promise.resolve(bot?.stop()).then(
      () => end(code, 'stopped'),
      (error: unknown) => {
        log.error({ err: error }, 'the stop failed');
        end(1, 'stopped with an error');
      },
    );
  };
  process.on('SIGTERM', () => stop(0, 'SIGTERM'));
  process.on('SIGINT', () => stop(0, 'SIGINT'));
  // What nobody caught leaves the process in a state that nobody knows: the tables are the truth, so start again.
  process.on('uncaughtException', (error) => {
    log.error({ err: error }, 'uncaught exception');
    stop(1, 'uncaught exception');
  });
  process.on('unhandledRejection', (error) => {
    log.error({ err: error }, 'unhandled rejection');
    stop(1, 'unhandled rejection');
  });
  return {
    holds: (held) => {
      bot = held;
    },
    stop,
    abandon: (reason) => {
      log.error({ reason }, 'stopping');
      process.stderr.write(`${reason}\n`);
      flush();
      process.exit(1);
    },
  };
}

function explain(error: unknown): string {
  if (error instanceof SettingsError) return startHelp(error);
  if (error instanceof ConfigError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
}
