/** The tables of what comes after a move, as SQL has them. */
export interface SwitchTables {
  moves: SwitchTable;
  progress: ProgressTable;
}

export interface SwitchTable {
  plan_id: string;
  step_id: string;
  request_id: string;
  execution_id: string;
  rule: string;
  account: string;
  region: string;
  job: string;
  from_name: string | null;
  to_name: string;
  canary: number;
  streaming: number;
  bookmarks: string | null;
  before_json: string;
  opened_at: number;
  state: string;
  moved_at: number | null;
  watch_until: number | null;
  next_look_at: number | null;
  run_json: string | null;
  after_json: string | null;
  reason: string | null;
  closed_at: number | null;
  back_at: number | null;
  /** The trigger that was switched, where the job itself was not. */
  trigger_name: string | null;
}

interface ProgressTable {
  request_id: string;
  message_id: string;
  /** Digest of what was shown last. */
  shown: string | null;
  /** The same of the first message of its thread, which is edited too. Null: not known, or from before 0023. */
  request_shown: string | null;
  settled: number;
  /** Counts what asked for it to be followed, and edits: a look that began before the last one settles nothing. */
  version: number;
}
