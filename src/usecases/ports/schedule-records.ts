/** What is known of a schedule between its runs. */
export interface ScheduleRow {
  readonly name: string;
  /** Changes when cron or time zone change: then there is nothing to catch up. */
  readonly fingerprint: string;
  readonly nextDueAt: number | null;
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
  /** Inserts or overwrites fingerprint and nextDueAt; lastDigestAt stays. */
  setNext(name: string, fingerprint: string, nextDueAt: number | null): Promise<void>;
  setLastDigest(name: string, at: number): Promise<void>;
  /** True for exactly one caller a slot: a new slot, or one that was released. */
  claim(schedule: string, dueAt: number, processId: string, at: number): Promise<boolean>;
  finish(schedule: string, dueAt: number, at: number): Promise<void>;
  /** Ends a slot that this process still holds. False: it was given away meanwhile, and is not this process's to end. */
  finishHeld(schedule: string, dueAt: number, processId: string, at: number): Promise<boolean>;
  /** Gives back the unfinished slots of a dead process and returns them, the latest of each schedule first. */
  release(processId: string): Promise<readonly SlotRow[]>;
  /** Slots that a process holds and has not finished. */
  claimed(): Promise<readonly SlotRow[]>;
  /** Unfinished slots that nobody holds. */
  released(): Promise<readonly SlotRow[]>;
  /** Deletes at most `limit` slots that were done before. Returns how many. */
  prune(before: number, limit: number): Promise<number>;
}
