import type { Message } from '../messages/message.ts';

export interface NewOutboxMessage {
  readonly id: string;
  /** A channel id, or a user id for a direct message. */
  readonly channel: string;
  readonly message: Message;
  readonly createdAt: number;
}

export interface OutboxRow extends NewOutboxMessage {
  /** `posting`: the intent is recorded and the outcome is not: reconcile before posting again. */
  readonly state: 'waiting' | 'posting' | 'sent';
  readonly attempts: number;
  readonly nextAttemptAt: number;
  readonly lastError?: string;
  readonly postedChannel?: string;
  readonly postedTs?: string;
  readonly sentAt?: number;
}

export interface OutboxRecords {
  add(rows: readonly NewOutboxMessage[]): Promise<void>;
  /** Claims up to `limit` due rows for this process, oldest first, at most one a channel; a claim ends by itself at `until`. */
  claimDue(now: number, until: number, processId: string, limit: number): Promise<readonly OutboxRow[]>;
  /** Records the intent, before anything is sent. */
  posting(id: string, at: number): Promise<void>;
  sent(id: string, channel: string, ts: string, at: number): Promise<void>;
  /** Back to waiting (or, with an unknown outcome, stays `posting`) until `nextAttemptAt`. */
  retry(id: string, error: string, nextAttemptAt: number, outcome: 'not-posted' | 'unknown'): Promise<void>;
  get(id: string): Promise<OutboxRow | undefined>;
  waiting(): Promise<{
    readonly count: number;
    readonly oldestAt: number | null;
    readonly trouble: readonly { readonly channel: string; readonly error: string; readonly since: number }[];
  }>;
  /** Gives back the claims of a dead process. */
  release(processId: string): Promise<void>;
  /** Deletes sent rows older than `before`. */
  prune(before: number): Promise<number>;
}
