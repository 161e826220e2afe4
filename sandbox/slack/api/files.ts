import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { asObjects, asString, type Json, parseJson } from '../json.ts';
import type { UploadedFile } from '../model.ts';
import { sendText } from '../transport/http.ts';
import type { World } from '../world.ts';
import { visibleChannel } from './access.ts';
import { type Method, type MethodContext, MethodError, optional, required } from './method.ts';

const WRITE = { scopes: ['files:write'] };

/** Source: docs.slack.dev, files.getUploadURLExternal and files.completeUploadExternal. Errors of step 2 are [inferred]. */
export const fileMethods: Record<string, Method> = {
  'files.getUploadURLExternal': { ...WRITE, run: getUploadUrl },
  'files.completeUploadExternal': { ...WRITE, run: complete },
};

function getUploadUrl({ world, args }: MethodContext): Json {
  const name = required(args, 'filename');
  const length = Number(required(args, 'length'));
  if (!Number.isInteger(length) || length < 1) throw new MethodError('invalid_arguments');
  const file = {
    id: `F${randomBytes(5).toString('hex').toUpperCase()}`,
    token: randomBytes(12).toString('hex'),
    name,
    length,
  };
  world.files.push(file);
  return { ok: true, upload_url: `${world.url}/upload/v1/${file.token}`, file_id: file.id };
}

function complete(context: MethodContext): Json {
  const { world, args } = context;
  const asked = asObjects(typeof args.files === 'string' ? parseJson(args.files) : args.files);
  if (asked.length === 0) throw new MethodError('invalid_arguments');
  const files = asked.map(({ id, title }) => {
    const file = world.files.find((each) => each.id === id);
    // Shared once: the second time there is no such upload any more.
    if (file?.content === undefined || file.sharedIn !== undefined) throw new MethodError('file_not_found');
    return Object.assign(file, { title: asString(title) || file.name });
  });
  const channelId = optional(args, 'channel_id');
  if (channelId !== undefined) share(context, files);
  return { ok: true, files: files.map(({ id, name, title }) => ({ id, name, title })) };
}

/** Into a channel that the app is in, and into the thread of a message that is really there. */
function share(context: MethodContext, files: UploadedFile[]): void {
  const { world, args } = context;
  const channel = visibleChannel(context, 'channel_id');
  if (channel.archived === true) throw new MethodError('is_archived');
  if (!world.hasBot(channel)) throw new MethodError('not_in_channel');
  const threadTs = optional(args, 'thread_ts');
  const parent = threadTs === undefined ? undefined : world.messages.find(channel.id, threadTs);
  if (threadTs !== undefined && (parent === undefined || parent.threadTs !== undefined))
    throw new MethodError('thread_not_found');
  const names = files.map(({ name, length }) => `[file ${name}, ${length} bytes]`);
  const { ts } = world.messages.post({
    channel: channel.id,
    user: world.app.botUserId,
    source: 'file',
    text: [optional(args, 'initial_comment') ?? '', ...names].join('\n').trim(),
    blocks: [],
    ...(threadTs === undefined ? {} : { threadTs }),
  });
  for (const file of files)
    file.sharedIn = { channel: channel.id, ts, ...(threadTs === undefined ? {} : { threadTs }) };
}

/** What a file may have at most here. */
const MOST_BYTES = 60_000_000;

/** Takes the bytes of an upload, raw or as a form, once and as long as they were said to be. */
export async function takeUpload(
  request: IncomingMessage,
  response: ServerResponse,
  { world, token }: { world: World; token: string },
): Promise<void> {
  const file = world.files.find((each) => each.token === token);
  if (request.method !== 'POST' || file === undefined || file.content !== undefined)
    return sendText(response, 404, 'text/plain', 'no such upload');
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const body = Buffer.concat(chunks);
  const bytes = await contentOf(body, request.headers['content-type'] ?? '');
  if (bytes.length > MOST_BYTES || bytes.length !== file.length) {
    world.recordProblem('refused', `upload of ${file.name}: ${bytes.length} bytes, and ${file.length} were announced`);
    return sendText(response, 500, 'text/plain', 'size mismatch');
  }
  file.content = bytes.toString('utf8');
  sendText(response, 200, 'text/plain', `OK - ${bytes.length}`);
}

async function contentOf(body: Buffer, contentType: string): Promise<Buffer> {
  if (!contentType.startsWith('multipart/form-data')) return body;
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
  const [part] = [...form.values()];
  return part instanceof Blob ? Buffer.from(await part.arrayBuffer()) : Buffer.from(part ?? '');
}
