import { version } from './app.ts';
import { readConfig } from './app-config.ts';
import { auditLogInTerminal, reportInTerminal } from './app-evidence.ts';
import { policyInTerminal } from './app-policy.ts';
import { type LoadSettings, storeInTerminal } from './app-store.ts';
import {
  auditInTerminal,
  createPlanReads,
  doctorInTerminal,
  type Load,
  manifestInTerminal,
  planInTerminal,
  startInTerminal,
  type Terminal,
} from './app-terminal.ts';
import { readSettings } from './config/settings.ts';
import { silentLog } from './ops/logging.ts';
import { type ProgramCommand, runProgram } from './terminal/program.ts';

/** Every command of the terminal program. Its help and the README derive from this list. */
export function programCommands(terminal: Terminal) {
  const load = () => loadWith(terminal);
  return {
    audit: {
      summary: 'audit AWS from this terminal; needs no Slack',
      run: (words) => auditInTerminal(words, load, terminal),
    },
    remediate: {
      summary: 'show the plan of a remediation; changes nothing',
      run: (words) => planInTerminal(words, load, terminal, createPlanReads),
    },
    doctor: {
      summary: 'check configuration, Slack and AWS, and print what to fix',
      run: (words) => doctorInTerminal(words, load, terminal),
    },
    manifest: {
      summary: 'print the manifest of the Slack app',
      run: (words) => manifestInTerminal(words, terminal),
    },
    policy: {
      summary: 'print the IAM policies',
      run: (words) => policyInTerminal(words, load, terminal),
    },
    store: {
      summary: 'look after the database',
      run: (words) => storeInTerminal(words, () => loadSettings(terminal), terminal),
    },
    report: {
      summary: 'write the evidence of a period: HTML, CSV or JSON',
      run: (words) => reportInTerminal(words, load, terminal),
    },
    'audit-log': {
      summary: 'show, export and prove the audit trail',
      run: (words) => auditLogInTerminal(words, () => loadSettings(terminal), terminal),
    },
    start: {
      summary: 'run the bot',
      run: (words) => startInTerminal(words, terminal),
    },
  } as const satisfies Readonly<Record<string, ProgramCommand>>;
}

/** Resolves with the exit code. @throws {GluewardenError} `usage` for wrong words; whatever a command throws */
export function runInTerminal(words: readonly string[], terminal: Terminal): Promise<number> {
  const { stdout, stderr } = terminal;
  return runProgram(
    {
      commands: programCommands(terminal),
      version,
      print: (text) => stdout.write(text),
      complain: (text) => stderr.write(text),
    },
    words,
  );
}

async function loadWith(terminal: Terminal): ReturnType<Load> {
  const { settings, log } = await loadSettings(terminal);
  return { settings, config: await readConfig(settings), log };
}

async function loadSettings({ env, stderr }: Terminal): ReturnType<LoadSettings> {
  const settings = readSettings(env, { slack: 'optional', node: process.versions.node });
  for (const { path, message } of settings.warnings) stderr.write(`Warning: ${path} ${message}.\n`);
  return { settings, log: await terminalLog(env, settings.logLevel) };
}

/** Below warnings a terminal command says nothing: pino need not be loaded. */
async function terminalLog({ LOG_LEVEL }: Terminal['env'], level: string) {
  if (LOG_LEVEL === undefined) return silentLog;
  const { createLogging } = await import('./ops/logging.ts');
  return (await createLogging({ level, to: 'stderr' })).log;
}
