import {
  auditInTerminal,
  createPlanReads,
  doctorInTerminal,
  manifestText,
  planInTerminal,
  policyText,
  problemText,
  type Terminal,
} from './app-terminal.ts';
import { loadConfig } from './config/config.ts';
import { ConfigError, SettingsError } from './config/problems.ts';
import { readSettings } from './config/settings.ts';
import { silentLog } from './ops/logging.ts';

const terminal: Terminal = { env: process.env, stdout: process.stdout, stderr: process.stderr };

const usage = `Usage: npm run -s <command>
  audit     audits AWS from this terminal (npm run -s audit -- --help)
  remediate shows what a remediation would change (npm run -s remediate -- --help)
  doctor    checks configuration, Slack and AWS, and prints what to mend
  manifest  prints the Slack app manifest; with an https address: for HTTP mode
  policy    prints the IAM policies that the scan needs
`;

const manifestUsage =
  'npm run -s manifest takes nothing, or the https address where Slack reaches the bot: https://gluewarden.example.com';

function isHttps(word: string): boolean {
  return URL.canParse(word) && new URL(word).protocol === 'https:';
}

async function load() {
  const settings = readSettings(process.env, { slack: 'optional' });
  const config = await loadConfig(settings.configPath, settings.configExplicit);
  return { settings, config, log: await terminalLog(settings.logLevel) };
}

/** Below warnings a terminal command says nothing: pino need not be loaded. */
async function terminalLog(level: string) {
  if (process.env.LOG_LEVEL === undefined) return silentLog;
  const { createLogging } = await import('./ops/logging.ts');
  return (await createLogging({ level, to: 'stderr' })).log;
}

async function run(command: string | undefined, words: readonly string[]): Promise<number> {
  switch (command) {
    case 'audit':
      return auditInTerminal(words, load, terminal);
    case 'remediate':
      return planInTerminal(words, load, terminal, createPlanReads);
    case 'doctor':
      return doctorInTerminal(await load(), terminal);
    case 'manifest':
      if (words[0] !== undefined && !isHttps(words[0])) {
        process.stderr.write(`${manifestUsage}\n`);
        return 1;
      }
      process.stdout.write(await manifestText(words[0]));
      return 0;
    case 'policy':
      process.stdout.write(await policyText((await load()).config));
      return 0;
    default:
      process.stderr.write(usage);
      return 1;
  }
}

/** Words for whatever went wrong; an unexpected failure keeps its stack, for the report of a bug. */
async function explain(error: unknown, command = ''): Promise<string> {
  if (error instanceof ConfigError || error instanceof SettingsError) return error.message;
  const known = await problemText(error, `npm run -s ${command}`, terminal);
  return known ?? (error instanceof Error ? (error.stack ?? error.message) : String(error));
}

// A reader that stops early (head, less) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

/** Exits once everything is written: time-outs that an aborted call left behind must not hold the process. */
function exit(code: number): void {
  process.stdout.write('', () => process.exit(code));
}

try {
  exit(await run(process.argv[2], process.argv.slice(3)));
} catch (error) {
  process.stderr.write(`${await explain(error, process.argv[2])}\n`, () => exit(1));
}
