import type { RemediationTables } from './remediation-schema.ts';
import type { StagedTables } from './staged-schema.ts';
import type { SummaryTables } from './summary-schema.ts';
import type { SwitchTables } from './switch-schema.ts';

/** The tables as SQL has them: instants in epoch milliseconds, flags 0 or 1, lists and messages as JSON text. */
export interface Database extends RemediationTables, StagedTables, SummaryTables, SwitchTables {
  processes: ProcessTable;
  scans: ScanTable;
  targets: TargetTable;
  findings: FindingTable;
  schedules: ScheduleTable;
  next_slots: NextSlotTable;
  slots: SlotTable;
  outgoing: OutboxTable;
  held_digests: HeldDigestTable;
  digest_findings: DigestFindingTable;
  queries: QueryTable;
  envelopes: EnvelopeTable;
  properties: PropertyTable;
  organizations: OrganizationTable;
  timers: TimerTable;
  exceptions: ExceptionTable;
}

/** One row for each set of filters. */
interface OrganizationTable {
  /** A hash of them. */
  id: string;
  listing_json: string | null;
  listed_at: number | null;
  failing_since: number | null;
  failed_at: number | null;
  error_json: string | null;
}

interface ProcessTable {
  id: string;
  host: string;
  pid: number;
  started_at: number;
  heartbeat_at: number;
  machine: string | null;
  /** This and the next: null from before 0020. */
  version: string | null;
  /** A short hash. */
  configuration: string | null;
}

interface TimerTable {
  name: string;
  /** The id of a process. */
  holder: string;
  until: number;
}

interface ScanTable {
  id: string;
  process_id: string;
  started_at: number;
  scope: string;
  schedule: string | null;
  slot_at: number | null;
  caught_up: number;
  asked_by: string | null;
  asked_in: string | null;
  command: string | null;
  state: string;
  finished_at: number | null;
  scanned: number;
  unknown: number;
  opened: number;
  resolved: number;
  open: number;
  /** While it runs. */
  accounts_json: string | null;
  /** While it runs. */
  progress_json: string | null;
  cancelled_by: string | null;
  cancelled_at: number | null;
  /** Of a cancelled one. */
  not_reached: number | null;
}

interface TargetTable {
  account: string;
  region: string;
  account_name: string | null;
  outcome: string;
  reason: string | null;
  call: string | null;
  message: string | null;
  configurations: number;
  jobs: number;
  last_look_at: number;
  last_good_at: number | null;
  /** Null: it was scanned last. */
  unknown_since: number | null;
  /** When it was scanned again after it could not be. */
  seen_again_at: number | null;
}

export interface FindingTable {
  id: string;
  rule: string;
  account: string;
  account_name: string | null;
  region: string;
  kind: string;
  name: string;
  reason: string;
  detail: string | null;
  exposure: string;
  references_json: string;
  incomplete_json: string | null;
  first_seen_at: number;
  last_seen_at: number;
  resolved_at: number | null;
  /** When a remediation took away what used it; counts only while nothing does. */
  fixed_at: number | null;
  /** When it was told that it is exposed for long. */
  raised_at: number | null;
  /** The exception that covers it, as it was last held against them; null: none did. */
  accepted_by: string | null;
  accepted_json: string | null;
  /** It is accepted only until then, whatever the others say. */
  accepted_until: number | null;
  /** When it last grew worse, or came back from being accepted. Null: not since it was first seen. */
  news_at: number | null;
  /** Tags of its jobs, as they were last read; null: they are not read. */
  tags_json: string | null;
  /** Whose it is by name or tag; both null: its account's. */
  owner_channel: string | null;
  owner_usergroup: string | null;
  /** When it became another channel's; null: it never did. */
  owned_at: number | null;
}

export interface ExceptionTable {
  id: string;
  source: string;
  state: string;
  scope_json: string;
  covers_json: string;
  reason: string;
  owner: string;
  until_day: string;
  timezone: string;
  until_at: number;
  asked_by: string | null;
  asked_in: string | null;
  asked_at: number;
  since_at: number | null;
  decided_by: string | null;
  decided_at: number | null;
  decision_reason: string | null;
  closed_by: string | null;
  closed_at: number | null;
  reminded_at: number | null;
  replaces: string | null;
}

interface ScheduleTable {
  name: string;
  /** Of versions before 0017, as is the next instant. */
  fingerprint: string;
  next_due_at: number | null;
  last_digest_at: number | null;
}

interface NextSlotTable {
  schedule: string;
  fingerprint: string;
  /** Null: never again. */
  due_at: number | null;
  /** When a process with this configuration last looked at it. */
  seen_at: number;
}

interface SlotTable {
  schedule: string;
  due_at: number;
  process_id: string;
  state: string;
  claimed_at: number;
  finished_at: number | null;
}

export interface OutboxTable {
  id: string;
  channel: string;
  message_json: string;
  created_at: number;
  /** The order among rows of one instant. */
  place: number;
  state: string;
  attempts: number;
  next_attempt_at: number;
  first_attempt_at: number | null;
  /** Since when it is refused for a reason that may be mended. Null: it is not, or from before 0012. */
  refused_since: number | null;
  last_error: string | null;
  claimed_by: string | null;
  claimed_until: number | null;
  posted_channel: string | null;
  posted_ts: string | null;
  sent_at: number | null;
  /** It is not tried again by itself since then. */
  ended_at: number | null;
  dropped_at: number | null;
  /** 1: it may repeat what was shown elsewhere. Null: from before 0008. */
  may_repeat: number | null;
  /** The request whose decision ends its buttons, or the scan that it shows. Null: neither, or it was edited since. */
  follows: string | null;
  /** The id of the message that it replies to. This and the next three: null from before 0023. */
  thread_of: string | null;
  /** 1: the reply stands in the channel too. */
  broadcast: number | null;
  permalink: string | null;
  /** Since when it is known to be deleted. */
  gone_at: number | null;
}

interface EnvelopeTable {
  /** An envelope's id, or a trigger's, with what it is before it. */
  id: string;
  seen_at: number;
}

interface QueryTable {
  id: string;
  filter_json: string;
  created_at: number;
}

interface PropertyTable {
  id: string;
  value_json: string;
  written_at: number;
}

/** A digest that waits for the end of its schedule's quiet hours. */
interface HeldDigestTable {
  id: string;
  schedule: string;
  channel: string;
  message_json: string;
  created_at: number;
  until: number;
}

/** A finding that a digest names, and the state that the message shows. */
interface DigestFindingTable {
  outgoing_id: string;
  finding_id: string;
  shown: string;
  named_at: number;
}
