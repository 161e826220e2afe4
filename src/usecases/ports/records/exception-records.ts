import type { Judged } from '../../../domain/exceptions/coverage.ts';
import type { EndDay } from '../../../domain/exceptions/end-day.ts';
import type { Coverage, ExceptionScope, RiskException } from '../../../domain/exceptions/exception.ts';
import type { OwnerKind } from '../../../domain/exceptions/owner.ts';
import type { ExceptionSource } from '../../../domain/model.ts';

export const exceptionStates = [
  /** Somebody must agree first. */
  'asked',
  'accepted',
  'rejected',
  /** Nobody agreed before its own end. */
  'lapsed',
  /** Taken back, by a person or out of the file. */
  'revoked',
  /** Another one, with another end, holds in its place. */
  'replaced',
  /** Its last day is over. */
  'ended',
] as const;
export type ExceptionState = (typeof exceptionStates)[number];

export interface ExceptionRow {
  readonly id: string;
  readonly from: ExceptionSource;
  readonly state: ExceptionState;
  readonly scope: ExceptionScope;
  readonly covers: Coverage;
  readonly reason: string;
  /** See `Acceptance.owner`. */
  readonly owner: string;
  readonly ownerIs?: OwnerKind;
  readonly until: EndDay;
  /** A chat user id, and where: absent of one from the file. */
  readonly askedBy?: string;
  readonly askedIn?: string;
  readonly askedAt: number;
  /** Since when it holds. Absent: it never did. */
  readonly since?: number;
  /** Who agreed or refused. Absent: nobody, or nobody had to. */
  readonly decidedBy?: string;
  readonly decidedAt?: number;
  /** Why it was refused. */
  readonly decisionReason?: string;
  /** Who took it back; absent: it holds, or it ended by itself. */
  readonly closedBy?: string;
  readonly closedAt?: number;
  readonly remindedAt?: number;
  /** The one that it is to hold in place of. */
  readonly replaces?: string;
}

/** What becomes of one, and by whom. */
interface ExceptionMove {
  readonly from: ExceptionState;
  readonly to: ExceptionState;
  readonly at: number;
  /** Absent: the bot itself. */
  readonly by?: string;
  readonly reason?: string;
}

/** How many open findings came under an accepted risk, and how many came back from one. */
export interface MarkedFindings {
  readonly accepted: number;
  readonly back: number;
}

export interface ExceptionRecords {
  add(row: ExceptionRow): Promise<void>;
  get(id: string): Promise<ExceptionRow | undefined>;
  /** In these states, the earliest end first. */
  inState(states: readonly ExceptionState[]): Promise<readonly ExceptionRow[]>;
  /** Compare and set: false when it is in another state by now. */
  move(id: string, move: ExceptionMove): Promise<boolean>;
  /** False when it was reminded of before. */
  remind(id: string, at: number): Promise<boolean>;
  /** What is to be held against findings at this instant: what holds, and what ended and still binds another. */
  inForce(now: number): Promise<readonly RiskException[]>;
  /**
   * Holds every open finding that may be concerned against what is in force at this instant, and writes what changed: one
   * read and a few statements, however many there are. What is not accepted any more is news. Call it in the transaction
   * of whatever changed findings or exceptions.
   */
  markFindings(now: number): Promise<MarkedFindings>;
  /** The open findings that a scope is about, whoever accepted them. */
  reached(scope: ExceptionScope): Promise<readonly Judged[]>;
  /** How many open findings each covers now. */
  covered(now: number): Promise<ReadonlyMap<string, number>>;
}
