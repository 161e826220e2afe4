import type { ProblemMessage } from '../../src/usecases/messages/command-messages.ts';
import type { Message } from '../../src/usecases/messages/message.ts';
import type { OpenRequestsMessage } from '../../src/usecases/messages/request-messages.ts';
import type { Actor } from '../../src/usecases/ports/command.ts';
import type { OfferBulk, OfferRemediation } from '../../src/usecases/remediation/request/remediation-offer.ts';
import type { ReadRequestLog } from '../../src/usecases/remediation/surface/request-log.ts';
import type { Subcommand, SubcommandCall } from '../command.ts';

export interface RemediationCommands {
  readonly offer: OfferRemediation;
  readonly bulk: OfferBulk;
  readonly status: () => Promise<OpenRequestsMessage>;
  readonly log: ReadRequestLog;
  /** Stops new steps, or lets them go on; answers with the status, or with why not. */
  readonly pause: (actor: Actor, pause: boolean) => Promise<OpenRequestsMessage | ProblemMessage>;
}

const off: ProblemMessage = {
  kind: 'problem',
  what: 'Remediation is off: Gluewarden only audits here.',
  next: 'The operator switches it on: a remediationRoleArn for the account and approvals with approvers in its configuration, and no REMEDIATION=off in its environment.',
  suggestions: [],
};

/** Runs where remediation is on. Where it is off (`remediation` undefined) the answer is how to switch it on. */
export function whereOn(
  remediation: RemediationCommands | undefined,
  run: (remediation: RemediationCommands, call: SubcommandCall) => Promise<Message>,
): Subcommand['run'] {
  return async (call) => (remediation === undefined ? off : run(remediation, call));
}
