import type { FindingKind } from '../../domain/model.ts';
import type { ManualWork, StepType } from '../../domain/plan/plan.ts';
import type { RunReason } from '../../domain/remediation/first-run.ts';
import type { Paused } from './paused.ts';

/** What the bot says while a remediation is carried out and afterwards. Texts from AWS or people are raw, as elsewhere. */

/** What a template must say so that the next deploy does not undo a remediation. */
export interface TemplateLines {
  /** Who manages things of it, by their tags: "CloudFormation stack orders-prod". Empty: unknown. */
  readonly managed: readonly string[];
  /** At most 10: `SecurityConfiguration: "std-encrypted"  # CloudFormation`. */
  readonly lines: readonly string[];
}

/** How the carrying out of one plan ended, in plain words. */
export interface RemediationOutcomeMessage {
  readonly kind: 'remediation-outcome';
  readonly requestId: string;
  readonly planId: string;
  readonly executionId: string;
  readonly askedBy: string;
  readonly account: string;
  readonly accountName?: string;
  readonly region: string;
  readonly finding: { readonly kind: FindingKind; readonly name: string };
  /** What everything was to use. */
  readonly configuration: string;
  readonly state: 'done' | 'partly-done' | 'failed';
  /** True: it went back. */
  readonly back?: true;
  /** The end in one sentence. */
  readonly headline: string;
  readonly moved: number;
  readonly total: number;
  /** What did not go as planned: at most 50 of `troubleTotal`. `why` is a clause. */
  readonly trouble: readonly { readonly type: StepType; readonly name: string; readonly why: string }[];
  readonly troubleTotal: number;
  readonly manual: readonly ManualWork[];
  /** What to do now, as sentences. */
  readonly next: readonly string[];
  /** Absent: nothing was switched, it went back, or in older messages. */
  readonly template?: TemplateLines;
  /** Of a way back: who ordered it; absent in older messages. */
  readonly orderedBy?: string;
  readonly endedAt: number;
  /** Until when approvers may roll it back; absent: there is nothing to roll back. */
  readonly rollBackUntil?: number;
}

export interface AboutRequest {
  readonly requestId: string;
  readonly askedBy: string;
  readonly account: string;
  readonly accountName?: string;
  /** Of its plans, each once. */
  readonly regions: readonly string[];
  /** A few of `findingsTotal`. */
  readonly findings: readonly { readonly kind: FindingKind; readonly name: string }[];
  readonly findingsTotal: number;
}

export type ProgressState =
  | 'queued'
  | 'running'
  | 'waiting-for-canary'
  /** Its approval did not hold any more before anything was begun: it waits for a decision again, or was closed. */
  | 'not-approved'
  /** Held up: by a pause, or because remediation is off or the bot is stopping. */
  | 'paused'
  | 'done'
  | 'partly-done'
  | 'failed'
  | 'rolling-back'
  | 'rolled-back'
  | 'partly-rolled-back';

/** One stage of the work: all jobs are one, all triggers another. */
export interface Stage {
  readonly title: string;
  readonly state: 'pending' | 'in-progress' | 'complete' | 'error';
  /** "12 of 40; 1 was changed by somebody else" */
  readonly detail: string;
}

export interface Trouble {
  readonly type: StepType;
  readonly name: string;
  /** A clause. */
  readonly why: string;
}

/** How far an approved request is, from the records alone: shown in one message, which is edited. */
export interface RemediationProgressMessage extends AboutRequest {
  readonly kind: 'remediation-progress';
  readonly state: ProgressState;
  /** One sentence. */
  readonly headline: string;
  readonly stages: readonly Stage[];
  /** At most 15 of `troubleTotal`. */
  readonly trouble: readonly Trouble[];
  readonly troubleTotal: number;
  /** At most 10 of `manualTotal`. */
  readonly manual: readonly ManualWork[];
  readonly manualTotal: number;
  /** Who stopped all new steps, and when. Absent in older messages. */
  readonly paused?: Paused;
  /** What to do now, as sentences. */
  readonly next: readonly string[];
  /** Once it has ended. Absent: nothing was switched, it went back, or in older messages. */
  readonly template?: TemplateLines;
  /** Who rolled it back or stopped it; absent: nobody, or in older messages. */
  readonly ordered?: { readonly by: string; readonly what: 'roll-back' | 'stop' };
  /** Who had it go on without its canary's run; absent: nobody, or in older messages. */
  readonly wentOn?: { readonly by: string; readonly at: number };
  /** Who let it go on after a pause, while it is carried out; absent: nobody, or in older messages. */
  readonly resumed?: { readonly by: string; readonly at: number };
  /** True while approvers may go on without the canary's run, or stop. */
  readonly mayGoOn: boolean;
  /** What the canary's run showed, as a sentence; absent: nothing bad, or in older messages. */
  readonly canaryTrouble?: string;
  /** True while approvers may roll it back; until then, where that is known. */
  readonly mayRollBack: boolean;
  readonly rollBackUntil?: number;
  /** The finding for which a fresh plan is needed: something had changed. */
  readonly freshPlanFor?: { readonly findingId: string; readonly name: string };
  /** Another one at each change: Slack wants its block to have a new id then. */
  readonly revision: number;
}

/** One job whose first run is failed or needs review. */
export interface SuspectRun {
  readonly job: string;
  readonly region: string;
  readonly verdict: 'failed' | 'doubtful';
  /**
   * `not-moved`: the canary was not, so there is nothing to wait for; `not-run`: it did not run in time; `alternates`: not
   * all that belongs together was switched, so its runs alternate between two configurations.
   */
  readonly reason: RunReason | 'not-moved' | 'not-run' | 'alternates';
  /** With `alternates`. `left`: what was not switched, as "trigger nightly". Null: no configuration. */
  readonly alternates?: { readonly from: string | null; readonly to: string | null; readonly left: readonly string[] };
  /** The run's own state, of one that failed. */
  readonly runState?: string;
  readonly aboutKeys?: boolean;
  /** Glue's id of the run; absent: it did not run, or in older messages. */
  readonly runId?: string;
  /** What AWS said of a run that failed, cleaned. */
  readonly error?: string;
  readonly canary: boolean;
}

/**
 * The first runs of what was moved. `trouble`: the first one that is not good, told at once; `canary`: the canary's, and
 * the others wait for a decision; `over`: all are known, or their time is over.
 */
export interface FirstRunsMessage extends AboutRequest {
  readonly kind: 'first-runs';
  readonly event: 'trouble' | 'canary' | 'over';
  readonly good: number;
  /** At most 20 of `doubtfulTotal`. */
  readonly doubtful: readonly SuspectRun[];
  readonly doubtfulTotal: number;
  readonly watching: number;
  /** Did not run while they were watched. */
  readonly unseen: number;
  /** True while approvers may roll it back. */
  readonly mayRollBack: boolean;
  /** What ended its buttons; absent: they work, it never had any, or an older version posted it. */
  readonly decided?: FirstRunsDecided;
}

/** `ended`: what waited ended without an order. `window-over`: nothing of it can be rolled back any more. */
export type FirstRunsDecided =
  | { readonly what: 'went-on' | 'stopped' | 'rolled-back'; readonly by: string; readonly at: number }
  | { readonly what: 'ended' | 'window-over' };

/** Jobs that a remediation switched, and that were reverted by a deploy: told once, when it is seen first. */
export interface RevertedNoticeMessage {
  readonly kind: 'reverted-news';
  readonly requestId: string;
  readonly askedBy: string;
  readonly account: string;
  readonly accountName?: string;
  readonly region: string;
  /** At most 20 of `jobsTotal`. `configuration`: what it names now, absent: none; `to`: what it was given at `movedAt`. */
  readonly jobs: readonly {
    readonly findingId: string;
    readonly name: string;
    readonly configuration?: string;
    readonly to: string;
    readonly movedAt: number;
  }[];
  readonly jobsTotal: number;
  /** Who manages things of the plan, by their tags: "CloudFormation stack orders-prod". Empty: unknown. */
  readonly managed: readonly string[];
  /** What to put into the template. */
  readonly snippets: readonly { readonly tool: 'CloudFormation' | 'Terraform'; readonly text: string }[];
  readonly at: number;
  /** When a scan saw none of these jobs as reverted any more; absent: some still are. */
  readonly over?: { readonly at: number };
}
