import { ChatError } from '../../../src/domain/errors.ts';
import type { Message } from '../../../src/usecases/messages/message.ts';
import type { Chat, Posted, PostedMessage, UploadedFile } from '../../../src/usecases/ports/chat.ts';

interface Post extends PostedMessage {
  readonly message: Message;
  readonly deliveryId: string;
  readonly mayRepeat: boolean;
  readonly thread?: string;
  readonly broadcast?: boolean;
  readonly isOrphan?: boolean;
}

/** A chat in memory. `failNext` queues what the next posts do: an error, or a post whose answer gets lost. */
export class FakeChat implements Chat {
  readonly posts: Post[] = [];
  readonly edits: (PostedMessage & { readonly message: Message; readonly isOrphan?: true })[] = [];
  readonly failNext: (ChatError | 'lost-answer')[] = [];
  readonly groups: Record<string, readonly string[] | ChatError> = {};
  /** False: the history scope is missing. */
  canFind = true;
  /** Errors of the next looks for a post. */
  readonly failFinds: ChatError[] = [];
  finds = 0;
  /** Messages that somebody deleted: a reply to one stands in the channel, and the answer says so. */
  readonly gone = new Set<string>();
  /** Errors of the next questions for an address. */
  readonly failLinks: ChatError[] = [];
  /** What happens between the call of a post and its sending: the direct message is opened, the process sleeps. */
  onPost?: (() => Promise<void>) | undefined;

  async post(channel: string, message: Message, options: Parameters<Chat['post']>[2]): Promise<Posted> {
    await this.onPost?.();
    await options.rightBefore?.();
    const failure = this.failNext.shift();
    if (failure instanceof ChatError) throw failure;
    const posted = { channel, ts: `${this.posts.length + 1}.0` };
    const { deliveryId, mayRepeat = false, thread, broadcast, isOrphan } = options;
    const isUnthreaded = thread !== undefined && this.gone.has(thread);
    this.posts.push({
      ...posted,
      message,
      deliveryId,
      mayRepeat,
      ...(thread !== undefined && !isUnthreaded && { thread }),
      ...(broadcast && { broadcast }),
      ...(isOrphan && { isOrphan }),
    });
    if (failure === 'lost-answer') throw new ChatError('unknown-outcome', 'timeout');
    return isUnthreaded ? { ...posted, isOrphan: true } : posted;
  }

  async update(
    { channel, ts }: PostedMessage,
    message: Message,
    { isOrphan = false }: { readonly isOrphan?: boolean } = {},
  ): Promise<void> {
    if (!this.posts.some((post) => post.channel === channel && post.ts === ts))
      throw new ChatError('message-gone', 'message_not_found');
    this.edits.push({ channel, ts, message, ...(isOrphan && { isOrphan }) });
  }

  async find(...[channel, deliveryId]: Parameters<Chat['find']>): Promise<PostedMessage | 'absent' | 'cannot-tell'> {
    this.finds += 1;
    const failure = this.failFinds.shift();
    if (failure) throw failure;
    if (!this.canFind) return 'cannot-tell';
    return this.posts.find((post) => post.channel === channel && post.deliveryId === deliveryId) ?? 'absent';
  }

  readonly uploads: { channel: string; threadOf?: string; name: string; text: string }[] = [];

  async upload(to: { channel: string; threadOf?: string }, { name, bytes }: UploadedFile): Promise<void> {
    const failure = this.failNext.shift();
    if (failure instanceof ChatError) throw failure;
    this.uploads.push({ ...to, name, text: new TextDecoder().decode(bytes) });
  }

  async permalink({ channel, ts }: PostedMessage): Promise<string> {
    const failure = this.failLinks.shift();
    if (failure) throw failure;
    if (this.gone.has(ts)) throw new ChatError('message-gone', 'message_not_found');
    return `https://chat.example/archives/${channel}/p${ts.replace('.', '')}`;
  }

  async usergroupMembers(usergroup: string): Promise<readonly string[]> {
    const members = this.groups[usergroup] ?? new ChatError('group-gone', 'no_such_subteam');
    if (members instanceof ChatError) throw members;
    return members;
  }
}
