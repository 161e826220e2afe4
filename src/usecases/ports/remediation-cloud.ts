import type { Account } from '../../domain/fleet.ts';
import type { Partition } from '../../domain/glue-arn.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Plan } from '../../domain/plan/plan.ts';
import type { BookmarkObservation, RunObservation } from '../../domain/remediation/first-run.ts';
import type { Hash, Resource } from '../../domain/steps/step-kind.ts';
import type { ResourceKind, Step, WriteOperation } from '../../domain/steps/step-kinds.ts';

export type { Hash };

/** A definition exactly as the service sent it, with the request id of the read. */
export interface RawDefinition {
  readonly definition: JsonObject;
  readonly awsRequestId: string;
}

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
  definition(of: Resource<ResourceKind>, signal?: AbortSignal): Promise<RawDefinition | undefined>;
  /** Names of a database's tables. `EntityNotFoundException`: there is no such database. */
  tables(database: string, signal?: AbortSignal): Promise<readonly string[]>;
  /**
   * The account's own keys of this region: an entry for each alias, then the keys without one. Not those that AWS
   * manages. Where keys may not be listed, those with an alias.
   */
  keys(signal?: AbortSignal): Promise<readonly { readonly arn: string; readonly alias?: string }[]>;
  /** Runs of a job that have not ended, among its newest thousand. */
  activeRuns(job: string, signal?: AbortSignal): Promise<number>;
  /** Runs of a job that were started at or after `since` (epoch milliseconds), newest first; of at most its newest thousand. */
  runs(job: string, since: number, signal?: AbortSignal): Promise<readonly RunObservation[]>;
  /** The bookmark of a job as it is now; its content leaves the edge as a digest only. */
  bookmark(job: string, signal?: AbortSignal): Promise<BookmarkObservation>;
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
 * 5xx, an answer that cannot be read). `UnsendableField`: the SDK would have left a part of the update out;
 * `ObservationTooOld`: `isFresh` said no. Nothing was sent then.
 */
export interface DefinitionWriter {
  /**
   * `input`: the whole request of the operation; `of`: what it changes. `isFresh`: whether what the change rests on was
   * read a moment ago; asked last of all, when credentials and signature are there and only the sending is left.
   */
  write(
    of: Resource<ResourceKind>,
    operation: WriteOperation,
    input: JsonObject,
    isFresh: () => boolean,
  ): Promise<{ awsRequestId: string }>;
}

/** An account and region where a plan is made. */
interface EnteredForPlan {
  /** 12 digits: whose the credentials are. */
  readonly account: string;
  readonly partition: Partition;
  readonly reader: DefinitionReader;
}

export interface RemediationCloud {
  /**
   * With the remediation role, narrowed to reads, where the account has one; else with the scan role, which then must
   * be allowed more than a scan needs. @throws {CloudError}
   */
  reader(account: Account, region: string): Promise<EnteredForPlan>;
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
