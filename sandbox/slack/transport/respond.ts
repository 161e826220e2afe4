import { asFlag, asString, isObject, type Json } from '../json.ts';
import { lacksWords, readContent } from '../limits/message-limits.ts';
import type { Message } from '../model.ts';
import type { World } from '../world.ts';
import type { ResponseUrl } from './response-urls.ts';

/** What the response_url answers: `ok`, or an HTTP error whose words Slack does not document in full [inferred]. */
export interface ResponseAnswer {
  status: number;
  error?: string;
}

/** Takes one POST to a response_url: at most five within thirty minutes. */
export function respond(world: World, token: string, body: unknown): ResponseAnswer {
  const url = world.responseUrls.use(token);
  const args = isObject(body) ? body : {};
  const answer = 'error' in url ? { status: 404, error: url.error } : applyReply(world, url, args);
  const { error } = answer;
  world.recordCall({
    method: 'response_url',
    args,
    ok: error === undefined,
    ...(error === undefined ? {} : { error }),
  });
  if (error !== undefined) world.recordProblem('response_url', `A response_url refused: ${error}.`, args);
  return answer;
}

/**
 * Carries out a reply: a new message (ephemeral unless `in_channel`), `replace_original` or `delete_original`.
 * For a click the original is the clicked message; without `replace_original` a new one is made [inferred].
 * For a command it is the last message that came through the same address; no page of Slack's says so [inferred].
 */
export function applyReply(world: World, url: ResponseUrl, args: Json): ResponseAnswer {
  if (asFlag(args.delete_original)) return deleteOriginal(world, url);
  const content = readContent(args, 'response');
  if ('error' in content) return { status: 400, error: content.error };
  if (lacksWords(content)) world.recordProblem('no_words', 'A response has blocks but no text.', args);
  const original = liveOriginal(world, url);
  if (asFlag(args.replace_original) && original !== undefined) {
    world.messages.edit(original, { text: content.text, blocks: content.blocks });
    return { status: 200 };
  }
  if (asFlag(args.replace_original) && url.fromClick) return { status: 404, error: 'message_not_found' };
  const inChannel = args.response_type === 'in_channel';
  const threadTs = asString(args.thread_ts) ?? url.threadTs;
  const message = world.messages.post({
    channel: url.channel,
    user: world.app.botUserId,
    source: 'response',
    text: content.text,
    blocks: content.blocks,
    ...(threadTs === undefined ? {} : { threadTs }),
    ...(inChannel ? {} : { visibleTo: url.user }),
  });
  if (!url.fromClick) url.original = message;
  return { status: 200 };
}

function deleteOriginal(world: World, url: ResponseUrl): ResponseAnswer {
  const original = liveOriginal(world, url);
  if (original === undefined) return { status: 404, error: 'message_not_found' };
  world.messages.remove(original);
  return { status: 200 };
}

function liveOriginal(world: World, url: ResponseUrl): Message | undefined {
  const { original } = url;
  return original === undefined ? undefined : world.messages.find(original.channel, original.ts);
}
