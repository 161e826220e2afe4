/** What is known of a schedule between its runs. */
export interface ScheduleRow {
  readonly name: string;
  readonly lastDigestAt: number | null;
}

export interface SlotRow {
  readonly schedule: string;
  readonly dueAt: number;
  readonly processId: string;
  readonly state: 'claimed' | 'done' | 'released';
}

export interface ScheduleRecords {
  get(name: string): Promise<ScheduleRow | undefined>;
  all(): Promise<readonly ScheduleRow[]>;
  /**
   * The next instant of a schedule as one configuration has it; null: never again; undefined: it is new, or edited, and
   * there is nothing to catch up. While a configuration is rolled out each keeps its own. What nobody looked at for
   * `overlapMs` is forgotten when another one is looked at: it would be caught up when it comes back.
   * @param at by the clock of all
   */
  next(name: string, fingerprint: string, at: number, overlapMs: number): Promise<number | null | undefined>;
  setNext(name: string, fingerprint: string, nextDueAt: number | null, at: number): Promise<void>;
  setLastDigest(name: string, at: number): Promise<void>;
  /** True for exactly one caller a slot: a new slot, or one that was released. */
  claim(schedule: string, dueAt: number, processId: string, at: number): Promise<boolean>;
  /** Ends a slot that this process still holds; null: that nobody holds. False: it was given away, and is not theirs to end. */
  finish(schedule: string, dueAt: number, holder: string | null, at: number): Promise<boolean>;
  /** Gives back the unfinished slots of a dead process and returns them, the latest of each schedule first. */
  release(processId: string): Promise<readonly SlotRow[]>;
  /** Slots that a process holds and has not finished. */
  claimed(): Promise<readonly SlotRow[]>;
  /** Unfinished slots that nobody holds. */
  released(): Promise<readonly SlotRow[]>;
  /** Deletes at most `limit` slots that were done before. Returns how many. */
  prune(before: number, limit: number): Promise<number>;
}
