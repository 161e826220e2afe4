import { programCommands, runInTerminal } from './app-program.ts';
import { problemText, type Terminal } from './app-terminal.ts';
import { ConfigError, SettingsError } from './config/problems.ts';
import { processInterrupts } from './ops/interrupts.ts';

const { env, stdout, stderr } = process;
const terminal: Terminal = { env, stdout, stderr, interrupts: processInterrupts };

/** Words for whatever went wrong; an unexpected failure keeps its stack, for the report of a bug. */
async function explain(error: unknown, first = ''): Promise<string> {
  if (error instanceof ConfigError || error instanceof SettingsError) return error.message;
  const command = Object.hasOwn(programCommands(terminal), first) ? first : undefined;
  const known = await problemText(error, command, terminal);
  return known ?? (error instanceof Error ? (error.stack ?? error.message) : String(error));
}

// A reader that stops early (head, less) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

/** Exits once everything is written: time-outs that an aborted call left behind must not hold the process. */
function exit(code: number): void {
  process.stdout.write('', () => process.exit(code));
}

const words = process.argv.slice(2);

try {
  exit(await runInTerminal(words, terminal));
} catch (error) {
  process.stderr.write(`${await explain(error, words[0])}\n`, () => exit(1));
}
