import type { AuditEntry } from '../../domain/evidence/audit-entry.ts';
import type { Target } from '../../domain/model.ts';
import type { Plan } from '../../domain/plan/plan.ts';
import type { DecisionMade, RequestTerms } from '../../domain/remediation/approval.ts';
import type { CanaryEnd, RequestState, StepOutcome } from '../../domain/remediation/remediation.ts';
import type { ProgressRecords, SwitchRecords } from './switch-records.ts';

export type { AuditEntry };

export interface SealedPlan {
  readonly plan: Plan;
  readonly seal: string;
}

export interface RequestRow extends RequestTerms {
  readonly state: RequestState;
  /** Whose plans they are; `unknown` for a damaged row without any. Read from a sealed plan, as it says who may approve. */
  readonly account: string;
  /** One account's, all of them. */
  readonly plans: readonly SealedPlan[];
  /** Signature of the terms and the plans' seals. */
  readonly seal: string;
  readonly remindedAt?: number;
  readonly closedAt?: number;
}

export interface DecisionRow extends DecisionMade {
  readonly requestId: string;
  /** Signature of the decision and of the request's seal: nobody without the key can write one. */
  readonly seal: string;
}

export interface ExecutionRow {
  readonly id: string;
  readonly planId: string;
  readonly requestId: string;
  readonly direction: 'forward' | 'back';
  readonly state: 'queued' | 'running' | 'waiting-for-canary' | 'paused' | 'ended';
  /** Which process holds it, and until when. */
  readonly processId?: string;
  readonly leaseUntil?: number;
  readonly queuedAt: number;
  readonly endedAt?: number;
  /** How the wait for the canary ended; absent: it did not, or there was none. */
  readonly canary?: CanaryEnd;
  /** Of a way back: whose order it is. */
  readonly order?: RollbackOrder;
  /** Why it is not carried out, or not any further; absent: it is, or an older version did not write why. */
  readonly held?: ExecutionHeld;
  readonly outcomes: readonly StepOutcome[];
}

/**
 * `approval-unverifiable`: whether its approvals or its order still count could not be read, and it is tried again;
 * `account-unverifiable`: the same of whether its account is still one of the organization;
 * `approval-lapsed`, `order-lapsed`: they do not, so it ended.
 */
export type ExecutionHeld = 'approval-unverifiable' | 'account-unverifiable' | 'approval-lapsed' | 'order-lapsed';

/** Somebody's order to go back, sealed together with its execution: nobody without the key can write one. */
export interface RollbackOrder {
  readonly by: string;
  readonly at: number;
  readonly seal: string;
}

/** One holding of an execution. `holder` is new at each claim: a process cannot take itself for its earlier self. */
interface Claim {
  readonly processId: string;
  readonly holder: string;
  readonly now: number;
  readonly leaseUntil: number;
  /** Only those of these accounts; absent: all. */
  readonly accounts?: readonly string[];
}

export interface StoredDefinition {
  readonly planId: string;
  readonly stepId: string;
  /** Encrypted by the vault. */
  readonly text: string;
}

export interface Pause {
  readonly by: string;
  readonly at: number;
  /** Accounts whose approvers have let theirs go on since; absent: none. */
  readonly resumed?: readonly string[];
}

/** A wish for a scan after a change. */
export interface RescanAsked extends Target {
  readonly at: number;
  /** Scans for it that could not see the target. */
  readonly tries: number;
  /** Absent: due at once. */
  readonly dueAt?: number;
}

export interface RemediationRecords extends SwitchRecords, ProgressRecords {
  /**
   * False when one of the findings is taken, by an open request or by an execution that has not ended: nothing is
   * written then.
   */
  openRequest(request: RequestRow, definitions: readonly StoredDefinition[]): Promise<boolean>;
  request(id: string): Promise<RequestRow | undefined>;
  openRequests(): Promise<readonly RequestRow[]>;
  /** What one person asked for, whatever became of it: the newest, and how many there are. */
  requestsOf(user: string, limit: number): Promise<{ readonly total: number; readonly newest: readonly RequestRow[] }>;
  /** Approved at or after `since`, newest first. */
  approvedRequests(since: number, limit: number): Promise<readonly RequestRow[]>;
  decisions(requestId: string): Promise<readonly DecisionRow[]>;
  /** Compare-and-set from `open`. False: it was not open. Anything but `approved` frees the findings. */
  close(requestId: string, to: Exclude<RequestState, 'open'>, at: number): Promise<boolean>;
  /** Compare-and-set: true once a request, while it is open. */
  remind(requestId: string, at: number): Promise<boolean>;
  /**
   * An approval that does not hold any more, of a request of which nothing was begun: compare-and-set from `approved`, to
   * wait for a decision again, or to end. Its executions are gone, and whoever holds one loses it. False: something was
   * begun or ordered, and nothing is written.
   */
  reopen(requestId: string, to: 'open' | 'expired', at: number): Promise<boolean>;
  /** Removes somebody's approval of an open request; the audit trail keeps that it was given. False: there is none. */
  takeBackApproval(requestId: string, by: string): Promise<boolean>;
  /** False when this person has decided this request before. */
  addDecision(decision: DecisionRow): Promise<boolean>;
  /** The way forward. False when the plan has one already. */
  queueExecution(execution: Pick<ExecutionRow, 'id' | 'planId' | 'requestId'>, at: number): Promise<boolean>;
  /**
   * A way back. `under-way`: the plan has an execution that has not ended; `taken`: the finding has another request.
   * Nothing is written then.
   */
  queueBack(
    execution: Pick<ExecutionRow, 'id' | 'planId' | 'requestId'> & { readonly order: RollbackOrder },
    at: number,
  ): Promise<'queued' | 'under-way' | 'taken'>;
  /** Compare-and-set: an execution that waits for its canary may go on. False: it was not waiting. */
  releaseCanary(id: string, how: CanaryEnd): Promise<boolean>;
  /** Compare-and-set: an execution that waits for its canary ends here, and frees its finding. */
  endWaiting(id: string, at: number): Promise<boolean>;
  /** Those that have not ended, oldest first. */
  executionsInProgress(): Promise<readonly ExecutionRow[]>;
  /** How many have ended how, ever: as the audit trail has it. */
  endedExecutions(): Promise<Readonly<Record<'done' | 'partly-done' | 'failed' | 'refused', number>>>;
  execution(id: string): Promise<ExecutionRow | undefined>;
  executions(requestId: string): Promise<readonly ExecutionRow[]>;
  /**
   * Takes the oldest execution that is queued, running or paused and that nobody holds, or whose lease has ended. One that
   * waits with nobody at work waits for less than a lease: an instant beyond this claim's is a clock's error.
   */
  claimExecution(claim: Claim): Promise<ExecutionRow | undefined>;
  /** False when somebody else holds it: stop at once. */
  renewLease(id: string, holder: string, leaseUntil: number): Promise<boolean>;
  /** Lets the executions of a dead process be taken at once. */
  releaseExecutions(processId: string): Promise<void>;
  /** Journals a step. Only the holder may, and a step that has ended stays as it is: false otherwise. */
  journal(id: string, holder: string, outcome: StepOutcome): Promise<boolean>;
  /** Lets go of it. `ended` frees the finding. False when somebody else holds it. */
  endExecution(
    id: string,
    holder: string,
    state: 'ended' | 'paused' | 'waiting-for-canary',
    at: number,
    held?: ExecutionHeld,
  ): Promise<boolean>;
  /** Lets go of it, and nobody may take it before `until`. False when somebody else holds it. */
  holdExecution(id: string, holder: string, held: ExecutionHeld, until: number): Promise<boolean>;
  /** Lets go of it while it is under way, with nobody to hold it, and nobody may take it before `until`. */
  postponeExecution(id: string, holder: string, until: number): Promise<boolean>;
  definition(planId: string, stepId: string): Promise<string | undefined>;
  /**
   * Deletes the definitions of requests that were not approved, and of plans whose last execution ended before. Returns
   * the requests that lost theirs.
   */
  forgetDefinitions(endedBefore: number): Promise<readonly string[]>;
  /**
   * Appends, linked to the entry before it in the same transaction. There is no way to change or remove an entry.
   */
  audit(entry: AuditEntry): Promise<void>;
  /** In the order in which they were written. */
  auditTrail(subject: string): Promise<readonly AuditEntry[]>;
  /** Undefined: not paused. */
  paused(): Promise<Pause | undefined>;
  /** For every account. Null: goes on. False: it was so already. */
  setPaused(pause: Omit<Pause, 'resumed'> | null): Promise<boolean>;
  /** Of what is paused, these accounts go on. False: they all did already. */
  resume(accounts: readonly string[], by: string, at: number): Promise<boolean>;
  /** A look at this target is wanted, until {@link rescanned} says that one was had. */
  askRescan(target: Target, at: number): Promise<void>;
  rescansAsked(): Promise<readonly RescanAsked[]>;
  /**
   * Deletes at most `limit` requests that ended before, with their plans, and that nobody had decided: of those there is
   * nothing to prove. One whose message still has its buttons stays until they were taken off. Returns how many.
   */
  pruneRequests(before: number, limit: number): Promise<number>;
  /**
   * When the oldest request was made that is not over: open, carried out or watched, shown by a message that is still
   * edited, or with an execution that ended at or after `endedSince`. Undefined: there is none.
   */
  oldestLiving(endedSince: number): Promise<number | undefined>;
  /** The ask that was read is met; a later one stays. */
  rescanned(asked: Target & { readonly at: number }): Promise<void>;
  /** The ask that was read is tried once more from then on; a later one stays due at once. */
  postponeRescan(asked: Target & { readonly at: number }, dueAt: number): Promise<void>;
}
