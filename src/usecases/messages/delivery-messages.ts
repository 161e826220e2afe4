export interface UndeliveredItem {
  readonly id: string;
  /** The id of a channel, or of a person. */
  readonly to: string;
  /** The kind of the message. */
  readonly about: string;
  readonly createdAt: number;
  /** When it was given up. */
  readonly endedAt: number;
  /** The chat's own code. */
  readonly error: string;
}

/** Messages that could not be delivered and are not tried again by themselves. */
export interface UndeliveredMessage {
  readonly kind: 'undelivered';
  /** `ended`: the bot tells of its own; the others answer a command. */
  readonly event: 'listed' | 'ended' | 'retried' | 'dropped';
  /** How many it is about. */
  readonly count: number;
  /** The latest of them; none where only their number matters. */
  readonly items: readonly UndeliveredItem[];
}
