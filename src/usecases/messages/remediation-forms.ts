import type { Exposure, FindingKind } from '../../domain/model.ts';
import type { DependentType, PlanMode } from '../../domain/plan/plan.ts';
import type { AboutRequest } from './afterwards-messages.ts';
import type { AboutTarget } from './request-messages.ts';

/** A job, trigger or crawler that can be chosen by itself. `id` is opaque. */
export interface ChoosableDependent {
  readonly id: string;
  readonly type: DependentType;
  readonly name: string;
}

/** What can be chosen for one finding. Not a message: a surface makes a form of it. */
export interface RemediationForm extends AboutTarget {
  readonly kind: 'form';
  readonly findingId: string;
  readonly finding: { readonly kind: FindingKind; readonly name: string };
  /** A new configuration, or also an existing one. */
  readonly choices: 'create' | 'create-or-attach';
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
export interface RetireForm extends AboutTarget {
  readonly kind: 'retire-form';
  readonly findingId: string;
  readonly finding: { readonly kind: FindingKind; readonly name: string };
  /** Where a reference could hide that no list shows. */
  readonly notLookedAt: readonly string[];
}

/** What can be chosen for several findings of one account. Not a message: a surface makes a form of it. */
export interface BulkForm
  extends AboutTarget,
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
export interface BulkRefused {
  readonly kind: 'several-refused';
  /** `why`: sentences. */
  readonly refused: readonly { readonly name: string; readonly region: string; readonly why: string }[];
  /** Ids of the findings for which there is a plan. */
  readonly possible: readonly string[];
}

/** What a roll back would do, for the form in which it is confirmed. Not a message. */
export interface RollBackForm extends AboutRequest {
  readonly kind: 'roll-back-form';
  /** "switches 3 jobs and deletes 1 configuration" */
  readonly effect: string;
  /** Jobs that have run with the new configuration: their bookmarks may be encrypted by now. At most 10 of `ranTotal`. */
  readonly ran: readonly string[];
  readonly ranTotal: number;
  /** Jobs whose runs could not be read: they may have. */
  readonly notLookedAt: number;
  /** True: a second confirmation is needed. */
  readonly mustUnderstand: boolean;
  /** What is left as it is, and why, as a sentence; absent: nothing. */
  readonly stays?: string;
  /** True: what it goes back to is not usable (the finding was an unusable key). */
  readonly backToUnusable: boolean;
}
