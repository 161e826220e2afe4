import type { Account } from '../../domain/fleet.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Target } from '../../domain/model.ts';
import type { Plan, Step } from '../../domain/plan/plan.ts';
import type { Decision, DecisionMade, RequestTerms } from '../../domain/remediation/approval.ts';
import type { BookmarkSight, RunSight } from '../../domain/remediation/first-run.ts';
import type { CanaryEnd, RequestState, StepOutcome } from '../../domain/remediation/remediation.ts';
import type { MoveRecords, ProgressRecords } from './move-ports.ts';

// --- AWS -------------------------------------------------------------------

/** A definition exactly as the service sent it, with the request id of the read. */
export interface RawDefinition {
  readonly definition: JsonObject;
  readonly awsRequestId: string;
}

/** SHA-256 of a text, hex. */
export type Digest = (text: string) => string;

/** What the policies of a user or role are asked. Policies of the resources have no say in it. */
export interface SimulationAsked {
  /** `arn:aws:iam::111122223333:role/etl` */
  readonly principal: string;
  /** `kms:Encrypt` */
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Condition keys with one text each. */
  readonly context?: Readonly<Record<string, string>>;
}

/** A simulation may differ from what happens (IAM User Guide, "Testing IAM policies"). */
export interface Simulation {
  readonly action: string;
  readonly resource: string;
  /** `implicitDeny`: nothing allows it. */
  readonly decision: 'allowed' | 'explicitDeny' | 'implicitDeny';
  /** Condition keys that the policies ask for and the simulation was not given. */
  readonly missingContext: readonly string[];
}

/** Reads with which a plan is made and its steps are observed and verified. Each rejects with a {CloudError}. */
export interface DefinitionReader {
  /** Undefined: it does not exist (EntityNotFoundException). */
  configuration(name: string, signal?: AbortSignal): Promise<RawDefinition | undefined>;
  job(name: string, signal?: AbortSignal): Promise<RawDefinition | undefined>;
  trigger(name: string, signal?: AbortSignal): Promise<RawDefinition | undefined>;
  crawler(name: string, signal?: AbortSignal): Promise<RawDefinition | undefined>;
  /** Names of a database's tables. `EntityNotFoundException`: there is no such database. */
  tables(database: string, signal?: AbortSignal): Promise<readonly string[]>;
  /** A table's column statistics task settings. */
  columnStatistics(database: string, table: string, signal?: AbortSignal): Promise<RawDefinition | undefined>;
  /**
   * The account's own keys of this region: an entry for each alias, then the keys without one. Not those that AWS
   * manages. Where keys may not be listed, those with an alias.
   */
  keys(signal?: AbortSignal): Promise<readonly { readonly arn: string; readonly alias?: string }[]>;
  /** Runs of a job that have not ended, among its newest thousand. */
  activeRuns(job: string, signal?: AbortSignal): Promise<number>;
  /** Runs of a job that were started at or after `since` (epoch milliseconds), newest first; of at most its newest thousand. */
  runs(job: string, since: number, signal?: AbortSignal): Promise<readonly RunSight[]>;
  /** The bookmark of a job as it is now; its content leaves the edge as a digest only. */
  bookmark(job: string, signal?: AbortSignal): Promise<BookmarkSight>;
  /** Tags of a job, trigger or crawler; `arn` is made from the target. */
  tags(arn: string, signal?: AbortSignal): Promise<Readonly<Record<string, string>>>;
  /** An answer for each action on each resource. `NoSuchEntityException`: there is no such principal. */
  simulate(asked: SimulationAsked, signal?: AbortSignal): Promise<readonly Simulation[]>;
  /** The ARN of the key itself, for an alias's. */
  keyArn(key: string, signal?: AbortSignal): Promise<string>;
  /** The JSON text of a key's policy. `keyArn` is the key's own: AWS takes no alias, and shows no other account's. */
  keyPolicy(keyArn: string, signal?: AbortSignal): Promise<string>;
}

/**
 * Writes of one plan, with credentials of the account's remediation role whose session policy names exactly the
 * resources of the steps at hand. One attempt each: nothing is retried blindly. Rejects with a {CloudError}, whose code
 * says by `faultOf` whether the change was refused or may have been made (`unknown`: time-outs, lost connections, HTTP
 * 5xx, an answer that cannot be read). `UnsendableField`: the SDK would have left a part of the update out, so nothing
 * was sent.
 */
export interface DefinitionWriter {
  createConfiguration(name: string, encryption: JsonObject): Promise<{ awsRequestId: string }>;
  /** `update` is a whole JobUpdate. */
  updateJob(name: string, update: JsonObject): Promise<{ awsRequestId: string }>;
  updateTrigger(name: string, update: JsonObject): Promise<{ awsRequestId: string }>;
  /** Null: none. */
  updateCrawler(name: string, configuration: string | null): Promise<{ awsRequestId: string }>;
  /** `update` is a whole UpdateColumnStatisticsTaskSettingsRequest, database and table included. */
  updateColumnStatistics(update: JsonObject): Promise<{ awsRequestId: string }>;
  deleteConfiguration(name: string): Promise<{ awsRequestId: string }>;
}

export interface RemediationCloud {
  /**
   * With the remediation role, narrowed to reads, where the account has one; else with the scan role, which then must
   * be allowed more than a scan needs. @throws {CloudError}
   */
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
  /** HMAC-SHA256 of a text that is no plan (a request's terms, a decision), hex. */
  sign(text: string): string;
  /** Constant-time. */
  isSigned(text: string, signature: string): boolean;
  /** AES-256-GCM; `context` (plan and step id) is authenticated with it. */
  encrypt(definition: JsonObject, context: string): string;
  /** @throws when the text or the context was changed */
  decrypt(text: string, context: string): JsonObject;
}

// --- Records ---------------------------------------------------------------

export interface SealedPlan {
  readonly plan: Plan;
  readonly seal: string;
}

export interface RequestRow extends RequestTerms {
  readonly state: RequestState;
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

export type { Decision };

export interface AuditEntry {
  readonly id: string;
  readonly at: number;
  /** A chat user id, or `gluewarden` for what it does by itself. */
  readonly actor: string;
  /** `request.opened`, `decision.refused`, `step.done`, … */
  readonly action: string;
  /** The id of a request or an execution. */
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
  /** Which process holds it, and until when. */
  readonly processId?: string;
  readonly leaseUntil?: number;
  readonly queuedAt: number;
  readonly endedAt?: number;
  /** How the wait for the canary ended; absent: it did not, or there was none. */
  readonly canary?: CanaryEnd;
  /** Of a way back: whose order it is. */
  readonly order?: BackOrder;
  readonly outcomes: readonly StepOutcome[];
}

/** Somebody's order to go back, sealed together with its execution: nobody without the key can write one. */
export interface BackOrder {
  readonly by: string;
  readonly at: number;
  readonly seal: string;
}

/** One holding of an execution. `holder` is new at each claim: a process cannot take itself for its earlier self. */
export interface Claim {
  readonly processId: string;
  readonly holder: string;
  readonly now: number;
  readonly leaseUntil: number;
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
}

export interface RemediationRecords extends MoveRecords, ProgressRecords {
  /**
   * False when one of the findings is taken, by an open request or by an execution that has not ended: nothing is
   * written then.
   */
  openRequest(request: RequestRow, definitions: readonly StoredDefinition[]): Promise<boolean>;
  request(id: string): Promise<RequestRow | undefined>;
  openRequests(): Promise<readonly RequestRow[]>;
  /** Approved at or after `since`, newest first. */
  approvedRequests(since: number, limit: number): Promise<readonly RequestRow[]>;
  decisions(requestId: string): Promise<readonly DecisionRow[]>;
  /** Compare-and-set from `open`. False: it was not open. Anything but `approved` frees the findings. */
  close(requestId: string, to: Exclude<RequestState, 'open'>, at: number): Promise<boolean>;
  /** Compare-and-set: true once a request, while it is open. */
  remind(requestId: string, at: number): Promise<boolean>;
  /** False when this person has decided this request before. */
  addDecision(decision: DecisionRow): Promise<boolean>;
  /** The way forward. False when the plan has one already. */
  queueExecution(execution: Pick<ExecutionRow, 'id' | 'planId' | 'requestId'>, at: number): Promise<boolean>;
  /**
   * A way back. `under-way`: the plan has an execution that has not ended; `taken`: the finding has another request.
   * Nothing is written then.
   */
  queueBack(
    execution: Pick<ExecutionRow, 'id' | 'planId' | 'requestId'> & { readonly order: BackOrder },
    at: number,
  ): Promise<'queued' | 'under-way' | 'taken'>;
  /** Compare-and-set: an execution that waits for its canary may go on. False: it was not waiting. */
  releaseCanary(id: string, how: CanaryEnd): Promise<boolean>;
  /** Compare-and-set: an execution that waits for its canary ends here, and frees its finding. */
  endWaiting(id: string, at: number): Promise<boolean>;
  /** Those that have not ended, oldest first. */
  executionsUnderWay(): Promise<readonly ExecutionRow[]>;
  execution(id: string): Promise<ExecutionRow | undefined>;
  executions(requestId: string): Promise<readonly ExecutionRow[]>;
  /** Takes the oldest execution that is queued, running or paused and that nobody holds, or whose lease has ended. */
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
  ): Promise<boolean>;
  definition(planId: string, stepId: string): Promise<string | undefined>;
  /**
   * Deletes the definitions of requests that were not approved, and of plans whose last execution ended before. Returns
   * the requests that lost theirs.
   */
  forgetDefinitions(endedBefore: number): Promise<readonly string[]>;
  /** Appends. There is no way to change or remove an entry. */
  audit(entry: AuditEntry): Promise<void>;
  /** In the order in which they were written. */
  auditTrail(subject: string): Promise<readonly AuditEntry[]>;
  /** Undefined: not paused. */
  paused(): Promise<Pause | undefined>;
  /** Null: goes on. False: it was so already. */
  setPaused(pause: Pause | null): Promise<boolean>;
  /** A look at this target is wanted, until {@link rescanned} says that one was had. */
  askRescan(target: Target, at: number): Promise<void>;
  rescansAsked(): Promise<readonly (Target & { readonly at: number })[]>;
  /** The ask that was read is met; a later one stays. */
  rescanned(asked: Target & { readonly at: number }): Promise<void>;
}
