import { GluewardenError } from '../../domain/errors.ts';
import { type BoundaryParts, type Circumstances, reportUnexpected } from '../../usecases/boundary.ts';
import type { Message } from '../../usecases/messages/message.ts';
import type { PostedMessage } from '../../usecases/ports/chat.ts';
import type { Command, Invocation } from '../../usecases/ports/command.ts';
import type { Clock } from '../../usecases/ports/runtime.ts';
import { explainError } from '../../usecases/words/explain.ts';
import { type Draft, draftOf, type Renderer, withAsker, wordsOnly } from '../transport/content.ts';
import { errorWords } from '../transport/redact.ts';
import { Answer } from './answer.ts';
import { typedText } from './command-text.ts';
import { type FollowedAnswerParts, followAnswer } from './followed-answer.ts';
import { type AttachParts, createAttach, type ReplyTarget } from './reply-targets.ts';
import { STILL_BUSY, untilFree } from './until-free.ts';

/** A slash command as it came in. */
export interface CommandCall {
  /** With the slash. */
  readonly name: string;
  /** As Slack sent it. */
  readonly text: string;
  readonly user: string;
  readonly channel: string;
}

export interface InteractionParts extends BoundaryParts, FollowedAnswerParts, AttachParts {
  readonly renderer: Renderer;
  readonly clock: Clock;
  /** Aborted while the bot stops: nothing new is begun, and no answer waits for Slack. */
  readonly stopping: AbortSignal;
  /** Where an answer to this call may go, best first. `onPosted` hears of a message of the bot's own that others see. */
  replyTargets(call: CommandCall, shared: boolean, onPosted: (posted: PostedMessage) => void): readonly ReplyTarget[];
  /** Takes a result that Slack would not take anywhere, to be delivered to its asker later. */
  keep?(user: string, message: Message, options: { mayRepeat: boolean }): Promise<void>;
}

const SAY_SOMETHING_AFTER_MS = 1_000;
/** Runs one command to its answer. Never rejects: whatever happens is an answer, or at least a log line. */
export async function runCommand(parts: InteractionParts, command: Command, call: CommandCall): Promise<void> {
  const text = typedText(call.text);
  const circumstances = circumstancesOf(command, call);
  const invocation = parseSafely(parts, command, call, text);
  const typed = `${call.name} ${text}`.trim();
  const followed = followAnswer(parts, { user: call.user, typed });
  const attached = createAttach(parts, { user: call.user, shared: invocation.shared });
  const onPosted = (posted: PostedMessage) => {
    followed.onPosted(posted);
    attached.onPosted(posted);
  };
  const replyTargets = parts.replyTargets(call, invocation.shared, onPosted);
  const answer = new Answer({ ...parts, replyTargets });
  const dress = (draft: Draft): Draft => (invocation.shared ? withAsker(draft, call.user, typed) : draft);
  const say = (progress: Message) => {
    followed.onProgress(progress);
    answer.progress(dress(draftOf(parts.renderer, progress)));
  };
  const message = await resultOf(parts, invocation, { call, circumstances, answer, dress, say, ...attached });
  try {
    await answer.finish(dress(draftOf(parts.renderer, message)));
  } catch (error) {
    const { mayHaveShown: mayRepeat } = answer;
    await keepForLater(parts, call, circumstances, { message, mayRepeat }, error);
  }
}

async function keepForLater(
  parts: InteractionParts,
  call: CommandCall,
  circumstances: Circumstances,
  { message, mayRepeat }: { message: Message; mayRepeat: boolean },
  refusal: unknown,
): Promise<void> {
  const fields = { command: call.name, user: call.user, err: errorWords(refusal) };
  if (parts.keep === undefined) return parts.log.error(fields, 'an answer could not be delivered');
  try {
    await parts.keep(call.user, message, { mayRepeat });
    parts.log.warn(fields, 'an answer could not be delivered: it is kept, to be sent as a direct message');
  } catch (error) {
    reportUnexpected(
      parts,
      error,
      { ...circumstances, refusal: errorWords(refusal) },
      'an answer could not be delivered, nor kept',
    );
  }
}

interface Running extends Pick<ReturnType<typeof createAttach>, 'attach'> {
  readonly call: CommandCall;
  readonly circumstances: Circumstances;
  readonly answer: Answer;
  dress(draft: Draft): Draft;
  say(progress: Message): void;
}

async function resultOf(
  parts: InteractionParts,
  invocation: Invocation,
  { call, circumstances, answer, dress, say, attach }: Running,
): Promise<Message> {
  if (parts.stopping.aborted) return explainError(new GluewardenError('stopping'));
  const { timezoneOf } = parts;
  const ended = new AbortController();
  const waiting = parts.clock
    .sleep(SAY_SOMETHING_AFTER_MS, ended.signal)
    .then(() => {
      if (!answer.hasShown) answer.progress(dress(wordsOnly('Working on it…')));
    })
    .catch(() => {});
  try {
    const request = {
      actor: { user: call.user, channel: call.channel },
      progress: say,
      ...(attach && { attach }),
      ...(timezoneOf && { timezone: () => timezoneOf(call.user) }),
    };
    return await untilFree(
      parts,
      () => invocation.run(request),
      () => answer.progress(dress(wordsOnly(STILL_BUSY.what))),
    );
  } catch (error) {
    return reportUnexpected(parts, error, circumstances, 'a command failed').problem;
  } finally {
    ended.abort();
    await waiting;
  }
}

/** The command and its subcommand: never a name, an account or a region that somebody typed. */
function circumstancesOf(
  { subcommands }: Pick<Command, 'subcommands'>,
  { name, text, user }: CommandCall,
): Circumstances {
  const [word = ''] = typedText(text).toLowerCase().split(/\s+/);
  const known = word !== '' && subcommands.some(({ usage }) => usage.split(' ')[0] === word);
  return { action: known ? `${name} ${word}` : name, user };
}

/** `parse` promises not to throw; a person must not pay for a broken promise. */
function parseSafely(parts: InteractionParts, command: Command, call: CommandCall, text: string): Invocation {
  try {
    return command.parse(text);
  } catch (error) {
    const { problem } = reportUnexpected(parts, error, circumstancesOf(command, call), 'a command failed');
    return { shared: false, run: async () => problem };
  }
}
