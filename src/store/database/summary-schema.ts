/** The numbers of each day, as SQL has them. A day is its start in UTC, epoch milliseconds. */
export interface SummaryTables {
  finding_levels: FindingLevelTable;
  finding_days: FindingDayTable;
  target_days: TargetDayTable;
  day_counts: DayCountTable;
  upkeep: UpkeepTable;
}

interface FindingLevelTable {
  id: number;
  account: string;
  region: string;
  kind: string;
  exposure: string;
  rule: string;
  open: number;
}

interface FindingDayTable {
  day: number;
  /** The id of its level. */
  group_id: number;
  was: number;
  open: number;
  opened: number;
  resolved: number;
}

interface TargetDayTable {
  account: string;
  region: string;
  day: number;
  /** `gone`: it is not recorded any more. */
  outcome: string;
}

interface DayCountTable {
  day: number;
  what: string;
  /** Empty where it belongs to none. */
  account: string;
  count: number;
}

interface UpkeepTable {
  id: string;
  claimed_by: string | null;
  claimed_at: number | null;
  claimed_until: number | null;
  ran_at: number | null;
  /** Since when it has run without a gap: after one the clock may be wrong. */
  steady_since: number | null;
  summarised_day: number | null;
}
