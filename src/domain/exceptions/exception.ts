import type { ExceptionSource, Exposure, FindingIdentity, FindingKind, Tags } from '../model.ts';
import type { EndDay } from './end-day.ts';

/** Findings by what they have in common. What is absent narrows nothing. */
export interface SharedScope {
  /** Account ids. */
  readonly accounts?: readonly string[];
  readonly regions?: readonly string[];
  /** The whole name: `*` stands for any characters or none, `?` for one. */
  readonly name?: string;
  readonly kinds?: readonly FindingKind[];
  /** All of them, as they were last read. */
  readonly tag?: Tags;
}

/** Which findings an exception is about: this one, or all that are alike. */
export type ExceptionScope = { readonly finding: FindingIdentity } | SharedScope;

/** The worst that is accepted of each kind. A kind that is not in it is not accepted. */
export type KindLimits = Readonly<Partial<Record<FindingKind, Exposure>>>;

export interface Limits {
  /** Of `firstRule`. */
  readonly kinds: KindLimits;
  /** Of every other rule, by its id. A rule that is not in it is not accepted. */
  readonly others?: Readonly<Record<string, KindLimits>>;
  /** By the key of a finding: those that were less exposed than others of their kind when it was accepted. */
  readonly lower?: Readonly<Record<string, Exposure>>;
}

/** What names no rule was accepted when there was no other. */
export const firstRule = 'Glue-005';

/** What an exception covers of its scope. `all`: also what grew worse, because it says so, of `firstRule` or of these. */
export type Coverage = 'all' | { readonly all: readonly string[] } | Limits;

/** An accepted risk. One that was rejected, revoked or taken out of the file is none. */
export interface RiskException {
  readonly id: string;
  readonly scope: ExceptionScope;
  readonly covers: Coverage;
  readonly reason: string;
  /** See `Acceptance.owner`. */
  readonly owner: string;
  readonly until: EndDay;
  readonly from: ExceptionSource;
  /** When it began to hold: epoch milliseconds. Absent: nobody knows, as of one that is only in a file. */
  readonly since?: number;
}

/** The scope as data alone, whichever it is. */
export function isExact(scope: ExceptionScope): scope is { readonly finding: FindingIdentity } {
  return 'finding' in scope;
}
