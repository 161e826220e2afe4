/** What of a database is held against what, in the order of the checks. */
export type StoreCheckName =
  | 'database'
  | 'schema'
  | 'rows'
  | 'references'
  | 'key'
  | 'seals'
  | 'audit-log'
  | 'counts'
  | 'accepted-risks';

/** A row that is not as it should be. */
export interface WrongRow {
  /** Its table and key: "plans p1". */
  readonly row: string;
  /** What is wrong, as the end of a sentence that begins with it. No content of the row. */
  readonly what: string;
}

export interface StoreCheck {
  readonly name: StoreCheckName;
  readonly outcome: 'ok' | 'failed' | 'not-checked';
  /** How many of what were held against something, in words: "3 plans". Of one that was not checked: why. */
  readonly said: string;
  readonly wrong: number;
  /** The first ones. */
  readonly first: readonly WrongRow[];
}

/** Where the rows of a database went to, in words, or are going to: no bot works on it. */
export interface Moved {
  readonly to: string;
  readonly state: 'copying' | 'moved';
}
