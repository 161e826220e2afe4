import { ChatError } from '../../domain/errors.ts';
import { type BoundaryParts, type Circumstances, reportUnexpected } from '../../usecases/boundary.ts';
import type { ProblemMessage } from '../../usecases/messages/command-messages.ts';
import { mayPassLater, toChatError } from '../transport/chat-error.ts';

/** What to say where Slack may take this, a moment later. */
const SLACK_AWAY: ProblemMessage = {
  kind: 'problem',
  what: 'Slack was busy or could not be reached, so the answer to this press is missing.',
  next: 'Press again in a moment. What was done already is not done twice.',
  suggestions: [],
};

/**
 * What ends a press or a form: Slack that is busy or away is one line without a stack, since nobody can fix anything here;
 * whatever else it is, is a defect. Gives what to tell the person.
 */
export function reportFailedAnswer(
  parts: BoundaryParts,
  error: unknown,
  circumstances: Circumstances,
  text: string,
): { readonly problem: ProblemMessage; readonly reference?: string } {
  const { code, slackCode } = toChatError(error);
  const where = { ...circumstances, code, slackCode };
  if (!(error instanceof ChatError && mayPassLater(error))) return reportUnexpected(parts, error, where, text);
  parts.log.warn(where, text);
  return { problem: SLACK_AWAY };
}
