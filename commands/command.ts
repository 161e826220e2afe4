import { GluewardenError } from '../src/domain/errors.ts';
import type { Authorise } from '../src/usecases/authorise.ts';
import { createShare } from '../src/usecases/concurrency.ts';
import type { HelpMessage } from '../src/usecases/messages/command-messages.ts';
import { forEverybody } from '../src/usecases/messages/for-everybody.ts';
import type { Message } from '../src/usecases/messages/message.ts';
import type { Command, CommandRequest, Invocation, SubcommandHelp } from '../src/usecases/ports/command.ts';
import { noMoreWords } from '../src/usecases/words/usage-words.ts';
import { problemAnswer, takeShare } from './answers.ts';
import { isNowWord, quoteWord, shareWord, splitWords } from './words.ts';

/** What a subcommand gets: the words after its own name, and what was typed as a whole. */
export interface SubcommandCall extends CommandRequest {
  readonly words: readonly string[];
  /** The whole command, as it could be typed again. */
  readonly typed: string;
  /** Every first word that the command would have understood here, for a suggestion. */
  readonly known: readonly string[];
}

/** What a slash command does with a first word that names none of its subcommands. */
export interface DefaultSubcommand {
  readonly help: readonly SubcommandHelp[];
  /** Rejects with a typed error; the command turns it into words. */
  run(call: SubcommandCall): Promise<Message>;
}

/** One thing that a slash command can do. */
export interface Subcommand extends DefaultSubcommand {
  /** The first word, in small letters. */
  readonly name: string;
  /** What it was called before: still understood, shown nowhere. */
  readonly formerly?: string;
  /** It takes no words of its own. */
  readonly alone?: true;
  /** What to say of words that were typed all the same; undefined: only that it takes none. */
  explainWords?(words: readonly string[]): GluewardenError | undefined;
  /** What it runs judges by itself who may, instead of the list of those who may ask. */
  readonly ownAccess?: true;
}

/** Everything that one slash command is: parsing, help, hint, reserved words and suggestions derive from it. */
export interface CommandTable {
  /** With the slash. */
  readonly name: string;
  readonly summary: string;
  /** Below the help. */
  readonly notes: readonly string[];
  readonly subcommands: readonly Subcommand[];
  /** For every other first word. */
  readonly otherwise: DefaultSubcommand;
  /**
   * What any other first word is. A `place` is an account or a region. A `name` is one in AWS, where a configuration
   * may be called "status": a subcommand that takes no words is such a name when words follow it.
   */
  readonly firstWord: 'place' | 'name';
  /** How many of one person's commands may run at once; absent: any number. */
  readonly mostAtOnce?: number;
}

export interface CommandDependencies {
  readonly authorise: Authorise;
  /** Counts what one person runs; absent: a count of its own, up to the table's `mostAtOnce`. */
  readonly share?: ReturnType<typeof createShare>;
}

const helpWord = 'help';

export interface SlashCommand extends Command {
  /** First words that it understands itself, where an account could stand: no account may be called that. */
  readonly reserved: readonly string[];
}

/** The slash command of a table. */
export function createCommand(table: CommandTable, { authorise, ...given }: CommandDependencies): SlashCommand {
  const { name, summary, subcommands, otherwise, firstWord, mostAtOnce = Number.POSITIVE_INFINITY } = table;
  const known = [...subcommands.map((subcommand) => subcommand.name), helpWord, shareWord];
  const withWords = subcommands.flatMap((subcommand) => (subcommand.alone ? [] : subcommand.name));
  const share = given.share ?? createShare(mostAtOnce);
  const entries = helpEntries(table);

  async function answer(words: readonly string[], request: CommandRequest): Promise<Message> {
    const chosen = choose(table, words);
    if (chosen === 'help') return helpMessage(table, entries);
    const { found, rest } = chosen;
    const typed = [name, ...words.map(quoteWord)].join(' ');
    return share(request.actor.user, async () => {
      if (found?.ownAccess !== true) await authorise(request.actor);
      if (found?.alone && rest.length > 0) throw found.explainWords?.(rest) ?? tooManyWords(found.name, rest);
      const progress = (message: Message) => request.progress(message);
      const { attach } = request;
      const meant = firstWord === 'name' && words.length > 1 ? withWords : known;
      const call = { actor: request.actor, progress, words: rest, typed, known: meant };
      return (found ?? otherwise).run(attach === undefined ? call : { ...call, attach: (file) => attach(file) });
    });
  }

  return {
    name,
    summary,
    usageHint: [...otherwise.help.map(({ usage }) => usage), ...known.filter((word) => word !== shareWord)].join(' | '),
    subcommands: entries,
    reserved: firstWord === 'place' ? [...known, ...subcommands.flatMap(({ formerly }) => formerly ?? [])] : [],
    parse(text): Invocation {
      const { words, shared } = takeShare(splitWords(text));
      return {
        shared,
        async run(request) {
          const message = await answer(words, request).catch((error: unknown) => problemAnswer(error, name, words));
          return shared ? forEverybody(message) : message;
        },
      };
    },
  };
}

/** The subcommand and its words, or all words when the first one names none. */
function choose(
  { subcommands, firstWord }: CommandTable,
  words: readonly string[],
): 'help' | { readonly found?: Subcommand; readonly rest: readonly string[] } {
  const [first, ...rest] = words;
  const word = first?.toLowerCase();
  const isName = firstWord === 'name' && rest.length > 0;
  if (word === undefined || (word === helpWord && !isName)) return 'help';
  const found = subcommands.find(({ name, formerly }) => name === word || formerly === word);
  // Nothing in AWS is in a place called "now".
  const isOwn = found?.alone !== true || !isName || rest.every(isNowWord);
  return found === undefined || !isOwn ? { rest: words } : { found, rest };
}

function tooManyWords(name: string, words: readonly string[]): GluewardenError {
  const anyway = words.every(isNowWord) ? ': it always acts at once' : '';
  return new GluewardenError('usage', `${noMoreWords(name)}${anyway}`, [name]);
}

function helpEntries({ subcommands, otherwise }: CommandTable): HelpMessage['entries'] {
  return [...[otherwise, ...subcommands].flatMap(({ help }) => help), { usage: helpWord, does: 'Show this' }];
}

function helpMessage({ name, summary, notes }: CommandTable, entries: HelpMessage['entries']): HelpMessage {
  return { kind: 'help', command: name, summary, entries, notes };
}
