import type { AuditHead, LinkedEntry } from '../../../domain/evidence/audit-entry.ts';

/** Which entries; what is absent narrows nothing. */
export interface AuditLogFilter {
  /** From this instant on, and before that one: epoch milliseconds. */
  readonly from?: number;
  readonly before?: number;
  /** Of any of these. */
  readonly subjects?: readonly string[];
  readonly actor?: string;
}

/** A head that was told in the chat. */
export interface ToldHead extends AuditHead {
  /** The start of the day in UTC for which it was told, epoch milliseconds. */
  readonly day: number;
}

/** A request that somebody may want to read about. */
export interface RequestFound {
  readonly id: string;
  readonly state: string;
  readonly createdAt: number;
}

/** The audit trail as a whole. Entries are appended by `RemediationRecords.audit` alone. */
export interface AuditLogRecords {
  /** The next entries by place, after that one; 0: from the first that the bot wrote. */
  page(after: number, limit: number, filter?: AuditLogFilter): Promise<readonly LinkedEntry[]>;
  /** Of the last entry, whether it is stored or has to be summed up. Undefined: there is no entry. */
  head(): Promise<AuditHead | undefined>;
  /** The head that was told last. Undefined: none ever was. */
  told(): Promise<ToldHead | undefined>;
  /** Compare-and-set: false when one was told for this day or a later one. Belongs into the transaction of the message. */
  tell(head: ToldHead, at: number): Promise<boolean>;
  /** Requests of that id, or about something of that name, the newest first. */
  requestsFor(word: string, limit: number): Promise<readonly RequestFound[]>;
}
