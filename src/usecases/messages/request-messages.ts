import type { Exposure, FindingKind } from '../../domain/model.ts';
import type { Plan, PlanCheck, PlanMode } from '../../domain/plan/plan.ts';
import type { DecisionMade, Lapse } from '../../domain/remediation/approval.ts';
import type { RequestState } from '../../domain/remediation/remediation.ts';
import type { ProgressState, TemplateLines } from './afterwards-messages.ts';
import type { RequestLink } from './finding-acts.ts';
import type { Paused } from './paused.ts';

/** What the bot says about a remediation before it is carried out. Texts from AWS or people are raw, as elsewhere. */

/** Its approvals do not count any more before anything was begun: it waits for a decision again, or its time is over too. */
type LapseEvent = 'lapsed' | 'lapsed-expired';

/** What approvers order about an approved request. */
type OrderEvent = 'went-on' | 'stopped' | 'back-ordered';

/** What became of a request that somebody made: a reply in its thread, or a word to who made it. */
export interface RequestNoticeMessage {
  readonly kind: 'request-news';
  readonly requestId: string;
  /**
   * `held`: the approvers cannot see it. `approval`: one that counts, and others are awaited. `canary-asks`, `runs-review`:
   * first runs need somebody.
   */
  readonly event:
    | 'approved'
    | 'rejected'
    | 'withdrawn'
    | 'expired'
    | 'reminder'
    | 'held'
    | 'approval'
    | 'taken-back'
    | 'canary-asks'
    | 'runs-review'
    | 'ended'
    | OrderEvent
    | LapseEvent;
  readonly askedBy: string;
  readonly account: string;
  readonly accountName?: string;
  readonly region: string;
  readonly findings: readonly { readonly kind: FindingKind; readonly name: string }[];
  readonly expiresAt: number;
  readonly at: number;
  /** Who decided or withdrew it. */
  readonly by?: string;
  /** Why it was rejected, in their words. */
  readonly reason?: string;
  /** With `lapsed`: user groups of approvers that do not exist any more. */
  readonly gone?: readonly string[];
  /** Where it could not be posted, with the chat's code. `over`: it is not tried again by itself. */
  readonly held?: { readonly channel: string; readonly code: string; readonly over?: true };
  /** True: it stands in the thread of the request, which says what it is about. Absent in older messages. */
  readonly inThread?: true;
  /** With `approval` and `taken-back`: how many more are needed. */
  readonly missing?: number;
  /** With `ended`: the end in one sentence. */
  readonly headline?: string;
  /** With `ended`: what to do now, as sentences. */
  readonly next?: readonly string[];
  /** With `ended`: a few of `troubleTotal` things that did not go as planned. `why` is a clause. */
  readonly trouble?: readonly { readonly name: string; readonly why: string }[];
  readonly troubleTotal?: number;
  readonly template?: TemplateLines;
  /** The delivery of the message of the request, and its channel; `link`: its address, put in when this one is posted. */
  readonly post?: { readonly id: string; readonly channel: string };
  readonly link?: string;
  /** What took the sense from its buttons; absent: they work, or it has none. */
  readonly over?: { readonly state: RequestState; readonly at?: number };
}

/** Something that happened to a request after its approval, with who did it and when. */
export interface RequestAct {
  readonly what:
    | 'began'
    | 'canary-switched'
    | 'canary-run'
    | 'went-on'
    | 'stopped'
    | 'ended'
    | 'runs-known'
    | 'back-ordered'
    | 'back-ended';
  readonly at: number;
  readonly by?: string;
  /** Of a canary job. */
  readonly job?: string;
  /** How the first run of a canary job ended, or how many first runs were good and how many were not. */
  readonly run?: 'good' | 'failed' | 'doubtful' | 'unseen';
  readonly runs?: { readonly good: number; readonly other: number };
}

/** Where an approved request stands, for its first message. */
export interface RequestStage {
  readonly state: ProgressState;
  /** One sentence. */
  readonly headline: string;
  readonly mayGoOn: boolean;
  readonly canaryTrouble?: string;
  readonly mayRollBack: boolean;
  readonly rollBackUntil?: number;
}

export interface AboutTarget {
  readonly account: string;
  readonly accountName?: string;
  readonly region: string;
}

/** What one plan of a request would do, from the sealed plan alone. */
export interface PlanEffect {
  readonly finding: { readonly kind: FindingKind; readonly name: string };
  /** Absent in older messages. */
  readonly region?: string;
  /** "creates 1 configuration and switches 3 jobs" */
  readonly effect: string;
  /** What everything will use. */
  readonly configuration: string;
  readonly mode: PlanMode;
  /** True: it deletes the configuration. */
  readonly retires?: true;
  /** The canary job; the others move after its next run ended well. Absent: all move at once. */
  readonly canary?: string;
  /** What is switched with it, as "trigger nightly". Absent in older messages, and where it is alone. */
  readonly canaryGroup?: readonly string[];
  /** The key of a new configuration; absent: an existing one is used. */
  readonly key?: string;
  /** What else changes, a sentence for each. Empty: nothing does. Absent in older messages. */
  readonly besides?: readonly string[];
  readonly streaming: number;
  readonly leftOut: number;
  readonly manual: number;
  readonly checks: Readonly<Record<PlanCheck['outcome'], number>>;
  /** Failed first, then warnings, then what was not checked: a few of each. */
  readonly doubts: readonly PlanCheck[];
}

/** What several plans of one request do together. */
export interface PlansTogether {
  /** "creates 12 configurations and switches 37 jobs" */
  readonly effect: string;
  /** Every key of a new configuration. */
  readonly keys: readonly string[];
  /** In how many plans one job is the canary job. */
  readonly canaries: number;
  /** In how many plans settings besides the bookmarks', or the names of log groups, change. Absent in older messages. */
  readonly besides?: { readonly settings: number; readonly logs: number };
  /** Failed first; each check once, with the number of plans. */
  readonly doubts: readonly (Pick<PlanCheck, 'check' | 'outcome'> & { readonly plans: number })[];
}

/** One request, for those who decide: before the decision and after it. */
export interface ApprovalRequestMessage extends AboutTarget {
  readonly kind: 'approval-request';
  readonly requestId: string;
  readonly state: RequestState;
  readonly askedBy: string;
  readonly reason: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly closedAt?: number;
  readonly required: 1 | 2;
  /** True: who asked may approve as well. Said for ever. */
  readonly selfApproval: boolean;
  /** One a plan. */
  readonly plans: readonly PlanEffect[];
  /** Present with several plans; their own `doubts` are empty then. */
  readonly together?: PlansTogether;
  /** `lapse`: why an approval does not count now. Absent in older messages. */
  readonly decisions: readonly (DecisionMade & { readonly lapse?: Lapse })[];
  /** Who took an approval back and has not decided again since; absent: nobody, or in older messages. */
  readonly takenBack?: readonly { readonly by: string; readonly at: number }[];
  /** True: it was approved, and is not any more. */
  readonly again?: true;
  /** Who is asked by name: the approvers as configured. Absent: nobody, or an older message. */
  readonly mention?: { readonly users: readonly string[]; readonly usergroups: readonly string[] };
  /** The address of the digest from which it was asked for. Absent: it was not, or none is known. */
  readonly digest?: string;
  /** Absent: it is not approved, or an older version wrote it. */
  readonly stage?: RequestStage;
  /** In the order in which they happened, at most 12. Absent: nothing yet, or an older message. */
  readonly acts?: readonly RequestAct[];
}

/** For who decided, beside the message that everybody sees. */
export interface DecisionNoteMessage {
  readonly kind: 'decision-note';
  readonly event: 'approved' | 'taken-back';
  /** How many more approvals are needed. */
  readonly missing: number;
  /** No new step begins now. */
  readonly paused?: Paused;
}

/** Somebody stopped all new steps, or let them go on: for every channel of approvals. */
export interface PauseNoticeMessage {
  readonly kind: 'pause-news';
  readonly event: 'paused' | 'resumed';
  readonly by: string;
  readonly at: number;
  /** Of `resumed`: who had paused, and when. */
  readonly since?: Paused;
  /** Of `resumed`: accounts that go on, and accounts that stay paused for their own approvers; both empty: everything goes on. */
  readonly goesOn: readonly string[];
  readonly stays: readonly string[];
  /** How many requests are being carried out. */
  readonly underWay: number;
}

/** Everything about one plan. With a request: it is sealed in it. */
export interface PlanDetailsMessage {
  readonly kind: 'plan-details';
  readonly plan: Plan;
  /** All plans of the request, where there are several, and which of them this is, from 0. */
  readonly among?: {
    readonly at: number;
    readonly plans: readonly { readonly kind: FindingKind; readonly name: string; readonly region: string }[];
  };
  readonly request?: {
    readonly id: string;
    readonly state: RequestState;
    readonly askedBy: string;
    readonly reason: string;
    readonly expiresAt: number;
    /** True right after it was opened. */
    readonly opened: boolean;
    /** True: it stands in the thread of the request, whose first message says where it stands. */
    readonly inThread?: true;
    /** No new step begins now. */
    readonly paused?: Paused;
    /** The last day on which the risk of something in it is accepted, as it was opened. Absent: of nothing, or older. */
    readonly acceptedUntil?: string;
  };
}

/** Recorded findings about one name, each with a button. */
export interface RemediationOfferMessage extends AboutTarget {
  readonly kind: 'remediation-offer';
  readonly name: string;
  readonly findings: readonly {
    readonly id: string;
    readonly kind: FindingKind;
    readonly why: string;
    /** True: nothing uses it, so what is left is to retire it. */
    readonly retire?: true;
    /** True: a remediation moved away what used it. */
    readonly fixed?: true;
    /** The request that holds it, in place of a button. Absent: none, or in older messages. */
    readonly request?: RequestLink;
  }[];
}

/** One approved request, as a row of a list. */
export interface ApprovedRow extends AboutTarget {
  readonly requestId: string;
  /** A few of `total`. */
  readonly findings: readonly string[];
  readonly total: number;
  /** Where it stands, as a sentence. */
  readonly headline: string;
  /** True while approvers may roll it back; until then, where that is known. */
  readonly mayRollBack: boolean;
  readonly rollBackUntil?: number;
  /** True while approvers may go on without a canary's run, or stop. */
  readonly mayGoOn: boolean;
  /** What the canary's run showed, as a sentence; absent: nothing bad. */
  readonly canaryTrouble?: string;
}

export interface OpenRequestsMessage {
  readonly kind: 'open-requests';
  /** Who stopped everything, and when. The following are absent in older messages. */
  readonly paused?: Paused;
  /** Being carried out, waiting or paused. */
  readonly underWay?: readonly ApprovedRow[];
  /** Ended, and can still be rolled back; newest first. */
  readonly ended?: readonly ApprovedRow[];
  readonly requests: readonly (AboutTarget & {
    readonly requestId: string;
    readonly findings: readonly string[];
    readonly effect: string;
    readonly askedBy: string;
    readonly expiresAt: number;
    /** Approvals so far and needed. */
    readonly approvals: number;
    readonly required: number;
    /** Who approved so far; absent in older messages. */
    readonly approvedBy?: readonly string[];
  })[];
  /** True: it stands in a channel for everybody, where nobody takes its buttons off. Absent: it is for one person. */
  readonly shared?: true;
}

/** How many open findings of an account, or of one region of it (`*`: all), can be asked for together. */
export interface BulkOfferMessage extends AboutTarget {
  readonly kind: 'several-offer';
  readonly counts: { readonly [K in 'total' | Exposure]: number };
  /** How many of those in use a request holds already. */
  readonly asked: number;
  /** Opaque id of the stored query behind the button. */
  readonly queryId: string;
  /** How many configured account-regions there were never scanned. Absent: none, or an older message. */
  readonly neverScanned?: number;
}
