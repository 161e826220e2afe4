/** What Slack has delivered lately, by the ids of its payloads. */
export interface EnvelopeRecords {
  /**
   * Remembers a payload under all of its ids, in one transaction. True when none of them was known: it is the first of
   * its kind, for exactly one caller.
   */
  isFirst(ids: readonly string[], at: number): Promise<boolean>;
  /** Forgets what was seen before `before`. Resolves with how many ids. */
  prune(before: number): Promise<number>;
}
