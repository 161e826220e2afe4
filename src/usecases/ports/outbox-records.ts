import type { Message } from '../messages/message.ts';

export interface NewOutboxMessage {
  readonly id: string;
  /** A channel id, or a user id for a direct message. */
  readonly channel: string;
  readonly message: Message;
  readonly createdAt: number;
  /** It was shown, or may have been, elsewhere or under another id: say so. */
  readonly mayRepeat?: boolean;
  /** The id of the message that it replies to, which was recorded before it. Absent: a message of its own. */
  readonly threadOf?: string;
  /** A reply that stands in the channel as well. */
  readonly broadcast?: true;
}

/** What `claimDue` gave: whose it is, and until when. */
export interface OutboxClaim {
  readonly processId: string;
  readonly until: number;
}

export interface OutboxRow extends NewOutboxMessage {
  /** `posting`: the intent is recorded and the outcome is not: reconcile before posting again. */
  readonly state: 'waiting' | 'posting' | 'sent';
  readonly attempts: number;
  readonly nextAttemptAt: number;
  readonly firstAttemptAt?: number;
  /** Since when it is refused for a reason that may be mended, what it waited for others apart; see `refusedSince`. */
  readonly refusedSince?: number;
  readonly lastError?: string;
  readonly postedChannel?: string;
  readonly postedTs?: string;
  readonly sentAt?: number;
  /** Undeliverable: not tried again by itself since then. `lastError` says why. */
  readonly endedAt?: number;
  /** Somebody decided that it never will be. */
  readonly droppedAt?: number;
  /** Its address for people. Absent: none could be had yet. */
  readonly permalink?: string;
  /** Since when the chat is known to have it no more: it was deleted there. */
  readonly goneAt?: number;
}

/** Undeliverable messages of one channel or person with one reason. */
interface Undeliverable {
  readonly channel: string;
  readonly error: string;
  readonly count: number;
  /** When the first of them ended. */
  readonly first: number;
  /** When the last of them ended. */
  readonly since: number;
}

export interface OutboxRecords {
  add(rows: readonly NewOutboxMessage[]): Promise<void>;
  /** Claims up to `limit` due rows for this process, oldest first, at most one a channel; a claim ends by itself at `until`. */
  claimDue(now: number, until: number, processId: string, limit: number): Promise<readonly OutboxRow[]>;
  /** Records the intent, before anything is sent. With a claim: only while it is held, which the answer says. */
  posting(id: string, at: number, claim?: OutboxClaim): Promise<boolean>;
  /** The first word on where it is stands. */
  sent(id: string, channel: string, ts: string, at: number): Promise<void>;
  /**
   * Back to waiting (or, with an unknown outcome, stays `posting`) until `nextAttemptAt`, unless it ended. With a claim:
   * only while it is held.
   */
  retry(
    id: string,
    error: string,
    next: Pick<OutboxRow, 'nextAttemptAt' | 'refusedSince'>,
    outcome: 'not-posted' | 'unknown',
    claim?: OutboxClaim,
  ): Promise<void>;
  /** What cannot be posted goes to another channel, as if it had been for that one; only while the claim is held. */
  redirect(id: string, to: Pick<OutboxRow, 'channel' | 'message'>, at: number, claim: OutboxClaim): Promise<void>;
  /** It is not tried again by itself. With a claim: only while it is held, which the answer says. */
  end(id: string, error: string, at: number, outcome: 'not-posted' | 'unknown', claim?: OutboxClaim): Promise<boolean>;
  /** What ended and was not dropped, by channel and reason, the latest first; or of one channel and reason. */
  undeliverable(of?: Pick<Undeliverable, 'channel' | 'error'>): Promise<readonly Undeliverable[]>;
  /** What ended and was not dropped, the latest first; of those whose id begins so. */
  ended(idBegins: string, limit: number): Promise<readonly OutboxRow[]>;
  /** Tries again what ended, as if for the first time; of those whose id begins so. Resolves with how many. */
  revive(idBegins: string, now: number): Promise<number>;
  /** Never tries again what ended; of those whose id begins so. Resolves with how many. */
  drop(idBegins: string, at: number): Promise<number>;
  get(id: string): Promise<OutboxRow | undefined>;
  /** The message that stands there. */
  postedAt(channel: string, ts: string): Promise<OutboxRow | undefined>;
  linked(id: string, permalink: string): Promise<void>;
  /** It was deleted in the chat. */
  gone(id: string, at: number): Promise<void>;
  /**
   * What was posted with buttons that a decision ends, or shows a scan that may be cut off, and was not edited since; the
   * oldest first.
   */
  followed(): Promise<readonly OutboxRow[]>;
  /** Nothing of it is edited any more. `message`: what it shows now. */
  unfollow(id: string, message?: Message): Promise<void>;
  waiting(): Promise<{
    readonly count: number;
    readonly oldestAt: number | null;
    readonly trouble: readonly { readonly channel: string; readonly error: string; readonly since: number }[];
  }>;
  /** Gives back the claims of a dead process. */
  release(processId: string): Promise<void>;
  /**
   * Deletes at most `limit` rows that were sent, or ended, before; those with buttons that are still followed a year later.
   * `requestsSince`: those about a request that are no older stay, because they may still be edited, and their ids keep
   * them from being posted twice.
   */
  prune(before: number, limit: number, requestsSince?: number): Promise<number>;
}
