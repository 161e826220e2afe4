/** Milliseconds since it was over. */
export type KeptFor = number | 'forever';

/** How long the rows of what is over are kept. Their numbers by day stay. */
export interface Retention {
  /** Resolved findings. */
  readonly findings: KeptFor;
  /** Scans that ended. */
  readonly scans: KeptFor;
  /** Slots of schedules that were run. */
  readonly slots: KeptFor;
  /** Messages that were sent, or given up. */
  readonly messages: KeptFor;
  /** Requests that ended and that nobody had decided; decided ones are evidence. */
  readonly requests: KeptFor;
}

export const dayMs = 86_400_000;

/** Thirteen months for what an audit of a year asks for; a quarter for what only runs the bot. */
export const defaultRetention: Retention = Object.freeze({
  findings: 400 * dayMs,
  scans: 400 * dayMs,
  slots: 90 * dayMs,
  messages: 90 * dayMs,
  requests: 400 * dayMs,
});

/** The start of its day in UTC, epoch milliseconds: days are the same for every schedule, whatever its time zone. */
export function dayOf(instant: number): number {
  return Math.floor(instant / dayMs) * dayMs;
}
