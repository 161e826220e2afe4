/** What a scan saw and has not published, as SQL has it. */
export interface StagedTables {
  staged_targets: StagedTargetTable;
  staged_findings: StagedFindingTable;
  scan_parts: ScanPartTable;
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
  /** Null where the process that scans also records. */
  seen_json: string | null;
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
  /** Null: they are not read, or could not be. */
  tags_json: string | null;
  /** 1: they could not be read, so those that are known stay. */
  keeps_tags: number | null;
}

export interface ScanPartTable {
  scan_id: string;
  account: string;
  /** Its order in the scan. */
  place: number;
  /** Whoever runs with another one leaves it alone. */
  configuration: string;
  /** Null: all of the account. */
  regions_json: string | null;
  state: string;
  /** Null: nobody has it. */
  process_id: string | null;
  lease_until: number | null;
  /** How often it was taken. */
  attempt: number;
  /** How many account-regions; null: its regions are not listed yet. */
  targets: number | null;
  found: number;
  unknown: number;
  exposed: number;
  worst_json: string | null;
}
