import type { Exposure, Target } from '../../../domain/model.ts';
import type { Became, DigestMessage } from '../../messages/audit-messages.ts';

/** A digest that waits for the end of quiet hours. */
export interface HeldDigest {
  readonly id: string;
  readonly schedule: string;
  readonly channel: string;
  readonly message: DigestMessage;
  readonly createdAt: number;
  readonly until: number;
}

/** A posted digest, and what became of the findings that it names. */
export interface ChangedDigest {
  readonly id: string;
  readonly became: Readonly<Record<string, Became>>;
}

export interface DigestRecords {
  hold(digests: readonly HeldDigest[]): Promise<void>;
  /** Of one schedule. */
  held(schedule: string): Promise<readonly HeldDigest[]>;
  /** They were told to nobody: what was raised when they were composed is raised again. */
  drop(ids: readonly string[]): Promise<void>;
  /** True when some are to be taken. */
  isDue(now: number): Promise<boolean>;
  /** Takes those whose time has come away, oldest first: post them in the same transaction. */
  takeDue(now: number): Promise<readonly HeldDigest[]>;
  /** Messages in the outbox name these findings as open: many at once, since others wait for this transaction. */
  name(
    messages: readonly { readonly id: string; readonly named: ReadonlyMap<string, Exposure> }[],
    at: number,
  ): Promise<void>;
  /** Posted ones since `since` in which a finding is shown in another state than it has now, the oldest first. */
  changed(since: number, now: number, limit: number): Promise<readonly ChangedDigest[]>;
  /** The message shows this now. */
  show(messageId: string, message: DigestMessage): Promise<void>;
  /**
   * Exposed findings of these targets that were first seen before it were told to be open for long: not again. Of one owner
   * alone where `ownedBy` says which, as findings are counted by owner.
   */
  raise(places: readonly (Target & { readonly ownedBy?: string })[], before: number, at: number): Promise<void>;
  /** By how much the number of open findings changed on each day in UTC since the first; today's too. Not each day has one. */
  changes(first: number, today: number): Promise<readonly { readonly day: number; readonly change: number }[]>;
  /** Forgets what was named before. */
  forget(before: number): Promise<void>;
}
