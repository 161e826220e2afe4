import type { GluewardenError } from '../src/domain/errors.ts';
import type { Message } from '../src/usecases/messages/message.ts';
import type { CommandRequest, SubcommandHelp } from '../src/usecases/ports/command.ts';

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
