import type { Account } from '../../domain/fleet.ts';
import type {
  CallError,
  Finding,
  Job,
  KeyDescription,
  Listing,
  NamedUser,
  SecurityConfiguration,
  Target,
  TargetResult,
  Trigger,
} from '../../domain/model.ts';
import type { Counts, FindingFilter, Message } from '../messages/message.ts';
import type { RemediationRecords } from './remediation-ports.ts';

export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves after `ms`, or rejects with the signal's reason. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Structured log lines, object first. Values are redacted by key where they are written. */
export interface Log {
  debug(fields: object, text: string): void;
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
}

/** A new opaque id, safe in a URL, not guessable. */
export type NewId = () => string;

// --- AWS -------------------------------------------------------------------

export interface Cloud {
  /**
   * Gets working credentials for the account and says whose they are.
   * @throws {CloudError} also with code `AccountMismatch` when they are another account's than `account.id`
   */
  enter(account: Account, signal?: AbortSignal): Promise<EnteredAccount>;
}

export interface EnteredAccount {
  /** 12 digits. */
  readonly id: string;
  /** Regions that are enabled for the account. @throws {CloudError} */
  enabledRegions(signal?: AbortSignal): Promise<readonly string[]>;
  region(region: string): TargetReader;
}

/**
 * Reads one account in one region. Lists are read to the end; a failure is part of the listing and never thrown,
 * and an odd item never hides the others.
 */
export interface TargetReader {
  configurations(signal?: AbortSignal): Promise<Listing<SecurityConfiguration>>;
  jobs(signal?: AbortSignal): Promise<Listing<Job>>;
  triggers(signal?: AbortSignal): Promise<Listing<Trigger>>;
  crawlers(signal?: AbortSignal): Promise<Listing<NamedUser>>;
  devEndpoints(signal?: AbortSignal): Promise<Listing<NamedUser>>;
  sessions(signal?: AbortSignal): Promise<Listing<NamedUser>>;
  transforms(signal?: AbortSignal): Promise<Listing<NamedUser>>;
  /** kms:DescribeKey. @throws {CloudError} */
  describeKey(key: string, signal?: AbortSignal): Promise<KeyDescription>;
}

/** What `doctor` asks of AWS: permissions, each tried once with the smallest request. */
export interface CloudProbe {
  /** Never rejects: what failed is part of the answer. */
  probe(account: Account, options: ProbeOptions, signal?: AbortSignal): Promise<AccountProbe>;
  /** The same with the remediation role, in a session that may only read: nothing that changes something is tried. */
  probeRemediation(
    account: Account & { readonly remediationRoleArn: string },
    options: ProbeOptions,
    signal?: AbortSignal,
  ): Promise<RemediationProbe>;
}

export interface ProbeOptions {
  readonly region: string;
  /** A KMS key to try DescribeKey with; without one that permission is not checked. */
  readonly key?: string;
}

export interface AccountProbe {
  /** Whose credentials they really are. */
  readonly identity?: { readonly account: string; readonly arn: string };
  /** Why the account could not be entered; also `AccountMismatch`, and then beside an identity. */
  readonly error?: CallError;
  /** With an error nothing else was tried. */
  readonly permissions: readonly PermissionCheck[];
}

export interface RemediationProbe extends AccountProbe {
  /** `refused`: the role can be assumed, and without a source identity only. Absent: it cannot be assumed. */
  readonly sourceIdentity?: 'allowed' | 'refused';
}

export interface PermissionCheck {
  /** The IAM action: `glue:GetJobs`. */
  readonly permission: string;
  readonly region: string;
  /** `failed`: the call did not work for another reason than the permission. */
  readonly outcome: 'allowed' | 'denied' | 'failed' | 'not-checked';
  readonly error?: CallError;
}

// --- Records ---------------------------------------------------------------

export interface Records {
  readonly processes: ProcessRecords;
  readonly scans: ScanRecords;
  readonly targets: TargetRecords;
  readonly findings: FindingRecords;
  readonly schedules: ScheduleRecords;
  readonly outgoing: OutgoingRecords;
  readonly queries: QueryRecords;
  readonly remediation: RemediationRecords;
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

/** A running bot process, known by its heartbeat. */
export interface ProcessRow {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly startedAt: number;
  readonly heartbeatAt: number;
}

export interface ProcessRecords {
  /** Inserts, or renews the heartbeat. */
  beat(process: ProcessRow): Promise<void>;
  all(): Promise<readonly ProcessRow[]>;
  remove(id: string): Promise<void>;
}

export interface NewScan {
  readonly id: string;
  readonly processId: string;
  readonly startedAt: number;
  /** In words, for history. */
  readonly scope: string;
  readonly schedule?: string;
  readonly slotAt?: number;
  readonly caughtUp: boolean;
  /** Slack user id and channel of the person who asked, with the command as typed. */
  readonly askedBy?: string;
  readonly askedIn?: string;
  readonly command?: string;
}

export interface ScanRow extends NewScan {
  readonly state: 'running' | 'finished' | 'interrupted' | 'failed';
  readonly finishedAt?: number;
  readonly scanned: number;
  readonly unknown: number;
  readonly opened: number;
  readonly resolved: number;
  readonly open: number;
}

export interface ScanSummary {
  readonly scanned: number;
  readonly unknown: number;
  readonly opened: number;
  readonly resolved: number;
  readonly open: number;
}

export interface ScanRecords {
  begin(scan: NewScan): Promise<void>;
  finish(id: string, at: number, summary: ScanSummary): Promise<void>;
  fail(id: string, at: number): Promise<void>;
  /** Marks the running scans of a dead process as interrupted and returns them. */
  interrupt(processId: string, at: number): Promise<readonly ScanRow[]>;
  get(id: string): Promise<ScanRow | undefined>;
  /** Newest first. */
  latest(count: number): Promise<readonly ScanRow[]>;
  /** Deletes ended scans older than `before`. Returns how many. */
  prune(before: number): Promise<number>;
}

/** The last known state of a target. */
export interface TargetRow {
  readonly account: string;
  readonly accountName?: string;
  readonly region: string;
  readonly outcome: 'scanned' | 'unknown';
  readonly reason?: string;
  readonly call?: string;
  readonly message?: string;
  readonly configurations: number;
  readonly jobs: number;
  readonly lastLookAt: number;
  readonly lastGoodAt: number | null;
}

export interface TargetRecords {
  /** Overwrites each target's last state, seen at `lookedAt`, or else `at`; `lastGoodAt` moves only when it was scanned. */
  save(
    results: readonly (Pick<
      TargetResult,
      'account' | 'region' | 'outcome' | 'reason' | 'call' | 'message' | 'configurations' | 'jobs'
    > & { readonly accountName?: string; readonly lookedAt?: number })[],
    at: number,
  ): Promise<void>;
  get(targets: readonly Target[]): Promise<readonly TargetRow[]>;
  all(): Promise<readonly TargetRow[]>;
  /** Forgets placeholder rows (region `*`) of an account, once its regions could be listed again. */
  forget(targets: readonly Target[]): Promise<void>;
}

/** A finding with its life. */
export interface FindingRow extends Finding {
  readonly id: string;
  readonly accountName?: string;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  readonly resolvedAt?: number;
  /** When a remediation took away what used it. It counts only while nothing does: see `exposure`. */
  readonly fixedAt?: number;
}

export interface FindingPage {
  readonly items: readonly FindingRow[];
  readonly counts: Counts;
}

export interface FindingRecords {
  insert(rows: readonly FindingRow[]): Promise<void>;
  /** Overwrites what a new look saw of an open finding (reason, detail, exposure, references, lastSeenAt). */
  update(rows: readonly FindingRow[]): Promise<void>;
  resolve(ids: readonly string[], at: number): Promise<void>;
  /** Of the open finding, if there is one. Null: what used it was given back. */
  setFixed(target: Target, finding: Pick<Finding, 'kind' | 'name'>, at: number | null): Promise<void>;
  /** All open findings of these targets. */
  openIn(targets: readonly Target[]): Promise<readonly FindingRow[]>;
  /** Resolved at or after `since`, in these targets, latest first. */
  resolvedSince(since: number, targets: readonly Target[]): Promise<readonly FindingRow[]>;
  /** Open findings: exposed first, then latent, then unused, then fixed; then account, region, kind, name. */
  page(filter: FindingFilter, offset: number, limit: number): Promise<FindingPage>;
  counts(filter: FindingFilter): Promise<Counts>;
  /** What open findings can be filtered by. */
  choices(): Promise<{
    readonly accounts: readonly { readonly id: string; readonly name?: string }[];
    readonly regions: readonly string[];
  }>;
  byId(id: string): Promise<FindingRow | undefined>;
  /** The open ones about one name in one target. */
  openNamed(target: Target, name: string): Promise<readonly FindingRow[]>;
}

/** What is known of a schedule between its runs. */
export interface ScheduleRow {
  readonly name: string;
  /** Changes when cron or time zone change: then there is nothing to catch up. */
  readonly fingerprint: string;
  readonly nextDueAt: number | null;
  readonly lastDigestAt: number | null;
}

export interface SlotRow {
  readonly schedule: string;
  readonly dueAt: number;
  readonly processId: string;
  readonly state: 'claimed' | 'done' | 'released';
}

export interface ScheduleRecords {
  get(name: string): Promise<ScheduleRow | undefined>;
  all(): Promise<readonly ScheduleRow[]>;
  /** Inserts or overwrites fingerprint and nextDueAt; lastDigestAt stays. */
  setNext(name: string, fingerprint: string, nextDueAt: number | null): Promise<void>;
  setLastDigest(name: string, at: number): Promise<void>;
  /** True for exactly one caller a slot: a new slot, or one that was released. */
  claim(schedule: string, dueAt: number, processId: string, at: number): Promise<boolean>;
  finish(schedule: string, dueAt: number, at: number): Promise<void>;
  /** Gives back the unfinished slots of a dead process and returns them, the latest of each schedule first. */
  release(processId: string): Promise<readonly SlotRow[]>;
  /** Slots that a process holds and has not finished. */
  claimed(): Promise<readonly SlotRow[]>;
  /** Unfinished slots that nobody holds. */
  released(): Promise<readonly SlotRow[]>;
}

export interface NewOutgoing {
  readonly id: string;
  /** A channel id, or a user id for a direct message. */
  readonly channel: string;
  readonly message: Message;
  readonly createdAt: number;
}

export interface OutgoingRow extends NewOutgoing {
  /** `posting`: the intent is recorded and the outcome is not: reconcile before posting again. */
  readonly state: 'waiting' | 'posting' | 'sent';
  readonly attempts: number;
  readonly nextAttemptAt: number;
  readonly lastError?: string;
  readonly postedChannel?: string;
  readonly postedTs?: string;
  readonly sentAt?: number;
}

export interface OutgoingRecords {
  add(rows: readonly NewOutgoing[]): Promise<void>;
  /** Claims up to `limit` due rows for this process, oldest first, at most one a channel; a claim ends by itself at `until`. */
  claimDue(now: number, until: number, processId: string, limit: number): Promise<readonly OutgoingRow[]>;
  /** Records the intent, before anything is sent. */
  posting(id: string, at: number): Promise<void>;
  sent(id: string, channel: string, ts: string, at: number): Promise<void>;
  /** Back to waiting (or, with an unknown outcome, stays `posting`) until `nextAttemptAt`. */
  retry(id: string, error: string, nextAttemptAt: number, outcome: 'not-posted' | 'unknown'): Promise<void>;
  get(id: string): Promise<OutgoingRow | undefined>;
  waiting(): Promise<{
    readonly count: number;
    readonly oldestAt: number | null;
    readonly trouble: readonly { readonly channel: string; readonly error: string; readonly since: number }[];
  }>;
  /** Gives back the claims of a dead process. */
  release(processId: string): Promise<void>;
  /** Deletes sent rows older than `before`. */
  prune(before: number): Promise<number>;
}

/** A stored filter behind an opaque id that a button or a modal carries. */
export interface QueryRecords {
  save(id: string, filter: FindingFilter, at: number): Promise<void>;
  get(id: string): Promise<FindingFilter | undefined>;
  prune(before: number): Promise<number>;
}

// --- Chat ------------------------------------------------------------------

export interface PostedMessage {
  readonly channel: string;
  readonly ts: string;
}

export interface Chat {
  /**
   * Posts a message, once. `deliveryId` travels as metadata. `mayRepeat` says on the message that it may repeat one.
   * @throws {ChatError}
   */
  post(
    channel: string,
    message: Message,
    options: { readonly deliveryId: string; readonly mayRepeat?: boolean },
  ): Promise<PostedMessage>;
  /** @throws {ChatError} `message-gone` when there is nothing left to edit */
  update(posted: PostedMessage, message: Message): Promise<void>;
  /** Looks for a post by its metadata among those since `since` (epoch milliseconds). */
  find(channel: string, deliveryId: string, since: number): Promise<PostedMessage | 'absent' | 'cannot-tell'>;
  /** Members of a user group, asked now. @throws {ChatError} */
  usergroupMembers(usergroup: string): Promise<readonly string[]>;
}

/** One thing that was looked at in the chat's own set-up. `fix` says what to do, and is there when it is not ok. */
export interface ChatCheck {
  readonly check: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly fix?: string;
}

export interface ChatProbe {
  /** Looks at tokens, scopes and each of these channels. Never rejects: what cannot be looked at is not ok. */
  check(channels: readonly string[]): Promise<readonly ChatCheck[]>;
}

// --- Queue -----------------------------------------------------------------

/** Work that looks at the tables from time to time. A nudge only says "look now". */
export interface Queue {
  /** Runs `look` every `everyMs` and at each nudge, never twice at once; a failure is logged and tried again. */
  watch(name: string, everyMs: number, look: () => Promise<void>): void;
  nudge(name: string): void;
  /** No new looks; resolves when the running ones have ended. */
  drain(): Promise<void>;
}

/** Cron expressions of five fields, in an IANA time zone. Instants in epoch milliseconds. */
export interface Timetable {
  /** The next instant after now; null: never again. */
  next(cron: string, timezone: string): number | null;
  /** The latest instant in [from, now]; `from` itself is one. */
  latest(cron: string, timezone: string, from: number): number;
  /** "At 08:00, Monday through Friday". */
  words(cron: string): string;
  /** Calls `tick` at each instant until `stop`. */
  start(cron: string, timezone: string, tick: () => void): { stop(): void };
}
