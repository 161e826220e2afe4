import type { BookmarkOption, Target } from '../../domain/model.ts';
import type { BookmarkObservation, RunObservation, RunReason } from '../../domain/remediation/first-run.ts';

/**
 * How the watch over the first run of a moved job stands. `moving`: a change may be on its way; `void`: it was not
 * moved after all; `unseen`: no run was seen in time (`reason` says why, where nobody could look), or it was moved back before one.
 */
export type SwitchState = 'moving' | 'void' | 'watching' | 'good' | 'doubtful' | 'failed' | 'unseen';

/** A job whose runs a plan changes, from just before the change on. `stepId`: the id of its watch. */
export interface SwitchRow extends Target {
  /** The rule of the finding that its plan fixes. */
  readonly rule: string;
  readonly planId: string;
  readonly stepId: string;
  readonly requestId: string;
  readonly executionId: string;
  readonly job: string;
  /** What it named before; null: nothing. */
  readonly from: string | null;
  readonly to: string;
  readonly canary: boolean;
  readonly streaming: boolean;
  readonly bookmarks?: BookmarkOption;
  /** The trigger that starts it with `to`, where the job itself was not switched. */
  readonly trigger?: string;
  /** The bookmark just before the change. */
  readonly before: BookmarkObservation;
  readonly openedAt: number;
  readonly state: SwitchState;
  readonly movedAt?: number;
  readonly watchUntil?: number;
  readonly nextCheckAt?: number;
  readonly run?: RunObservation;
  readonly after?: BookmarkObservation;
  readonly reason?: RunReason;
  readonly closedAt?: number;
  /** When it was moved back. */
  readonly backAt?: number;
}

export type NewSwitch = Omit<
  SwitchRow,
  'state' | 'movedAt' | 'watchUntil' | 'nextCheckAt' | 'run' | 'after' | 'reason' | 'closedAt' | 'backAt'
>;

export interface SwitchId {
  readonly planId: string;
  readonly stepId: string;
}

/** What one look at a first run showed, at its end. */
export interface RunSeen {
  readonly state: Extract<SwitchState, 'good' | 'doubtful' | 'failed' | 'unseen'>;
  readonly run?: RunObservation;
  readonly after?: BookmarkObservation;
  readonly reason?: RunReason;
}

export interface SwitchRecords {
  /** Once a step, before the change: what is recorded already stays, so that a restart keeps the earlier bookmark. */
  openSwitch(jobSwitch: NewSwitch): Promise<void>;
  jobSwitch(id: SwitchId): Promise<SwitchRow | undefined>;
  /** From `moving`: nothing was sent, and whoever begins again records the bookmark of then. */
  forgetSwitch(id: SwitchId): Promise<void>;
  /** From `moving`: it was changed (and is watched until then), or it was not (null). */
  settleSwitch(id: SwitchId, watch: { readonly movedAt: number; readonly until: number } | null): Promise<void>;
  /** In the order of their plans and steps. */
  switches(requestId: string): Promise<readonly SwitchRow[]>;
  /** Those to look at now, the longest due first. */
  dueSwitches(now: number, limit: number): Promise<readonly SwitchRow[]>;
  /** How many are watched. */
  watchedSwitches(): Promise<number>;
  checkAgain(id: SwitchId, at: number): Promise<void>;
  /** Compare-and-set from `watching`: true for exactly one caller. */
  closeSwitch(id: SwitchId, seen: RunSeen, at: number): Promise<boolean>;
  /** It names what it named before again; a watch that goes on ends as `unseen`. */
  switchBack(id: SwitchId, at: number): Promise<void>;
  /** The latest move of each job that was switched itself, where it was not moved back: what must still name its new configuration. */
  switchedIn(targets: readonly Target[]): Promise<readonly SwitchRow[]>;
}

/** What is edited of a request: the message that asked for it, and the one that shows how far it is. */
export type EditedPart = 'request' | 'progress';

/** The messages of a request that show where it stands: edited in place for as long as something can change. */
export interface ProgressRow {
  readonly requestId: string;
  /** The outgoing message that is edited. */
  readonly messageId: string;
  /** Digest of what was shown last; absent: nothing since it was posted. */
  readonly shown?: string;
  /** The same of the message that asked for it. */
  readonly requestShown?: string;
  readonly version: number;
  /** Tells one stage of the request from another: asked, decided, going on, waiting for a canary job, ended, and each way back. */
  readonly stage: string;
}

export interface ProgressRecords {
  /** Has it brought up to date from now on; `messageId` counts for a new row only. */
  followProgress(requestId: string, messageId: string): Promise<void>;
  /** Those that may still change. */
  followedProgress(): Promise<readonly ProgressRow[]>;
  /**
   * Before an edit: whoever read the row earlier has an older text, and is overtaken. Resolves with its new version;
   * undefined: it was overtaken itself.
   */
  beginEdit(row: Pick<ProgressRow, 'requestId' | 'version'>, part?: EditedPart): Promise<number | undefined>;
  /** True as long as nobody overtook the edit that began with this version. */
  isEditing(row: Pick<ProgressRow, 'requestId' | 'version'>): Promise<boolean>;
  /**
   * `settled`: nothing can change any more, as long as nobody asked for it to be followed since it was read.
   * `messageId`: it had to be posted again. `part`: what was edited, `progress` by default.
   */
  progressShown(
    row: Pick<ProgressRow, 'requestId' | 'version'>,
    shown: string,
    options: { readonly settled: boolean; readonly messageId?: string; readonly part?: EditedPart },
  ): Promise<void>;
}
