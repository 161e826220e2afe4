import type { Gone } from '../../domain/audit/gone.ts';
import type { CallError, Exposure, Finding, KeyNotChecked } from '../../domain/model.ts';
import type { FindingActs } from './finding-acts.ts';

/** An exposed finding of a scan that goes on: nothing of it is recorded yet. */
export interface NamedFinding extends Pick<Finding, 'account' | 'region' | 'kind' | 'name'> {
  readonly accountName?: string;
}

/** How far a scan is that goes on. */
export interface ProgressNumbers {
  readonly done: number;
  /** Absent while regions are still being listed. */
  readonly total?: number;
  readonly found: number;
  readonly unknown: number;
  /** Absent in messages of a version that did not count them. */
  readonly exposed?: number;
  /** A few of the exposed ones. */
  readonly worst?: readonly NamedFinding[];
  /** Milliseconds; absent: nobody can say. */
  readonly leftMs?: number;
  /** Regions that did not answer yet, while others did. Absent: none. */
  readonly silent?: readonly string[];
}

/** A scan that goes on. */
export interface AuditProgressMessage extends ProgressNumbers {
  readonly kind: 'audit-progress';
  readonly scope: string;
  readonly startedAt: number;
  /** Opaque id of the scan, for its button. Absent: it cannot be cancelled. */
  readonly scanId?: string;
  /** Who wants it to end; absent: nobody. */
  readonly cancelledBy?: string;
}

/**
 * A scan that was ended before it had come to everything. What it had read counts where it was recorded, and nothing is
 * resolved by it.
 */
export interface CancelledScan {
  /** A chat user id. */
  readonly by: string;
  /** Account-regions that were read until then, those that AWS refused among them. */
  readonly read: number;
  /** Account-regions that were not. They keep the state of the scan before. */
  readonly left: number;
  /** Accounts beside those whose regions were not even listed. */
  readonly accountsLeft: number;
  /** The oldest of the scans whose state is kept; absent: none of them was ever scanned. */
  readonly oldestKeptAt?: number;
  /** How many of those that are left were never scanned. */
  readonly neverScanned: number;
  /** True: it was taken for dead before its end. What it had read is shown, and recorded nowhere. */
  readonly unrecorded?: true;
}

export interface FindingView extends Finding {
  readonly accountName?: string;
  /** Opaque; present when it is recorded. */
  readonly id?: string;
  readonly firstSeenAt?: number;
  readonly lastSeenAt?: number;
  readonly resolvedAt?: number;
  /** When a remediation took away what used it; see `isFixed`. */
  readonly fixedAt?: number;
  /** Of a resolved one: what became of it. Absent: not known, or an older message. */
  readonly gone?: Gone;
  /** Present when `references` was cut: how many there are. */
  readonly referencesTotal?: number;
}

/** `exposed`, `latent` and `unused` are of what nobody accepted; `total` is of all. */
export interface Counts {
  readonly total: number;
  readonly exposed: number;
  readonly latent: number;
  readonly unused: number;
  /** How many of the unused are fixed: nothing runs with them, and they close when retired. Absent: none. */
  readonly fixed?: number;
  /** How many are accepted risks, whatever their exposure. Absent: none, or a message of a version that knew no such. */
  readonly accepted?: number;
}

/** Findings of one sort: all are counted, a few are named (exposed ones first). */
export interface FindingGroup extends Counts {
  readonly named: readonly FindingView[];
  /** Where they are: the places with the most, exposed ones first; not always all. Absent in older messages. */
  readonly places?: readonly TargetCounts[];
}

/** The findings of one account in one region, as numbers. */
export interface TargetCounts extends Counts {
  readonly account: string;
  readonly accountName?: string;
  readonly region: string;
}

/** Open findings of accounts and regions that are not watched any more: in no count. */
export interface UnwatchedFindings {
  readonly total: number;
  /** How many account-regions they are in. */
  readonly targets: number;
  /** Of a digest: how many of those were watched at the one before. */
  readonly since?: number;
  /** Not always all. */
  readonly places: readonly TargetCounts[];
}

/** Account-regions that were scanned because somebody asked, and that are not watched: what is found there is in no count. */
export interface NotWatched {
  readonly targets: number;
  /** How many findings they have. */
  readonly findings: number;
  /** Those with findings first; not always all. */
  readonly places: readonly { readonly account: string; readonly accountName?: string; readonly region: string }[];
}

export interface TargetSummary {
  readonly account: string;
  readonly accountName?: string;
  readonly region: string;
  readonly outcome: 'scanned' | 'unknown';
  readonly reason?: string;
  readonly call?: string;
  readonly message?: string;
  readonly configurations: number;
  readonly jobs: number;
  readonly findings: Counts;
  /** When this target was last read to the end; null: never. */
  readonly lastGoodAt: number | null;
  /** How many others are unknown for the same cause and not in the list. Absent: none, or an older message. */
  readonly more?: number;
}

/** What any report of a scan says. Of unknown targets a few of each cause come, scanned ones as numbers. */
export interface ScanReport {
  readonly scanned: number;
  readonly unknown: readonly TargetSummary[];
  readonly configurations: number;
  readonly jobs: number;
  readonly keysNotChecked: readonly KeyNotChecked[];
  readonly keysNotCheckedTotal: number;
  /** Where the tags of jobs could not be read, with the first error. Absent: they were, or none are configured. */
  readonly tagsNotRead?: { readonly targets: number; readonly call: string; readonly error: string };
  /** Opaque id of the stored query behind "Show all". */
  readonly queryId?: string;
  /** Absent: it was not cancelled. */
  readonly cancelled?: CancelledScan;
}

export interface AuditResultMessage extends ScanReport {
  readonly kind: 'audit-result';
  readonly scope: string;
  readonly finishedAt: number;
  readonly durationMs: number;
  readonly findings: FindingGroup;
  /** A row a target, at most 100: unknown ones first, then those with most exposed findings. */
  readonly targets: readonly TargetSummary[];
  /** True: nothing of it is configured, so its findings are in no other count. Absent otherwise. */
  readonly unwatched?: boolean;
  /** What of it is not watched. Absent: all is watched, or an older message. */
  readonly notWatched?: NotWatched;
  /** True: its process was taken for dead before its end, so what it saw stands nowhere else. Absent otherwise. */
  readonly unrecorded?: true;
  /** What can be done about those that are named. Absent: nothing, or an older message. */
  readonly acts?: FindingActs;
}

/** Of a digest of what a channel owns. */
export interface DigestOwner {
  readonly channel: string;
  /** How many accounts of the schedule it owns. */
  readonly accounts: number;
  /** Where it is posted when the owner's channel does not take it. */
  readonly otherwise: string;
  /** Why it was not taken there, in the chat's code. Absent: it was not refused. */
  readonly refused?: string;
  /** True: some findings are owned by name or tag, so it is of single findings. Absent: of all that is in its accounts. */
  readonly divided?: true;
}

/** What is to be said about the AWS organization whose accounts are watched. */
export interface OrganizationNotice {
  /** No complete listing since then; the last one is of `listedAt` (null: there was none). Absent: the last was complete. */
  readonly stale?: { readonly since: number; readonly listedAt: number | null; readonly error: CallError };
  /** Accounts that the filters let through and nobody can use, a few by name. Absent: none. */
  readonly inactive?: {
    readonly total: number;
    readonly named: readonly { readonly id: string; readonly name: string; readonly state: string }[];
  };
}

/** Account-regions that could not be scanned and that an earlier digest named. */
export interface StillUnknown {
  readonly targets: number;
  /** Since when the oldest of them could not be scanned. */
  readonly oldestSince: number;
}

/** What became of a finding after a digest had named it. */
export type Became =
  /** `link`: the address of the message of the request, where one is known. */
  | { readonly is: 'requested'; readonly by: string; readonly requestId: string; readonly link?: string }
  /** `until`: the instant at which it is over; `day`: its last day, as every list says it. Absent: an older version wrote it. */
  | { readonly is: 'accepted'; readonly until: number; readonly day?: string }
  /** Open, and as exposed as this: no longer as the digest names it. */
  | { readonly is: 'now'; readonly exposure: Exposure }
  /** Nothing uses it any more, and it still exists. */
  | { readonly is: 'fixed'; readonly at: number }
  | { readonly is: 'resolved'; readonly at: number };

/** Exposed findings that are open for long and that no digest has said so of. */
export interface Overdue {
  readonly total: number;
  readonly days: number;
  /** A few, the oldest first. */
  readonly named: readonly FindingView[];
}

/** `unknown`: what newly could not be scanned, or is named again after a while; in older messages all. */
export interface DigestMessage extends ScanReport {
  readonly kind: 'digest';
  readonly schedule: string;
  readonly slotAt: number;
  readonly finishedAt: number;
  /** The digest that `new` and `resolved` are compared with; null: this is the first. */
  readonly previousAt: number | null;
  /** True when the slot was missed while the bot was down. */
  readonly caughtUp: boolean;
  readonly fresh: FindingGroup;
  readonly resolved: FindingGroup;
  /** Open before and still open, those of unknown targets included. */
  readonly open: FindingGroup;
  /** Open findings in targets that could not be scanned: part of `fresh` and `open`. */
  readonly openUnverified: number;
  /** What the schedule would have scanned. Absent: nothing of the kind, or an older message. */
  readonly unwatched?: UnwatchedFindings;
  /** Absent: nothing is to be said, there is no organization, or an older message. */
  readonly organization?: OrganizationNotice;
  /** Ids of named open findings that can be remediated. Absent: none, or an older message. */
  readonly remediable?: readonly string[];
  /** Ids of those whose risk can be accepted, of accounts without remediation. Absent: none, or an older message. */
  readonly acceptable?: readonly string[];
  /** Opaque ids of the stored queries of rows that stand for several findings, by `rowKey`. Absent: an older message. */
  readonly rowQueries?: Readonly<Record<string, string>>;
  /** A short hash of the configuration it was made with. Absent: every process has the same. */
  readonly configuration?: string;
  /** Absent: of all accounts of the schedule. */
  readonly owner?: DigestOwner;
  /** Absent: none, or an older message. */
  readonly stillUnknown?: StillUnknown;
  /** What was unknown at the digest before and was scanned now. Absent: nothing, or an older message. */
  readonly seenAgain?: number;
  /** Absent: none, or an older message. */
  readonly overdue?: Overdue;
  /** How many were open at the end of the last days in UTC, the earliest first. Absent: not said this time. */
  readonly trend?: readonly { readonly day: number; readonly open: number }[];
  /** Channels that own accounts of what is named, by account id. Absent: none. */
  readonly owners?: Readonly<Record<string, string>>;
  /** By the id of a finding that is named; absent: it is open. */
  readonly became?: Readonly<Record<string, Became>>;
}
