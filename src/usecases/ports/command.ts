import type { Message } from '../messages/message.ts';
import type { UploadedFile } from './chat.ts';

/** Who asks, and where. Ids are the chat's own. */
export interface Actor {
  readonly user: string;
  readonly channel: string;
}

export interface CommandRequest {
  readonly actor: Actor;
  /** Called as work goes on; the surface throttles and may drop all but the last. */
  progress(message: Message): void;
  /**
   * Uploads a file into the thread of the answer, where it is a message that others see; else to the person alone. Absent:
   * this surface takes no files.
   * @throws {ChatError} which says why not
   */
  attach?(file: UploadedFile): Promise<'thread' | 'direct'>;
  /** The time zone of who asks, by its IANA name; undefined where the chat does not say. Never rejects. */
  timezone?(): Promise<string | undefined>;
}

export interface SubcommandHelp {
  readonly usage: string;
  readonly does: string;
  readonly example?: string;
}

/** One slash command, free of any chat's types. */
export interface Command {
  /** With the slash. */
  readonly name: string;
  readonly summary: string;
  /** Shown by the chat while typing. */
  readonly usageHint: string;
  readonly subcommands: readonly SubcommandHelp[];
  /** Never throws: a wrong word is an invocation that answers with the problem. */
  parse(text: string): Invocation;
}

export interface Invocation {
  /** True when the caller said `share`: the answer is for the whole channel. */
  readonly shared: boolean;
  /** Problems are messages. Rejects only with what nobody foresaw: the surface ends that at the boundary. */
  run(request: CommandRequest): Promise<Message>;
}
