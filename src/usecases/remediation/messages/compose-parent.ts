import type { DecisionMade, Standing } from '../../../domain/remediation/approval.ts';
import type { RemediationProgressMessage } from '../../messages/afterwards-messages.ts';
import type { ApprovalRequestMessage, RequestStage } from '../../messages/request-messages.ts';
import type { RequestRow } from '../../ports/remediation-records.ts';
import { type ActsInput, requestActs } from '../state/request-acts.ts';
import { composeRequest } from './compose-request.ts';

export interface ParentInput extends ActsInput {
  readonly request: RequestRow;
  readonly decisions: readonly DecisionMade[];
  readonly takenBack: ApprovalRequestMessage['takenBack'];
  /** Which approvals count now. Absent: all of them, by its own terms. */
  readonly standing?: Standing | undefined;
  /** True: it was approved before, and is not any more. */
  readonly isAgain: boolean;
  /** Where it stands since it was approved. */
  readonly progress: RemediationProgressMessage;
}

/** The first message of the thread of a request, as it must be now. `posted`: what it began with. */
export function composeParent(posted: ApprovalRequestMessage | undefined, input: ParentInput): ApprovalRequestMessage {
  const { request, decisions, takenBack = [], standing, isAgain, progress } = input;
  const acts = requestActs(input);
  const { mention, digest } = posted ?? {};
  return {
    ...composeRequest(request, decisions, standing),
    ...(takenBack.length > 0 && { takenBack }),
    ...(isAgain && request.state === 'open' && { again: true as const }),
    ...(mention && { mention }),
    ...(digest !== undefined && { digest }),
    ...(request.state === 'approved' && { stage: stageOf(progress) }),
    ...(acts.length > 0 && { acts }),
  };
}

function stageOf(progress: RemediationProgressMessage): RequestStage {
  const { state, headline, mayGoOn, canaryTrouble, mayRollBack, rollBackUntil } = progress;
  return {
    state,
    headline,
    mayGoOn,
    ...(canaryTrouble !== undefined && { canaryTrouble }),
    mayRollBack,
    ...(rollBackUntil !== undefined && { rollBackUntil }),
  };
}
