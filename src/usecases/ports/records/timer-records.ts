/** Claims of what one process at a time looks after. How long they last is in milliseconds, by the clock of all. */
export interface TimerRecords {
  /** Takes a timer that is free, or renews one's own. False: another process has it. */
  claim(name: string, holder: string, forMs: number): Promise<boolean>;
  /** Renews those of these that this process still has, and says which. */
  renew(names: readonly string[], holder: string, forMs: number): Promise<readonly string[]>;
  /** Lets go of one, or of all. */
  release(holder: string, name?: string): Promise<void>;
}
