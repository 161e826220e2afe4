import type { RiskException } from '../domain/exceptions/exception.ts';
import type { Access, Account, Schedule } from '../domain/fleet.ts';
import type { Organization } from '../domain/organization/organization.ts';
import type { OwnerRule } from '../domain/owners/owner-of-finding.ts';
import type { Approvals } from '../domain/remediation/approval.ts';
import { defaultRetention, type Retention } from '../domain/retention.ts';
import type { Problem } from './problems.ts';

/** Everything that gluewarden.yaml says, checked and complete. Frozen, at every depth. */
export interface Config {
  /**
   * Those listed by hand. Empty only with an organization; without one and with no accounts in the file, one entry for
   * the account of the bot's own credentials.
   */
  readonly accounts: readonly ConfiguredAccount[];
  /** Where further accounts are found. */
  readonly organization?: ConfiguredOrganization;
  readonly schedules: readonly Schedule[];
  /** Absent: everybody in the workspace may audit. */
  readonly access?: Access;
  /** Absent: nobody may approve a remediation (accounts can still have their own). */
  readonly approvals?: Approvals;
  readonly remediation: Remediation;
  /** Where the bot tells of its own trouble, and where people act as operators. */
  readonly operations?: {
    readonly channel: string;
    /** The head of the audit trail is told there once a day. */
    readonly headDaily: boolean;
  };
  readonly retention: Retention;
  readonly exceptions: Exceptions;
  /** Keys of tags of jobs that a scan reads. Absent: none, and nothing is called for them. */
  readonly tags?: readonly string[];
  /** Whose findings are that have a name or tag in common; the first that is about one counts. Absent: their account's owner's. */
  readonly owners?: readonly OwnerRule[];
  /** What is odd and allowed, to be logged at start. */
  readonly warnings: readonly Problem[];
}

export interface ConfiguredAccount extends Account {
  /** The KMS key (ARN of a key or an alias) to offer first, by region. */
  readonly kmsKeys?: Readonly<Record<string, string>>;
  /** The whole approvals of this account: its own entries over the common ones. Absent: the common ones hold. */
  readonly approvals?: Approvals;
  /** What is wrong with its owner, as its tags have it. */
  readonly ownerProblem?: string;
}

export interface ConfiguredOrganization extends Organization {
  /** The whole approvals of the accounts that are found: its own entries over the common ones. Absent: the common ones hold. */
  readonly approvals?: Approvals;
}

/** Accepted risks, and what may be accepted. */
export interface Exceptions {
  /** How far ahead an end may lie: milliseconds. */
  readonly maximum: number;
  /** IANA name: in which an end day is over. */
  readonly timezone: string;
  /** `required`: somebody who may approve for each account must agree. */
  readonly consent: 'required' | 'none';
  /** Milliseconds before the end. */
  readonly remindBefore: number;
  /** Those of the file, also what has ended: it accepts nothing, and is said. */
  readonly accepted: readonly RiskException[];
}

interface Remediation {
  /** `bookmarks-only`: every other setting of the copy stays; `full`: S3 and CloudWatch logs are encrypted as well. */
  readonly mode: 'bookmarks-only' | 'full';
  /** How long the first run of a moved job is waited for, in milliseconds. */
  readonly watchRunsFor: number;
}

/** Milliseconds where they are lengths of time. */
export const defaultExceptions: Exceptions = Object.freeze({
  maximum: 180 * 86_400_000,
  timezone: 'UTC',
  consent: 'required',
  remindBefore: 7 * 86_400_000,
  accepted: Object.freeze([]),
});

/** With nothing configured: the account of the bot's own credentials, in its enabled regions. */
export const emptyConfig: Config = Object.freeze({
  accounts: Object.freeze([Object.freeze({ regions: 'enabled' as const })]),
  schedules: Object.freeze([]),
  remediation: Object.freeze({ mode: 'bookmarks-only', watchRunsFor: 7 * 86_400_000 }),
  retention: defaultRetention,
  exceptions: defaultExceptions,
  warnings: Object.freeze([]),
});
