import type { JsonObject } from '../json.ts';
import type { BookmarkOption, FindingKind, Target } from '../model.ts';

/** `bookmarks-only` keeps every other setting; `full` also encrypts S3 and CloudWatch logs (the rule page's console way). */
export type PlanMode = 'bookmarks-only' | 'full';

/** A thing that a step repoints. */
export type DependentType = 'job' | 'trigger' | 'crawler';

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
  /** Databases whose tables' column statistics task settings are looked at and moved too: no list shows them. */
  readonly databases?: readonly string[];
  readonly visualJobs: boolean;
  readonly canary: boolean;
  /** Deletes the old configuration, which nothing uses any more, instead of replacing it. */
  readonly retire?: true;
}

/** The choice of a retire: it deletes one configuration, and there is nothing else to choose. */
export const retireChoice: PlanChoice = {
  mode: 'bookmarks-only',
  crawlers: false,
  visualJobs: false,
  canary: false,
  retire: true,
};

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
}

/**
 * One change, with its inverse and what it saw. `saw` is a digest (SHA-256 of the canonical JSON) of the definition as
 * read, its server-kept fields left out: a definition that digests otherwise at execution has drifted and is left alone.
 * Definitions themselves hold secrets: they are stored encrypted, by step id, never in the plan.
 */
export type Step =
  | {
      readonly id: string;
      readonly type: 'create-configuration';
      readonly name: string;
      readonly encryption: JsonObject;
    }
  | {
      readonly id: string;
      readonly type: 'repoint-job';
      readonly name: string;
      /** The configuration that it has now; null: none. The inverse points it back. */
      readonly from: string | null;
      /** Null: none. Only a way back takes a configuration off. */
      readonly to: string | null;
      readonly saw: string;
      /** Digest of CodeGenConfigurationNodes; null: no graph. Compared, never sent. */
      readonly graph: string | null;
      readonly bookmarks?: BookmarkOption;
      readonly role?: string;
      readonly streaming: boolean;
      /** The job that goes first and is waited for. */
      readonly canary: boolean;
    }
  | {
      readonly id: string;
      readonly type: 'repoint-trigger';
      readonly name: string;
      /** By index of the action: what each names now. Only these actions change. */
      readonly actions: readonly { readonly index: number; readonly from: string | null }[];
      readonly to: string | null;
      readonly saw: string;
      /** The trigger's State, which must be the same afterwards. */
      readonly state?: string;
      /** Of a way back: it may have been switched on or off since. */
      readonly anyState?: true;
    }
  | {
      readonly id: string;
      readonly type: 'repoint-crawler';
      readonly name: string;
      readonly from: string | null;
      readonly to: string | null;
      readonly saw: string;
    }
  | {
      readonly id: string;
      /** The column statistics task settings of one table. */
      readonly type: 'repoint-column-statistics';
      /** `database.table`, to be shown. */
      readonly name: string;
      readonly database: string;
      readonly table: string;
      readonly from: string;
      readonly to: string;
      readonly saw: string;
      /** Sent back as it was read, so it must be allowed to be passed. */
      readonly role?: string;
    }
  | {
      readonly id: string;
      /** Only of what nothing references, by fresh lists: deleting has no "in use" error. */
      readonly type: 'delete-configuration';
      readonly name: string;
      /** The `EncryptionConfiguration` that it must still have; creating it again is the inverse. */
      readonly encryption: JsonObject;
    };

export type StepType = Step['type'];

/** What nobody can do by an update: said with the exact command. */
export interface ManualWork {
  readonly type: string;
  readonly name: string;
  readonly why: string;
  readonly command: string;
}

/** A dependent that the plan leaves alone. */
export interface LeftOut {
  /** `column-statistics`: of a table, named `database.table`; `database`: one whose tables could not be listed. */
  readonly type: DependentType | 'column-statistics' | 'database';
  readonly name: string;
  /**
   * `not-chosen`, `visual` (has a graph, not asked for), `crawler` (not asked for), `unsendable` (fields that cannot be
   * sent back), `changed` (no longer uses the configuration, or is gone), `unreadable` (its definition could not be read),
   * `catalog` (column statistics settings that the table has from its catalog).
   */
  readonly reason: 'not-chosen' | 'visual' | 'crawler' | 'unsendable' | 'changed' | 'unreadable' | 'catalog';
  /** With `unsendable`: the paths of the fields; never a value. */
  readonly paths?: readonly string[];
  /** With `unreadable`: AWS's error code. */
  readonly error?: string;
}

/** Something looked at before an approver is asked. */
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
  /** In order: create, canary job, other jobs, triggers, crawlers, column statistics. */
  readonly steps: readonly Step[];
  readonly manual: readonly ManualWork[];
  readonly leftOut: readonly LeftOut[];
  readonly checks: readonly PlanCheck[];
  /** What holds for every plan of this kind and a person must know before saying yes. */
  readonly notes: readonly string[];
}
