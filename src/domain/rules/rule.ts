import type { FindingReason, Inventory, Job, SeenKind } from '../model.ts';

/** What a rule finds wrong in one target. Who uses it, and so how exposed it is, is added afterwards. */
export interface FailedCheck {
  readonly kind: SeenKind;
  readonly name: string;
  readonly reason: FindingReason;
  readonly detail?: string;
  /** The job that it is about; `detail` is then the configuration that the job names. Absent: about a configuration. */
  readonly job?: Job;
}

/** What every rule tells about itself, and how it judges. */
export interface Rule {
  /** Stands in records, filters and reports: it never changes. */
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly riskLevel: 'Low' | 'Medium' | 'High';
  readonly standards: readonly string[];
  readonly relatedControls: readonly string[];
  /** Steps in our own words, in order. */
  readonly remediation: readonly string[];
  /** True where the bot's own remediation fixes what it finds: then a plan can be asked for. */
  readonly remediable: boolean;
  /** What it asks to be encrypted, for the words of a finding. */
  readonly words: RuleWords;
  /** Pure. A list with an error was not read to the end: nothing may be claimed missing from it. */
  readonly check: (read: Pick<Inventory, 'configurations' | 'jobs' | 'keys'>) => readonly FailedCheck[];
}

export interface RuleWords {
  /** "job bookmark encryption" */
  readonly encryption: string;
  /** "bookmark": in front of "encryption", "encryption mode" and "key". */
  readonly short: string;
  /** "its bookmarks": what nothing encrypts in a job without a configuration. */
  readonly unprotected: string;
}
