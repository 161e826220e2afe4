import { tooOld } from '../../../domain/aws-fault.ts';
import type { CloudError } from '../../../domain/errors.ts';
import type { AwsAnswer } from '../../../domain/remediation/remediation.ts';

/** Why something is not done: a reason as the journal keeps it, and what AWS said, where AWS is why. */
export interface Problem {
  readonly reason: string;
  readonly aws?: AwsAnswer;
}

/** A call that failed: "UpdateJob: InvalidInputException", with AWS's own sentence. */
export function callProblem({ call, code, message, requestId }: CloudError): Problem {
  // What was never sent has no call that AWS could be asked about.
  if (code === tooOld) return { reason: 'too-old' };
  const said = message !== '' && message !== code;
  const answer = { message, ...(requestId !== undefined && { requestId }) };
  return { reason: `${call}: ${code}`, ...((said || requestId !== undefined) && { aws: answer }) };
}
