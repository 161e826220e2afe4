import type { EvidenceRecords } from './evidence-records.ts';
import type { FindingRecords, QueryRecords } from './finding-records.ts';
import type { OutboxRecords } from './outbox-records.ts';
import type { AuditLogRecords } from './records/audit-log-records.ts';
import type { DigestRecords } from './records/digest-records.ts';
import type { EnvelopeRecords } from './records/envelope-records.ts';
import type { ExceptionRecords } from './records/exception-records.ts';
import type { OrganizationRecords } from './records/organization-records.ts';
import type { PartRecords } from './records/part-records.ts';
import type { TimerRecords } from './records/timer-records.ts';
import type { RemediationRecords } from './remediation-records.ts';
import type { ProcessRecords, ScanRecords, TargetRecords } from './scan-records.ts';
import type { ScheduleRecords } from './schedule-records.ts';
import type { StagedRecords } from './staged-records.ts';
import type { SummaryRecords } from './summary-records.ts';
import type { KeyRecords } from './vault.ts';

export interface Records {
  readonly processes: ProcessRecords;
  readonly scans: ScanRecords;
  readonly targets: TargetRecords;
  readonly findings: FindingRecords;
  readonly staged: StagedRecords;
  readonly parts: PartRecords;
  readonly schedules: ScheduleRecords;
  readonly outbox: OutboxRecords;
  readonly digests: DigestRecords;
  readonly queries: QueryRecords;
  readonly envelopes: EnvelopeRecords;
  readonly remediation: RemediationRecords;
  readonly summaries: SummaryRecords;
  readonly auditLog: AuditLogRecords;
  readonly evidence: EvidenceRecords;
  /**
   * Epoch milliseconds, by the one clock of all who work on this database: on PostgreSQL the server's, on SQLite that of the
   * machine. Leases, claims and heartbeats are judged by it alone; a machine's own clock may be minutes apart. What is read
   * before a write waits for its turn only ends a claim sooner.
   */
  now(): Promise<number>;
  readonly key: KeyRecords;
  readonly organization: OrganizationRecords;
  readonly timers: TimerRecords;
  readonly exceptions: ExceptionRecords;
}

/**
 * True for the statement or transaction that the database did not take because another process kept it locked, too much
 * waited, or its server could not be reached: nothing of it was done, and it may work when it is asked for again. What was
 * asked for before it stands.
 */
export function isStoreBusy(error: unknown): boolean {
  return hasCode(error, 'busy') || hasCode(error, 'unavailable');
}

/** True where the connection was lost while a change was being kept: it was made, or it was not. Look before you ask again. */
export function isOutcomeUnknown(error: unknown): boolean {
  return hasCode(error, 'outcome-unknown');
}

/** True where the server of the database cannot be reached, or went away; also while a change was being kept. */
export function isStoreAway(error: unknown): boolean {
  return hasCode(error, 'unavailable') || isOutcomeUnknown(error);
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && error.name === 'StoreError' && 'code' in error && error.code === code;
}

/** Every method is one atomic statement or transaction of its own; `transaction` joins several. */
export interface Store extends Records {
  /**
   * Runs `work` in one write transaction: all of it or nothing. Use only the records that `work` is given, and
   * never wait for AWS or Slack inside. Commits when `work` resolves, rolls back when it rejects.
   */
  transaction<T>(work: (records: Records) => Promise<T>): Promise<T>;
  /** Resolves when the database answers a read. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
