/** What the audit sees and says. Facts about Glue: the public service model of Glue (2017-03-31) and AWS's documentation. */

/** One account in one region. Region `*`: the account's regions could not be listed; account `unknown`: no working credentials. */
export interface Target {
  readonly account: string;
  readonly region: string;
}

/** A call that failed: `call` is the API operation ("GetJobs"), `error` the service's error code. */
export interface CallError {
  readonly call: string;
  readonly error: string;
  readonly message?: string;
}

/** What a paged list gave. With `error`, `items` holds what was really read before the failure. */
export interface Listing<T> {
  readonly items: readonly T[];
  readonly error?: CallError;
}

/** One encryption setting as Glue returned it. Nothing is assumed: mode and key can each be missing. */
export interface EncryptionSetting {
  readonly mode?: string;
  readonly keyArn?: string;
}

export interface SecurityConfiguration {
  readonly name: string;
  /** Epoch milliseconds. */
  readonly createdAt?: number;
  readonly s3: readonly EncryptionSetting[];
  readonly cloudWatch?: EncryptionSetting;
  readonly jobBookmarks?: EncryptionSetting;
  readonly dataQuality?: EncryptionSetting;
}

export interface Job {
  readonly name: string;
  readonly securityConfiguration?: string;
  /** `Command.Name`: glueetl, gluestreaming, pythonshell, glueray, or something newer. */
  readonly command?: string;
  /** `--job-bookmark-option` in DefaultArguments. No other argument is kept: values can be secrets. */
  readonly defaultBookmark?: string;
  /** `--job-bookmark-option` in NonOverridableArguments. */
  readonly fixedBookmark?: string;
}

export interface TriggerAction {
  readonly jobName?: string;
  readonly crawlerName?: string;
  readonly securityConfiguration?: string;
  readonly bookmark?: string;
}

export interface Trigger {
  readonly name: string;
  readonly type?: string;
  readonly state?: string;
  readonly workflow?: string;
  readonly actions: readonly TriggerAction[];
}

/** A crawler, dev endpoint, interactive session or ML transform that names a configuration. */
export interface NamedUser {
  readonly name: string;
  readonly securityConfiguration?: string;
}

export type SecondaryList = 'triggers' | 'crawlers' | 'dev-endpoints' | 'sessions' | 'ml-transforms';

export const bookmarkOptions = ['job-bookmark-enable', 'job-bookmark-pause', 'job-bookmark-disable'] as const;
/** Glue's values of `--job-bookmark-option`, strongest first. */
export type BookmarkOption = (typeof bookmarkOptions)[number];

/** Kinds that one look at a target shows. */
export const seenKinds = ['configuration', 'unprotected-job', 'dangling-reference', 'unusable-key'] as const;
export type SeenKind = (typeof seenKinds)[number];
/** `reverted` (name = the job's) also needs the records: a job that a remediation switched, and that was reverted by a deploy. */
export const findingKinds = [...seenKinds, 'reverted'] as const;
export type FindingKind = (typeof findingKinds)[number];

export const exposures = ['exposed', 'latent', 'unused'] as const;
export type Exposure = (typeof exposures)[number];

export type FindingReason =
  | 'disabled'
  | 'mode-missing'
  | 'mode-unrecognised'
  | 'no-key'
  | 'no-configuration'
  | 'configuration-missing'
  | 'points-back'
  | 'key-disabled'
  | 'key-pending-deletion'
  | 'key-missing'
  | 'key-asymmetric'
  | 'key-other-region'
  /** A rule of another version found it; `detail` is the reason that it gave. No scan of this version says so. */
  | 'of-another-version';

/** What can name a configuration, in the order in which lists are told. */
export const referenceTypes = ['job', 'trigger', 'crawler', 'dev-endpoint', 'session', 'ml-transform'] as const;
export type ReferenceType = (typeof referenceTypes)[number];

export interface Reference {
  readonly type: ReferenceType;
  readonly name: string;
  /** The strongest option among the runs that use it. Absent where the thing writes no job bookmarks. */
  readonly bookmarks?: BookmarkOption;
  /** Triggers whose arguments made `bookmarks` stronger than the job's own. */
  readonly via?: readonly string[];
  /** An earlier scan saw it, and the list that would show it failed since. Absent: this very scan saw it. */
  readonly kept?: true;
}

/** A list of uses that failed. `list`: what it lists; absent in rows of 0.1.0. */
export interface FailedList extends CallError {
  readonly list?: ReferenceType;
}

/** The accepted risk that covers a finding now. */
export interface Acceptance {
  /** Of the exception; opaque. */
  readonly id: string;
  readonly reason: string;
  /** Whose risk it is: the id of a person or user group of the chat, or words. */
  readonly owner: string;
  /** The last day on which it holds: YYYY-MM-DD. */
  readonly until: string;
  /** When that day is over where it was meant, and the finding is back: epoch milliseconds. */
  readonly endsAt: number;
  readonly from: ExceptionSource;
  /** Others cover it with another end; the earliest holds. Absent: all agree. */
  readonly disagrees?: true;
}

export const exceptionSources = ['slack', 'file'] as const;
/** Where an exception was made. */
export type ExceptionSource = (typeof exceptionSources)[number];

/** By key, as AWS has them: capitals count. */
export type Tags = Readonly<Record<string, string>>;

/** A job with the tags that it has. */
export interface JobTags {
  readonly job: string;
  readonly tags: Tags;
}

/** Whose an account or a finding is. At least one of the two. */
export interface Owner {
  /** A channel id: it gets a digest of what is its own, beside the one of the schedule. */
  readonly channel?: string;
  /** A user group id; that of an account may be meant by approvals. */
  readonly usergroup?: string;
}

/** Something noncompliant, keyed on (rule, account, region, kind, name). Its shape is the terminal's JSON. */
export interface Finding {
  /** The id of a rule; one that this version does not know is of a row that another version wrote. */
  readonly rule: string;
  readonly account: string;
  readonly region: string;
  readonly kind: FindingKind;
  readonly name: string;
  readonly reason: FindingReason;
  readonly detail?: string;
  readonly exposure: Exposure;
  readonly references: readonly Reference[];
  /** Present when a list failed: exposure and references are then a lower bound. */
  readonly referencesIncomplete?: readonly FailedList[];
  /** Absent: nobody accepted it. A scan never says it: what was seen is held against the exceptions afterwards. */
  readonly accepted?: Acceptance;
  /** Of its jobs, and only those whose keys are configured. Absent: tags are not read, or could not be. */
  readonly tags?: Tags;
  /** They could not be read, or it is not known of which jobs: those that are stored may stay. */
  readonly keepsTags?: true;
  /** Whose it is. A scan never says it: it is decided by what is configured. */
  readonly owner?: Owner;
}

/** What tells one finding from another: two rules can each find something in one configuration. */
export type FindingIdentity = Pick<Finding, 'rule' | 'account' | 'region' | 'kind' | 'name'>;

/** A key that nobody could look at: makes nothing unknown or noncompliant, and is said. */
export interface KeyNotChecked {
  readonly configuration: string;
  readonly key: string;
  readonly error: string;
}

/** The outcome of one target. `unknown` is neither compliant nor empty: `reason` is the error code that stopped the look. */
export interface TargetResult {
  readonly account: string;
  readonly region: string;
  readonly outcome: 'scanned' | 'unknown';
  readonly reason?: string;
  readonly call?: string;
  readonly message?: string;
  /** How many were really read. */
  readonly configurations: number;
  readonly jobs: number;
  readonly findings: readonly Finding[];
  /** Ids of the rules that were checked: findings of any other rule stay as they are. */
  readonly rules: readonly string[];
  readonly keysNotChecked: readonly KeyNotChecked[];
  /** False when keys were not checked on purpose: open `unusable-key` findings then stay as they are. */
  readonly keysChecked: boolean;
  /** Why the tags of jobs could not be read: the findings have none then. Absent: they were, or nothing asked for them. */
  readonly tagsNotRead?: CallError;
  /** What exists, of a target that was scanned: it says why a finding is gone. Absent where nobody needs it. */
  readonly names?: {
    readonly configurations: readonly string[];
    readonly jobs: readonly Pick<Job, 'name' | 'command' | 'securityConfiguration'>[];
  };
}

/** Everything one look at a target read. An absent secondary list was not needed. */
export interface Inventory {
  readonly target: Target;
  readonly configurations: Listing<SecurityConfiguration>;
  readonly jobs: Listing<Job>;
  readonly triggers?: Listing<Trigger>;
  readonly crawlers?: Listing<NamedUser>;
  readonly devEndpoints?: Listing<NamedUser>;
  readonly sessions?: Listing<NamedUser>;
  readonly transforms?: Listing<NamedUser>;
  /** Tags of jobs; absent when none are configured, or no finding needs them. */
  readonly jobTags?: Listing<JobTags>;
  /** By key ARN (or id) as the configuration names it; absent when keys are not checked. */
  readonly keys?: ReadonlyMap<string, KeyVerdict>;
}

export type KeyVerdict =
  /** `arn`: of the key itself, also where it was asked for by an alias. `awsManaged`: AWS made it for one of its services. */
  | { readonly state: 'usable'; readonly arn?: string; readonly awsManaged?: true }
  | { readonly state: 'unusable'; readonly reason: FindingReason; readonly detail?: string }
  | { readonly state: 'not-checked'; readonly error: string };

/** What kms:DescribeKey says of a key. */
export interface KeyDescription {
  readonly arn?: string;
  readonly keyState?: string;
  readonly keySpec?: string;
  readonly keyUsage?: string;
  /** `CUSTOMER` or `AWS`. */
  readonly keyManager?: string;
}

/** A stable text for a target, for maps and rows. */
export function targetKey(target: Target): string {
  return `${target.account}/${target.region}`;
}

/** A stable text for a finding's identity. JSON, because a name may hold any separator. */
export function findingKey({ rule, account, region, kind, name }: FindingIdentity): string {
  return JSON.stringify([rule, account, region, kind, name]);
}
