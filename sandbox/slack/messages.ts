import type { Changes } from './changes.ts';
import { copy, type Json } from './json.ts';
import type { Message, MessageSource } from './model.ts';

/** The id under which Slack itself speaks. */
export const SLACKBOT = 'USLACKBOT';

export interface NewMessage {
  channel: string;
  user: string;
  source: MessageSource;
  text: string;
  blocks: Json[];
  threadTs?: string;
  broadcast?: boolean;
  visibleTo?: string;
  metadata?: { event_type: string; event_payload: Json };
}

/** Keeps every message of the workspace, in the order of posting. */
export class MessageStore {
  readonly #messages: Message[] = [];
  readonly #changes: Changes;
  readonly #now: () => number;
  #lastMicroseconds = 0;

  constructor(changes: Changes, now: () => number) {
    this.#changes = changes;
    this.#now = now;
  }

  /** A fresh message timestamp: seconds and six more digits, never twice the same. */
  nextTs(): string {
    this.#lastMicroseconds = Math.max(this.#lastMicroseconds + 1, Math.floor(this.#now()) * 1000);
    const digits = String(this.#lastMicroseconds).padStart(16, '0');
    return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
  }

  post(message: NewMessage): Message {
    const kept: Message = {
      ...message,
      blocks: withBlockIds(message.blocks),
      ts: this.nextTs(),
      edits: 0,
      history: [],
    };
    this.#messages.push(kept);
    this.#announce('posted', kept);
    return kept;
  }

  /** Puts back what an earlier local Slack held, oldest first. What is posted from now on comes after it. */
  restore(messages: readonly Message[]): void {
    for (const message of messages) {
      this.#messages.push(copy(message));
      this.#lastMicroseconds = Math.max(this.#lastMicroseconds, Number(message.ts.replace('.', '')));
    }
  }

  /** Changes a message in place and remembers what it said before. */
  edit(message: Message, change: { text: string; blocks: Json[]; metadata?: Message['metadata'] }): void {
    message.history.push({ ts: this.nextTs(), text: message.text, blocks: message.blocks });
    message.edits += 1;
    message.text = change.text;
    message.blocks = withBlockIds(change.blocks);
    if (change.metadata !== undefined) message.metadata = change.metadata;
    this.#announce('edited', message);
  }

  /**
   * Where a thread began, a word of Slack's own stays in its place, for as long as there are replies: in the Events API it is
   * a message of Slackbot's with `thread_ts` equal to `ts` (42wim/matterbridge #600).
   */
  remove(message: Message): void {
    if (this.repliesTo(message).length > 0) this.#bury(message);
    else this.#drop(message);
    const parent = message.threadTs === undefined ? undefined : this.find(message.channel, message.threadTs);
    if (parent?.tombstone === true && this.repliesTo(parent).length === 0) this.#drop(parent);
  }

  /** Those that everybody sees, oldest first. */
  repliesTo({ channel, ts }: Message): Message[] {
    return this.#messages.filter(
      (one) => one.channel === channel && one.threadTs === ts && one.visibleTo === undefined,
    );
  }

  #bury(message: Message): void {
    message.user = SLACKBOT;
    message.text = 'This message was deleted.';
    message.blocks = [];
    message.tombstone = true;
    delete message.metadata;
    this.#announce('deleted', message);
  }

  #drop(message: Message): void {
    const index = this.#messages.indexOf(message);
    if (index >= 0) this.#messages.splice(index, 1);
    this.#announce('deleted', message);
  }

  find(channel: string, ts: string): Message | undefined {
    return this.#messages.find((message) => message.channel === channel && message.ts === ts);
  }

  /** All messages of a channel, oldest first, ephemeral ones and replies included. */
  list(channel: string): Message[] {
    return this.#messages.filter((message) => message.channel === channel);
  }

  #announce(action: 'posted' | 'edited' | 'deleted', message: Message): void {
    const { channel, ts, visibleTo } = message;
    this.#changes.announce({ type: 'message', action, channel, ts, ...(visibleTo === undefined ? {} : { visibleTo }) });
  }
}

/**
 * Slack gives a block_id to every block, and an action_id to every element, that has none.
 * They are derived from the place, so that tests are repeatable.
 */
export function withBlockIds(blocks: Json[]): Json[] {
  return blocks.map((block, index) => {
    const blockId = typeof block.block_id === 'string' && block.block_id !== '' ? block.block_id : `b${index + 1}`;
    return { ...withActionIds(block), block_id: blockId };
  });
}

function withActionIds(block: Json): Json {
  const filled: Json = { ...block };
  for (const field of ['accessory', 'element']) {
    if (isElement(block[field])) filled[field] = withActionId(block[field], 'a1');
  }
  for (const field of ['elements', 'actions']) {
    const list = block[field];
    if (Array.isArray(list) && block.type !== 'rich_text' && block.type !== 'context') {
      filled[field] = list.map((entry, index) => (isElement(entry) ? withActionId(entry, `a${index + 1}`) : entry));
    }
  }
  if (Array.isArray(block.child_blocks)) filled.child_blocks = withBlockIds(block.child_blocks.filter(isElement));
  return filled;
}

function isElement(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function withActionId(element: Json, fallback: string): Json {
  if (element.type === 'image' || element.type === 'card') return element;
  return { ...element, action_id: typeof element.action_id === 'string' ? element.action_id : fallback };
}
