import type { Exposure, FindingKind } from '../../domain/model.ts';
import type { DependentType, Plan, PlanCheck, PlanMode } from '../../domain/plan/plan.ts';
import type { DecisionMade } from '../../domain/remediation/approval.ts';
import type { RequestState } from '../../domain/remediation/remediation.ts';

/** What the bot says about a remediation before it is carried out. Texts from AWS or people are raw, as elsewhere. */

interface AboutPlace {
  readonly account: string;
  readonly accountName?: string;
  readonly region: string;
}

/** What one plan of a request would do, from the sealed plan alone. */
export interface PlanEffect {
  readonly finding: { readonly kind: FindingKind; readonly name: string };
  /** Absent in older messages. */
  readonly region?: string;
  /** "creates 1 configuration and repoints 3 jobs" */
  readonly effect: string;
  /** What everything will use. */
  readonly configuration: string;
  readonly mode: PlanMode;
  /** True: it deletes the configuration. */
  readonly retires?: true;
  /** The job that goes first; the others move after its next run ended well. Absent: all move at once. */
  readonly canary?: string;
  /** The key of a new configuration; absent: an existing one is used. */
  readonly key?: string;
  readonly streaming: number;
  readonly leftOut: number;
  readonly manual: number;
  readonly checks: Readonly<Record<PlanCheck['outcome'], number>>;
  /** Failed first, then warnings, then what was not checked: a few of each. */
  readonly doubts: readonly PlanCheck[];
}

/** What several plans of one request do together. */
export interface PlansTogether {
  /** "creates 12 configurations and repoints 37 jobs" */
  readonly effect: string;
  /** Every key of a new configuration. */
  readonly keys: readonly string[];
  /** In how many plans one job goes first. */
  readonly canaries: number;
  /** Failed first; each check once, with the number of plans. */
  readonly doubts: readonly (Pick<PlanCheck, 'check' | 'outcome'> & { readonly plans: number })[];
}

/** One request, for those who decide: before the decision and after it. */
export interface ApprovalRequestMessage extends AboutPlace {
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
  readonly decisions: readonly DecisionMade[];
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
  };
}

/** Recorded findings about one name, each with a button. */
export interface RemediationOfferMessage extends AboutPlace {
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
  }[];
}

/** One approved request, as a row of a list. */
export interface ApprovedRow extends AboutPlace {
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
}

export interface OpenRequestsMessage {
  readonly kind: 'open-requests';
  /** Who stopped everything, and when. The following are absent in older messages. */
  readonly paused?: { readonly by: string; readonly at: number };
  /** Being carried out, waiting or paused. */
  readonly underWay?: readonly ApprovedRow[];
  /** Ended, and can still be rolled back; newest first. */
  readonly ended?: readonly ApprovedRow[];
  readonly requests: readonly (AboutPlace & {
    readonly requestId: string;
    readonly findings: readonly string[];
    readonly effect: string;
    readonly askedBy: string;
    readonly expiresAt: number;
    /** Approvals so far and needed. */
    readonly approvals: number;
    readonly required: number;
  })[];
}

/** A job, trigger or crawler that can be chosen by itself. `id` is opaque. */
export interface ChoosableDependent {
  readonly id: string;
  readonly type: DependentType;
  readonly name: string;
}

/** What can be chosen for one finding. Not a message: a surface makes a form of it. */
export interface RemediationForm extends AboutPlace {
  readonly kind: 'form';
  readonly findingId: string;
  readonly finding: { readonly kind: FindingKind; readonly name: string };
  /** A new configuration, or also an existing one. */
  readonly ways: 'create' | 'create-or-attach';
  /** What the configuration offers first: an ARN. */
  readonly configuredKey?: string;
  /** The account's own keys: ARN, and aliases without `alias/`. */
  readonly keys: readonly { readonly arn: string; readonly aliases: readonly string[] }[];
  /** Why the keys could not be listed: an error code. */
  readonly keysError?: string;
  /** Compliant configurations to attach. */
  readonly attach: readonly string[];
  readonly mode: PlanMode;
  /** What can be moved alone. Empty: there is nothing to choose between. */
  readonly choosable: readonly ChoosableDependent[];
  /** True: several jobs that write bookmarks would move, so that one can go first. */
  readonly canary: boolean;
  /** What uses it, as recorded. */
  readonly dependents: { readonly jobs: number; readonly triggers: number; readonly crawlers: number };
}

/** What is said before a configuration is retired. Not a message: a surface makes a form of it. */
export interface RetireForm extends AboutPlace {
  readonly kind: 'retire-form';
  readonly findingId: string;
  readonly finding: { readonly kind: FindingKind; readonly name: string };
  /** Where a reference could hide that no list shows. */
  readonly notLookedAt: readonly string[];
}

/** How many open findings of an account, or of one region of it (`*`: all), can be asked for together. */
export interface SeveralOfferMessage extends AboutPlace {
  readonly kind: 'several-offer';
  readonly counts: { readonly [K in 'total' | Exposure]: number };
  /** How many of those in use wait for a decision already. */
  readonly asked: number;
  /** Opaque id of the stored query behind the button. */
  readonly queryId: string;
}

/** What can be chosen for several findings of one account. Not a message: a surface makes a form of it. */
export interface SeveralForm
  extends AboutPlace,
    Pick<RemediationForm, 'configuredKey' | 'keys' | 'keysError' | 'attach' | 'mode' | 'canary'> {
  readonly kind: 'several-form';
  readonly queryId: string;
  /** Those in use, exposed first. */
  readonly findings: readonly {
    readonly id: string;
    readonly kind: FindingKind;
    readonly name: string;
    readonly region: string;
    readonly exposure: Exposure;
  }[];
  /** How many more there are. */
  readonly left: number;
  /** How many of them one request may hold. */
  readonly most: number;
  /** True: `configured` stands for the configured key of each region; false: for `configuredKey`, if any. */
  readonly eachConfigured: boolean;
}

/** Why some of the chosen findings cannot be asked for. Nothing was asked; the others can be. */
export interface SeveralRefused {
  readonly kind: 'several-refused';
  /** `why`: sentences. */
  readonly refused: readonly { readonly name: string; readonly region: string; readonly why: string }[];
  /** Ids of the findings for which there is a plan. */
  readonly possible: readonly string[];
}
