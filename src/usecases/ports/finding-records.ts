import type { NameSearch } from '../../domain/audit/name-search.ts';
import type { Exposure, Finding, FindingIdentity, Target } from '../../domain/model.ts';
import type { OwnerRule } from '../../domain/owners/owner-of-finding.ts';
import type { Counts, TargetCounts } from '../messages/audit-messages.ts';
import type { FindingFilter } from '../messages/finding-messages.ts';

/** A finding with its life. `owner`: by name or tag alone; absent: its account's. */
export interface FindingRow extends Finding {
  readonly id: string;
  readonly accountName?: string;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  readonly resolvedAt?: number;
  /** When a remediation took away what used it. It counts only while nothing does: see `exposure`. */
  readonly fixedAt?: number;
  /** When it last grew worse, or came back from being accepted. Absent: not since it was first seen. */
  readonly newsAt?: number;
}

/** Whole accounts, and targets of others. */
export interface TargetSet {
  readonly accounts: readonly string[];
  readonly targets: readonly Target[];
}

/**
 * Findings by when: open ones by when they were news last, or those that were resolved by when. From `since`, until right
 * before `before`; with `seenSince` only those that a scan saw then or later, with `seenBefore` those that none did; with `unraised`
 * those that were never raised.
 */
export interface FindingSpan {
  readonly state: 'open' | 'resolved';
  readonly since?: number;
  readonly before?: number;
  readonly seenSince?: number;
  readonly seenBefore?: number;
  readonly unraised?: true;
  /** `since` and `before` are also of when it became its owner's, if that was later. Of open ones. */
  readonly toOwner?: true;
}

/** Who owns findings by name or tag: a channel; `-`: somebody without one; empty: nobody, they are their account's. */
export type OwnerKey = string;

/** The findings of one owner in one account and region. */
export interface OwnedCounts extends TargetCounts {
  readonly ownedBy: OwnerKey;
}

/** So many of one exposure in one target, of one owner or of all. */
export interface FirstPlace extends Target {
  readonly exposure: Exposure;
  readonly most: number;
  readonly ownedBy?: OwnerKey;
}

/** A filter, and where: `only` there, or everywhere `except` there. */
export interface FindingQuery extends FindingFilter {
  readonly only?: TargetSet;
  readonly except?: TargetSet;
}

interface FindingPage {
  readonly items: readonly FindingRow[];
  readonly counts: Counts;
}

/** Where a name is looked for. Absent: in every account or region. */
export interface NameScope {
  readonly account?: string;
  readonly region?: string;
  /** Names of findings alone; else also of jobs that use what was found. */
  readonly findingsOnly: boolean;
}

/** A name with one of its places. */
export interface KnownName extends Target {
  readonly name: string;
}

export interface FindingRecords {
  insert(rows: readonly FindingRow[]): Promise<void>;
  /** Overwrites what a new look saw of an open finding (reason, detail, exposure, references, lastSeenAt). */
  update(rows: readonly FindingRow[]): Promise<void>;
  /**
   * Decides of the open findings of these targets whose they are, by their tags as they were last read. Without rules all
   * are their accounts'. What becomes another channel's is news there, and is told anew where it is exposed for long.
   */
  assignOwners(rules: readonly OwnerRule[], targets: readonly Target[], at: number): Promise<void>;
  resolve(ids: readonly string[], at: number): Promise<void>;
  /** Of the open finding, if there is one. Null: what used it was given back. */
  setFixed(finding: FindingIdentity, at: number | null): Promise<void>;
  /** All open findings of these targets. */
  openIn(targets: readonly Target[]): Promise<readonly FindingRow[]>;
  /** How many are open in these targets. */
  countIn(targets: readonly Target[]): Promise<number>;
  /** How many there are in each target that has any, with those of every rule, by account and region; of `targets` alone. */
  countByTarget(span: FindingSpan, targets?: readonly Target[]): Promise<readonly TargetCounts[]>;
  /** The same, those of each owner by themselves. */
  countByOwner(span: FindingSpan): Promise<readonly OwnedCounts[]>;
  /** The first of one exposure in one target: fixed last; then kind, name, rule. */
  firstIn(span: FindingSpan, target: Target, exposure: Exposure, limit: number): Promise<readonly FindingRow[]>;
  /** The same of many places at once, in no order of the places. No place, exposure and owner is asked for twice. */
  firstOf(span: FindingSpan, places: readonly FirstPlace[]): Promise<readonly FindingRow[]>;
  /** Open findings: exposed first, then latent, then unused, then fixed; then account, region, kind, name, rule. */
  page(filter: FindingQuery, offset: number, limit: number): Promise<FindingPage>;
  counts(filter: FindingQuery): Promise<Counts>;
  /** How many are open in each target that has any, with those of every rule, by account and region. */
  openByTarget(): Promise<readonly TargetCounts[]>;
  /** What open findings can be filtered by. */
  choices(where?: Pick<FindingQuery, 'only' | 'except'>): Promise<{
    readonly accounts: readonly { readonly id: string; readonly name?: string }[];
    readonly regions: readonly string[];
    /** Ids of rules; absent when there is one at most. */
    readonly rules?: readonly string[];
  }>;
  byId(id: string): Promise<FindingRow | undefined>;
  /** The open ones about one name in one target. */
  openNamed(target: Target, name: string): Promise<readonly FindingRow[]>;
  /** The places of this very name among open findings. One place may come more than once. */
  namedExactly(name: string, scope: NameScope): Promise<readonly KnownName[]>;
  /**
   * Names that a misspelt word may have meant: at most `names` of findings, and those of jobs in at most `lists` lists of
   * what uses a finding. One may come more than once.
   */
  namesNear(
    word: string,
    scope: NameScope,
    most: { readonly names: number; readonly lists: number },
  ): Promise<readonly KnownName[]>;
  /**
   * Open findings whose name, or that of what uses them, is searched for: exposed first, then latent, then unused, then
   * what is accepted; then account, region, kind, name, rule. `partial`: so many are open that not all were looked
   * through. The case of letters counts nowhere, on any database.
   */
  search(search: NameSearch): Promise<{
    readonly places: readonly (Target & { readonly id: string })[];
    readonly partial: boolean;
  }>;
  /** Deletes at most `limit` findings that were resolved before. Returns how many. */
  prune(before: number, limit: number): Promise<number>;
}

/** A stored filter behind an opaque id that a button or a modal carries. */
export interface QueryRecords {
  save(id: string, filter: FindingFilter, at: number): Promise<void>;
  /** The same of many. No id comes twice. */
  saveAll(queries: readonly { readonly id: string; readonly filter: FindingFilter }[], at: number): Promise<void>;
  get(id: string): Promise<FindingFilter | undefined>;
  prune(before: number): Promise<number>;
}
