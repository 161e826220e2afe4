import type { Message } from '../src/usecases/messages/message.ts';
import type { CommandRequest, SubcommandHelp } from '../src/usecases/ports/command.ts';

/** What a subcommand gets: the words after its own name, and what was typed as a whole. */
export interface SubcommandCall extends CommandRequest {
  readonly words: readonly string[];
  /** The whole command, as it could be typed again. */
  readonly typed: string;
}

/** One thing that a slash command can do. Rejects with a typed error; the command turns it into words. */
export interface Subcommand {
  readonly name: string;
  readonly help: readonly SubcommandHelp[];
  run(call: SubcommandCall): Promise<Message>;
}
