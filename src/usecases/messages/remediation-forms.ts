import type { Exposure, FindingKind, FindingReason } from '../../domain/model.ts';
import type { DependentType, PlanMode } from '../../domain/plan/plan.ts';
import type { AboutRequest } from './afterwards-messages.ts';
import type { ProblemMessage } from './command-messages.ts';
import type { RequestLink } from './finding-acts.ts';
import type { AboutTarget } from './request-messages.ts';

/** A job, trigger or crawler that can be chosen by itself. `id` is opaque. */
export interface ChoosableDependent {
  readonly id: string;
  readonly type: DependentType;
  readonly name: string;
}

/** What a form is made from: AWS as it is now, or the records alone, where it shows already what AWS said. */
export type FormSource = 'aws' | 'records';

/** One of the account's own keys that can be used. `aliases`: without `alias/`. */
export interface OfferedKey {
  readonly arn: string;
  readonly aliases: readonly string[];
  /** The code of the error for which it is not known whether it can be used. */
  readonly notChecked?: string;
}

/** A compliant configuration, to attach as it is. */
export interface OfferedConfiguration {
  readonly name: string;
  /** The code of the error for which it is not known whether its key can be used. */
  readonly notChecked?: string;
}

/** The keys and configurations that can be chosen from. */
export interface Offers {
  /** What the configuration offers first: an ARN. Absent: nothing, or a key that cannot be used. */
  readonly configuredKey?: string;
  /** The code of the error for which it is not known whether the configured key can be used. */
  readonly configuredNotChecked?: string;
  /** Why the configured key is not offered. */
  readonly configuredUnusable?: FindingReason | 'aws-managed';
  readonly keys: readonly OfferedKey[];
  /** How many keys the account has in the region, where more than `keys` could be chosen. */
  readonly keysTotal?: number;
  /** Why the keys could not be listed: an error code. */
  readonly keysError?: string;
  readonly attach: readonly OfferedConfiguration[];
  /** How many more compliant configurations there are. */
  readonly attachLeft?: number;
  /** Why configurations could not be listed to the end: an error code. */
  readonly attachError?: string;
}

/** What can be chosen for one finding. Not a message: a surface makes a form of it. */
export interface RemediationForm extends AboutTarget, Offers {
  readonly kind: 'form';
  readonly findingId: string;
  readonly finding: { readonly kind: FindingKind; readonly name: string };
  /** A new configuration, or also an existing one. */
  readonly choices: 'create' | 'create-or-attach';
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
export interface BulkForm extends AboutTarget, Offers, Pick<RemediationForm, 'mode' | 'canary'> {
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
  /** How many others a request holds already. */
  readonly asked: number;
  /** How many of them one request may hold. */
  readonly most: number;
  /** True: `configured` stands for the configured key of each region; false: for `configuredKey`, if any. */
  readonly eachConfigured: boolean;
}

/** What a form asks for, besides why. */
export type FormField = 'findings' | 'key' | 'attach' | 'only' | 'also' | 'databases';

/** Nothing was asked: something in the form, or AWS, stands against it, and the same form can be sent again. */
export interface AskRefused {
  readonly kind: 'ask-refused';
  readonly problem: ProblemMessage;
  /** What to change. Absent: nothing of the form, or not one thing alone. */
  readonly at?: FormField;
}

/** A request holds the finding already: said in place of its form. */
export interface TakenFinding extends AboutTarget {
  readonly kind: 'taken-finding';
  readonly finding: { readonly kind: FindingKind; readonly name: string };
  readonly request: RequestLink;
  readonly askedBy: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly reason: string;
  /** How many findings the request is about. */
  readonly findings: number;
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
