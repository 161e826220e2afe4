import type { JsonObject } from '../json.ts';
import type { FindingKind, Target } from '../model.ts';
import type { LeftAlone } from '../steps/step-kind.ts';
import type { DependentType, Step, StepType } from '../steps/step-kinds.ts';

export type { DependentType, Step, StepType };

/** `bookmarks-only` keeps every other setting; `full` also encrypts S3 and CloudWatch logs (the rule page's console way). */
export type PlanMode = 'bookmarks-only' | 'full';

/** What an engineer chose. Names are exact. */
export interface PlanChoice {
  readonly mode: PlanMode;
  /** A key ARN or alias ARN of the target's region. Absent when an existing configuration is attached. */
  readonly key?: string;
  /** Attach this compliant configuration instead of making one (unprotected-job, dangling-reference). */
  readonly attach?: string;
  /** Absent: every dependent that may be moved without being asked for (crawlers and visual jobs are asked for). */
  readonly only?: readonly { readonly type: DependentType; readonly name: string }[];
  readonly crawlers: boolean;
  /** Databases whose tables' column statistics task settings are checked and switched too: no list shows them. */
  readonly databases?: readonly string[];
  readonly visualJobs: boolean;
  readonly canary: boolean;
  /** Deletes the old configuration, which nothing uses any more, instead of replacing it. */
  readonly retire?: true;
}

/**
 * The configuration that everything will point to, and the one that it replaces: modes and key ARNs, no secrets. Of a
 * retire: the one that is deleted, without `after`.
 */
export interface PlannedConfiguration {
  readonly name: string;
  /** The configuration in use now. Absent: there is none (a job without one, or one that does not exist). */
  readonly before?: { readonly name: string; readonly encryption: JsonObject };
  /** The `EncryptionConfiguration` of `name`: as it will be created, or as it is. */
  readonly after?: JsonObject;
  /** `EncryptionConfiguration` to send to CreateSecurityConfiguration; absent: it exists already and stays as it is. */
  readonly create?: JsonObject;
  /** True when an identical one, left by an earlier attempt, is used. */
  readonly reused: boolean;
  /** Where its bookmark key is named by an alias: the key that this led to when the plan was made. */
  readonly keyArn?: string;
  /** The same for every other key that runs meet for the first time, by alias. Absent in older plans. */
  readonly keyArns?: Readonly<Record<string, string>>;
}

/** Log groups that runs leave for others. Arguments of jobs stand in brackets, by their names. */
export interface LogGroupChange {
  /** Absent: not known, for the configuration that is named now does not exist. */
  readonly from?: string;
  /** `ROLE` in both stands for each of the roles. */
  readonly to: string;
  readonly type: 'job' | 'crawler';
  /** How many of them. */
  readonly runs: number;
  /** Some of `rolesTotal`; absent: there is one, and it is in the names. */
  readonly roles?: readonly string[];
  readonly rolesTotal?: number;
}

/** What nobody can do by an update: said with the exact command. */
export interface ManualWork {
  readonly type: string;
  readonly name: string;
  readonly why: string;
  readonly command: string;
}

/** A dependent that the plan leaves alone. */
export interface LeftOut extends LeftAlone {
  /** `column-statistics`: of a table, named `database.table`; `database`: one whose tables could not be listed. */
  readonly type: DependentType | 'column-statistics' | 'database';
  readonly name: string;
}

/** Something checked before an approver is asked. */
export interface PlanCheck {
  readonly check: string;
  readonly outcome: 'passed' | 'failed' | 'warning' | 'not-checked';
  readonly detail: string;
}

/** The exact steps that would fix one finding, and what they were made from. Sealed as a whole. */
export interface Plan {
  readonly id: string;
  readonly target: Target;
  readonly accountName?: string;
  /** `rule`: absent in plans that were sealed before they named one; {@link findingOfPlan} knows. */
  readonly finding: { readonly rule?: string; readonly kind: FindingKind; readonly name: string };
  readonly createdAt: number;
  readonly choice: PlanChoice;
  readonly configuration: PlannedConfiguration;
  /**
   * In order: create, the canary job with its group, other jobs and triggers (what belongs together one right after the
   * other), crawlers, column statistics.
   */
  readonly steps: readonly Step[];
  readonly manual: readonly ManualWork[];
  readonly leftOut: readonly LeftOut[];
  readonly checks: readonly PlanCheck[];
  /** What holds for every plan of this kind and a person must know before saying yes. */
  readonly notes: readonly string[];
  /** Absent in older plans. */
  readonly logGroups?: readonly LogGroupChange[];
}
