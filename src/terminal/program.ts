import { nearest } from '../domain/nearest.ts';
import { usage } from './options.ts';

/** One command of the terminal program. */
export interface ProgramCommand {
  /** One line of the program's help. */
  readonly summary: string;
  /**
   * Resolves with the exit code; `--help` among the words prints the command's help.
   * @throws {GluewardenError} `usage` for wrong words
   */
  run(words: readonly string[]): Promise<number>;
}

export interface Program {
  readonly commands: Readonly<Record<string, ProgramCommand>>;
  readonly version: string;
  readonly print: (text: string) => unknown;
  readonly complain: (text: string) => unknown;
}

/**
 * Runs the command that the first word names. Resolves with the exit code.
 * @throws {GluewardenError} `usage` for wrong words
 */
export async function runProgram(program: Program, [first, ...rest]: readonly string[]): Promise<number> {
  const { commands, print, complain, version } = program;
  switch (first) {
    case undefined:
      complain(programHelp(commands));
      return 1;
    case '--version':
      print(`${version}\n`);
      return 0;
    case 'help':
    case '--help':
    case '-h':
      if (rest[0] !== undefined && !helpWords.has(rest[0])) return commandNamed(commands, rest[0]).run(['--help']);
      print(programHelp(commands));
      return 0;
    default:
      return commandNamed(commands, first).run(rest);
  }
}

const helpWords: ReadonlySet<string> = new Set(['help', '--help', '-h']);

function commandNamed(commands: Program['commands'], word: string): ProgramCommand {
  const command = Object.hasOwn(commands, word) ? commands[word] : undefined;
  if (command) return command;
  const names = [...Object.keys(commands), 'help'];
  if (word.startsWith('-'))
    throw usage(
      `There is no option “${word}” before a command. The options are --help, --version.`,
      nearest(word, ['--help', '--version']),
    );
  throw usage(`There is no command “${word}”. The commands are ${names.join(', ')}.`, nearest(word, names));
}

function programHelp(commands: Program['commands']): string {
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(11)}${summary}`);
  return `Keeps AWS Glue job bookmarks encrypted: as a bot in Slack, and in a terminal.

Usage:         gluewarden <command> [options]
In a checkout: npm run -s <command> -- [options]
               node src/launch.mjs <command> [options]

Commands
${lines.join('\n')}
  help       this text; with a command: its options (help audit, audit --help)

Options
  --help     this text
  --version  the version of Gluewarden
`;
}
