import type { FindingReason } from '../model.ts';
import type { LeftOut } from './plan.ts';

export type RefusalCode =
  /** Configurations or jobs could not be read to the end; `detail`: the error code, `call`: the operation, `said`: by AWS. */
  | 'not-read'
  /** There is no configuration and no job of that name; `suggestions`: names of findings. */
  | 'no-such-finding'
  /** It exists, and nothing is noncompliant about it (or not of the kind that was asked for). */
  | 'compliant'
  /** Several kinds of finding have this name; `suggestions`: the kinds. */
  | 'ambiguous'
  | 'key-needed'
  | 'key-and-attach'
  /** Neither a key ARN nor an alias ARN. */
  | 'key-malformed'
  /** `reason`: why. */
  | 'key-unusable'
  /** A configuration is replaced by a twin, never by an existing one. */
  | 'attach-not-possible'
  | 'attach-unknown'
  /** `reason`: why. */
  | 'attach-noncompliant'
  /** The old configuration has members that a twin cannot hold; `paths`. */
  | 'unsendable'
  /** The old configuration itself is gone. */
  | 'gone'
  /** `dependents`: named in `only`, and not among those that use it. */
  | 'unknown-dependent'
  /** A Ray job, or a trigger that starts only such, was named in `only`; `detail`: its type. */
  | 'ray-job'
  /** Nothing but Ray jobs, and triggers that start such, names it; `references`: their names. */
  | 'ray-only'
  /** Databases are for a configuration's finding; `name`: the first. */
  | 'databases-not-possible'
  /** A database that was named does not exist. */
  | 'no-such-database'
  /** Every dependent is left out, or there is none. */
  | 'nothing-to-move'
  /** Of a retire: only a configuration can be. */
  | 'retire-not-possible'
  /** Of a retire; `references`: "job orders"; `detail` "ray": Ray jobs, or what starts them, among them. */
  | 'still-referenced'
  /** Of a retire: it has members with which it could not be created again; `paths`. */
  | 'unrepeatable';

/** Why there is no plan. Data for the words; never a definition's value. */
export interface PlanRefusal {
  readonly code: RefusalCode;
  /** What it is about: a key, a configuration, a dependent. */
  readonly name?: string;
  readonly detail?: string;
  readonly reason?: FindingReason;
  readonly call?: string;
  readonly said?: string;
  readonly paths?: readonly string[];
  readonly suggestions?: readonly string[];
  readonly references?: readonly string[];
  readonly leftOut?: readonly LeftOut[];
}
