import type { Account } from '../domain/fleet.ts';
import type { JsonObject } from '../domain/json.ts';
import type { Plan, Step } from '../domain/plan.ts';
import type { RequestState, StepOutcome, StepState } from '../domain/remediation.ts';

// --- AWS -------------------------------------------------------------------

/** A definition exactly as the service sent it, with the request id of the read. */
export interface RawDefinition {
  readonly definition: JsonObject;
  readonly awsRequestId: string;
}

/** Reads with which a plan is made: the scan role is enough. Each rejects with a {CloudError}. */
export interface DefinitionReader {
  /** Undefined: it does not exist (EntityNotFoundException). */
  configuration(name: string, signal?: AbortSignal): Promise<RawDefinition | undefined>;
  job(name: string, signal?: AbortSignal): Promise<RawDefinition | undefined>;
  trigger(name: string, signal?: AbortSignal): Promise<RawDefinition | undefined>;
  crawler(name: string, signal?: AbortSignal): Promise<RawDefinition | undefined>;
  /** The account's own keys of this region with their aliases. */
  keys(signal?: AbortSignal): Promise<readonly { readonly arn: string; readonly alias?: string }[]>;
  /** Runs of a job that have not ended. */
  activeRuns(job: string, signal?: AbortSignal): Promise<number>;
  /** Tags of a job, trigger or crawler; `arn` is made from the target. */
  tags(arn: string, signal?: AbortSignal): Promise<Readonly<Record<string, string>>>;
}

/**
 * Writes of one plan, with credentials of the account's remediation role whose session policy names exactly the
 * resources of the steps at hand. One attempt each: nothing is retried blindly.
 */
export interface DefinitionWriter {
  createConfiguration(name: string, encryption: JsonObject): Promise<{ awsRequestId: string }>;
  /** `update` is a whole JobUpdate. */
  updateJob(name: string, update: JsonObject): Promise<{ awsRequestId: string }>;
  updateTrigger(name: string, update: JsonObject): Promise<{ awsRequestId: string }>;
  updateCrawler(name: string, configuration: string): Promise<{ awsRequestId: string }>;
  deleteConfiguration(name: string): Promise<{ awsRequestId: string }>;
}

export interface RemediationCloud {
  /** With the scan role. @throws {CloudError} */
  reader(account: Account, region: string): Promise<{ readonly account: string; readonly reader: DefinitionReader }>;
  /**
   * Assumes the remediation role for these steps of this plan only. @throws {CloudError} also with code
   * `RemediationOff` (no role) and `SessionPolicyTooLarge`
   */
  session(
    account: Account,
    plan: Pick<Plan, 'id' | 'target'>,
    steps: readonly Step[],
  ): Promise<{ readonly reader: DefinitionReader; readonly writer: DefinitionWriter }>;
  /** Splits steps into runs that each fit one session policy. */
  sessions(account: Account, plan: Pick<Plan, 'id' | 'target'>, steps: readonly Step[]): readonly (readonly Step[])[];
}

// --- Secrets ---------------------------------------------------------------

/** Keys from outside the database. */
export interface Vault {
  /** HMAC-SHA256 of the canonical plan, hex. */
  seal(plan: Plan): string;
  /** Constant-time. */
  isSealed(plan: Plan, seal: string): boolean;
  /** AES-256-GCM; `context` (plan and step id) is authenticated with it. */
  encrypt(definition: JsonObject, context: string): string;
  /** @throws when the text or the context was changed */
  decrypt(text: string, context: string): JsonObject;
}

// --- Records ---------------------------------------------------------------

export interface RequestRow {
  readonly id: string;
  readonly state: RequestState;
  readonly askedBy: string;
  readonly askedIn: string;
  readonly reason: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** How many approvals it needs. */
  readonly required: 1 | 2;
  readonly selfApproval: boolean;
  readonly plans: readonly { readonly plan: Plan; readonly seal: string }[];
  readonly remindedAt?: number;
}

export interface DecisionRow {
  readonly requestId: string;
  readonly by: string;
  readonly decision: 'approve' | 'reject';
  readonly at: number;
  readonly reason?: string;
}

export interface AuditEntry {
  readonly id: string;
  readonly at: number;
  readonly actor: string;
  /** `request.opened`, `decision.refused`, `step.done`, … */
  readonly action: string;
  readonly subject: string;
  /** Never a definition, an argument or a secret. */
  readonly detail: Readonly<Record<string, string | number | boolean>>;
  readonly awsRequestIds: readonly string[];
}

export interface ExecutionRow {
  readonly id: string;
  readonly planId: string;
  readonly requestId: string;
  readonly direction: 'forward' | 'back';
  readonly state: 'queued' | 'running' | 'waiting-for-canary' | 'paused' | 'ended';
  /** Who holds it, until when. */
  readonly processId?: string;
  readonly leaseUntil?: number;
  readonly outcomes: readonly StepOutcome[];
}

export interface RemediationRecords {
  /** False when one of the findings has an open request already: nothing is written then. */
  openRequest(
    request: RequestRow,
    definitions: readonly { planId: string; stepId: string; text: string }[],
  ): Promise<boolean>;
  request(id: string): Promise<RequestRow | undefined>;
  decisions(requestId: string): Promise<readonly DecisionRow[]>;
  /** Compare-and-set from `open`; with `executions` they are queued in the same transaction. False: it was not open. */
  close(requestId: string, to: Exclude<RequestState, 'open'>, at: number): Promise<boolean>;
  addDecision(decision: DecisionRow): Promise<void>;
  queueExecution(execution: Pick<ExecutionRow, 'id' | 'planId' | 'requestId' | 'direction'>): Promise<void>;
  /** Takes an execution that nobody holds, or whose lease has ended. */
  claimExecution(processId: string, now: number, leaseUntil: number): Promise<ExecutionRow | undefined>;
  /** False when somebody else holds it: stop at once. */
  renewLease(id: string, processId: string, leaseUntil: number): Promise<boolean>;
  /** Journals a step. Only the holder may. */
  journal(
    id: string,
    processId: string,
    stepId: string,
    state: StepState,
    outcome?: Partial<StepOutcome>,
  ): Promise<boolean>;
  endExecution(id: string, processId: string, state: 'ended' | 'paused' | 'waiting-for-canary'): Promise<boolean>;
  definition(planId: string, stepId: string): Promise<string | undefined>;
  audit(entry: AuditEntry): Promise<void>;
}
