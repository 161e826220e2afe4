import type { LeftOut } from './plan.ts';

export type RefusalCode =
  /** Configurations or jobs could not be read to the end; `detail`: the error code, `call`: the operation. */
  | 'not-read'
  /** Nothing noncompliant by that kind and name. */
  | 'no-such-finding'
  | 'key-needed'
  | 'key-and-attach'
  /** Neither a key ARN nor an alias ARN. */
  | 'key-malformed'
  /** `detail`: why, a FindingReason. */
  | 'key-unusable'
  /** A configuration is replaced by a twin, never by an existing one. */
  | 'attach-not-possible'
  | 'attach-unknown'
  /** `detail`: why, a FindingReason. */
  | 'attach-noncompliant'
  /** The old configuration has members that a twin cannot hold; `paths`. */
  | 'unsendable'
  /** The old configuration itself is gone. */
  | 'gone'
  /** `dependents`: named in `only`, and not among those that use it. */
  | 'unknown-dependent'
  /** Every dependent is left out, or there is none. */
  | 'nothing-to-move';

/** Why there is no plan. Data for the words; never a definition's value. */
export interface PlanRefusal {
  readonly code: RefusalCode;
  /** What it is about: a key, a configuration, a dependent. */
  readonly name?: string;
  readonly detail?: string;
  readonly call?: string;
  readonly paths?: readonly string[];
  readonly suggestions?: readonly string[];
  readonly leftOut?: readonly LeftOut[];
}
