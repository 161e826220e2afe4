import type { PlanChoice, PlanMode } from '../../domain/plan/plan.ts';
import type { Decision } from '../../domain/remediation/approval.ts';
import type { ProblemMessage } from '../messages/command-messages.ts';
import type {
  AskRefused,
  BulkForm,
  BulkRefused,
  FormSource,
  RemediationForm,
  RetireForm,
  RollBackForm,
  TakenFinding,
} from '../messages/remediation-forms.ts';
import type { ApprovalRequestMessage, DecisionNoteMessage, PlanDetailsMessage } from '../messages/request-messages.ts';
import type { Actor } from './command.ts';

/** What a person chose in a form. */
export interface RemediationChoice extends Pick<PlanChoice, 'crawlers' | 'databases' | 'visualJobs' | 'canary'> {
  readonly mode: PlanMode;
  /** `configured`, an ARN, or the part of one of the account's own keys after its account: `key/…`. */
  readonly key?: string;
  /** A compliant configuration to attach instead. */
  readonly attach?: string;
  /** Delete the configuration, which nothing uses any more; the rest does not count then. */
  readonly retire?: true;
  /** Ids of the only things to move, from the form; absent: all that may be moved without being asked for. */
  readonly only?: readonly string[];
}

export interface RemediationOrder {
  readonly findingId: string;
  readonly choice: RemediationChoice;
  /** The message whose button opened the form. */
  readonly from?: { readonly channel: string; readonly ts: string };
}

interface DecisionOrder {
  readonly requestId: string;
  readonly decision: Decision;
  readonly reason?: string;
  /** The message whose button was pressed. */
  readonly message?: { readonly channel: string; readonly ts: string };
}

/** What a press changed. `request`: how it looks from now on; `problem`, `note`: what to tell who pressed. */
export interface RequestAnswer {
  readonly request?: ApprovalRequestMessage;
  readonly problem?: ProblemMessage;
  readonly note?: DecisionNoteMessage;
}

interface BulkOrder {
  readonly findingIds: readonly string[];
  /** For each of them. What is attached is for jobs; the others get a new configuration with the key. */
  readonly choice: RemediationChoice;
  readonly reason: string;
}

/** The same for several findings of one account in one request. */
export interface BulkActions {
  /** What can be chosen for the findings of a stored query. */
  bulkForm(actor: Actor, queryId: string, from?: FormSource): Promise<BulkForm | ProblemMessage>;
  /** Makes every plan again. All or nothing: where one cannot be made, nothing is asked, and it is said which can. */
  askBulk(actor: Actor, order: BulkOrder): Promise<PlanDetailsMessage | BulkRefused | AskRefused | ProblemMessage>;
}

/**
 * What the buttons and forms of any surface call for one remediation. Each checks for itself whether the actor may,
 * and takes opaque ids: what they mean is read from the records. Problems are answers; each rejects only with what
 * nobody foresaw: the surface ends that at the boundary.
 */
export interface RemediationActions extends AfterActions, BulkActions {
  /**
   * What can be chosen for this finding. What nothing uses, or with `retire`, can only be retired; what a request holds
   * is that request. `from`: AWS by default.
   */
  form(
    actor: Actor,
    findingId: string,
    options?: { readonly retire?: boolean; readonly from?: FormSource },
  ): Promise<RemediationForm | RetireForm | TakenFinding | ProblemMessage>;
  /** The plan of this choice, made now. Nothing is written. */
  preview(actor: Actor, order: RemediationOrder): Promise<PlanDetailsMessage | ProblemMessage>;
  /** Makes the plan again, seals it and asks the approvers. */
  ask(
    actor: Actor,
    order: RemediationOrder & { readonly reason: string },
  ): Promise<PlanDetailsMessage | AskRefused | TakenFinding | ProblemMessage>;
  /** A sealed plan of a request (from 0, the first by default), for engineers and for its approvers. */
  details(actor: Actor, requestId: string, plan?: number): Promise<PlanDetailsMessage | ProblemMessage>;
  decide(actor: Actor, order: DecisionOrder): Promise<RequestAnswer>;
  /** The actor's own approval, while another one is awaited. */
  takeBack(actor: Actor, order: Pick<DecisionOrder, 'requestId' | 'message'>): Promise<RequestAnswer>;
  withdraw(actor: Actor, order: Pick<DecisionOrder, 'requestId' | 'message'>): Promise<RequestAnswer>;
}

/** An order of an approver about an approved request. */
interface AfterOrder {
  readonly requestId: string;
  /** The message whose button was pressed. */
  readonly message?: { readonly channel: string; readonly ts: string };
}

/** What approvers do with an approved request. Each resolves with what to tell who pressed; undefined: done. */
export interface AfterActions {
  /** What a roll back would do, before it is confirmed. */
  rollBackForm(actor: Actor, requestId: string): Promise<RollBackForm | ProblemMessage>;
  rollBack(actor: Actor, order: AfterOrder & { readonly understood: boolean }): Promise<ProblemMessage | undefined>;
  /** Without waiting for the canary any longer. */
  goOn(actor: Actor, order: AfterOrder): Promise<ProblemMessage | undefined>;
  /** Leaves everything as it is now. */
  stop(actor: Actor, order: AfterOrder): Promise<ProblemMessage | undefined>;
}
