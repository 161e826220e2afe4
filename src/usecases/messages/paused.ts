/** Who stopped all new steps, and when. */
export interface Paused {
  readonly by: string;
  readonly at: number;
  /** Accounts whose approvers have let theirs go on since, as "data-dev (111122223333)". Absent: none. */
  readonly goesOn?: readonly string[];
}
