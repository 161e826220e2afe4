/** What a scan saw and has not published, as SQL has it. */
export interface StagedTables {
  staged_targets: StagedTargetTable;
  staged_findings: StagedFindingTable;
}

export interface StagedTargetTable {
  scan_id: string;
  account: string;
  region: string;
  outcome: string;
  /** A list of ids, so that `"<id>"` is in it. */
  rules_json: string;
  /** Null: when it is published. */
  scanned_at: number | null;
}

export interface StagedFindingTable {
  scan_id: string;
  account: string;
  region: string;
  kind: string;
  name: string;
  rule: string;
  /** The id that it gets when it is new. */
  finding_id: string;
  account_name: string | null;
  reason: string;
  detail: string | null;
  exposure: string;
  references_json: string;
  incomplete_json: string | null;
}
