import type { WebClient } from '@slack/web-api';
import { ChatError } from '../../domain/errors.ts';
import type { Chat, PostedMessage } from '../../usecases/ports/chat.ts';
import type { CommandRequest } from '../../usecases/ports/command.ts';
import type { Clock } from '../../usecases/ports/runtime.ts';
import { toChatError } from '../transport/chat-error.ts';
import type { Content } from '../transport/content.ts';
import { openDirect, postContent, updateContent } from '../transport/posting.ts';
import type { Respond, Visibility } from '../transport/respond.ts';

/** One message somewhere in Slack: the first `put` posts it, later ones replace it. */
export interface ReplyTarget {
  readonly name: string;
  /** Milliseconds that must lie between a progress message and the one before; undefined: no more of them here. */
  progressGap(): number | undefined;
  /** True while another `put` would show it beside what is there, rather than in place of it. */
  repeats(): boolean;
  /** @throws {ChatError} */
  put(content: Content): Promise<void>;
}

/** A response_url takes 5 uses in 30 minutes: three for progress, so that two are left for the result. */
const RESPONSE_USES_MAX = 5;
const PROGRESS_USES_MAX = 3;
const RESPONSE_LIFE_MS = 29 * 60_000;
const RESPONSE_GAPS_MS = [0, 3_000, 15_000];
const CHANNEL_GAP_MS = 1_500;

/** The message behind a response_url: works in every conversation, for a while. */
export function responseReply(respond: Respond, visibility: Visibility, clock: Clock): ReplyTarget {
  const until = clock.now() + RESPONSE_LIFE_MS;
  let uses = 0;
  let shown = false;
  return {
    name: 'response',
    repeats: () => !shown,
    progressGap: () => (uses < PROGRESS_USES_MAX ? RESPONSE_GAPS_MS[uses] : undefined),
    async put(content) {
      if (uses >= RESPONSE_USES_MAX) throw new ChatError('refused', 'used_up');
      if (clock.now() >= until) throw new ChatError('refused', 'expired_url');
      uses += 1;
      try {
        await respond(content, { visibility, replace: shown });
      } catch (caught) {
        const error = toChatError(caught);
        if (error.code === 'unavailable') uses -= 1;
        throw error;
      }
      shown = true;
    },
  };
}

/** A message of the bot's own in a channel that it is a member of. `onPosted` hears where it is. */
export function channelReply(
  client: WebClient,
  channel: string,
  onPosted: (posted: PostedMessage) => void = () => {},
): ReplyTarget {
  let posted: PostedMessage | undefined;
  let first = '';
  let renewed = false;
  let isFixed = false;
  const gap = () => (posted === undefined ? 0 : CHANNEL_GAP_MS);
  return {
    name: 'channel',
    repeats: () => posted === undefined,
    // Where nothing can be edited, each progress would be a message of its own.
    progressGap: () => (isFixed ? undefined : gap()),
    async put(content) {
      if (posted === undefined) {
        posted = await postContent(client, channel, content);
        first = posted.ts;
        onPosted(posted);
        return;
      }
      try {
        await updateContent(client, posted, content);
      } catch (caught) {
        const error = toChatError(caught);
        if (error.code === 'message-fixed') {
          isFixed = true;
          posted = await postContent(client, channel, content, { thread: { ts: first } });
          return;
        }
        if (renewed || (error.code !== 'message-gone' && error.code !== 'channel-archived')) throw error;
        // Somebody deleted it. Once is bad luck, twice is a wish: never loop.
        renewed = true;
        posted = await postContent(client, channel, content);
        first = posted.ts;
      }
    },
  };
}

/** The direct message with a person: for results that nothing else can carry any more. */
export function directReply(client: WebClient, user: string): ReplyTarget {
  return {
    name: 'direct message',
    repeats: () => true,
    progressGap: () => undefined,
    async put(content) {
      await postContent(client, await openDirect(client, user), content);
    },
  };
}

/** The same with its progress: one message, which the result replaces. For what was asked where no answer can stand. */
export function directAnswer(client: WebClient, user: string): ReplyTarget {
  let reply: ReplyTarget | undefined;
  return {
    name: 'direct message',
    repeats: () => reply?.repeats() ?? true,
    progressGap: () => reply?.progressGap() ?? 0,
    async put(content) {
      reply ??= channelReply(client, await openDirect(client, user));
      await reply.put(content);
    },
  };
}

export interface AttachParts {
  readonly clock: Clock;
  /** Absent: this surface takes no files. */
  readonly upload?: Chat['upload'];
  /** Never rejects. Absent: nobody can be asked. */
  readonly timezoneOf?: (user: string) => Promise<string | undefined>;
}

/** So long a file waits for the message in whose thread it is to be. */
const WAIT_MS = 10_000;

/**
 * Where the files of an answer go: into its thread, where it is a message of the bot's own; else to the person alone. What
 * only they see has no thread, and is no place for a file.
 */
export function createAttach(
  { clock, upload }: AttachParts,
  { user, shared }: { readonly user: string; readonly shared: boolean },
): { onPosted(posted: PostedMessage): void; readonly attach?: NonNullable<CommandRequest['attach']> } {
  const { promise: isPosted, resolve } = Promise.withResolvers<PostedMessage>();
  if (upload === undefined) return { onPosted: resolve };
  return {
    onPosted: resolve,
    async attach(file) {
      const ended = new AbortController();
      const late = clock.sleep(WAIT_MS, ended.signal).catch(() => undefined);
      const posted = shared ? await Promise.race([isPosted, late]) : undefined;
      ended.abort();
      if (!posted) {
        await upload({ channel: user }, file);
        return 'direct';
      }
      await upload({ channel: posted.channel, threadOf: posted.ts }, file);
      return 'thread';
    },
  };
}
