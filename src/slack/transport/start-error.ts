import { ChatError } from '../../domain/errors.ts';
import { networkFaultOf } from '../../domain/network-fault.ts';
import { networkExplanations } from '../../usecases/words/explain-network.ts';
import { toChatError } from './chat-error.ts';

/** Slack could not be used at start. The message is a sentence for the operator and says what to fix. */
class SlackStartError extends ChatError {
  constructor(error: ChatError, what: string) {
    super(error.code, error.slackCode, error.retryAfterMs, { cause: error });
    this.name = 'SlackStartError';
    this.message = what;
  }
}

/** Where each token is found in the app's settings at api.slack.com. */
const whereToFind = {
  SLACK_BOT_TOKEN: 'copy the Bot User OAuth Token again (OAuth & Permissions)',
  SLACK_APP_TOKEN: 'copy the app-level token again (Basic Information), with the scope connections:write',
} as const;

/** Runs a call that is made with this token, naming the token when Slack refuses it. @throws {SlackStartError} */
export async function withToken<T>(variable: keyof typeof whereToFind, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (caught) {
    const error = toChatError(caught);
    throw new SlackStartError(error, startWords(variable, error));
  }
}

function startWords(variable: keyof typeof whereToFind, { code, slackCode }: ChatError): string {
  const network = networkFaultOf(slackCode);
  if (network !== undefined) {
    const { what, next } = networkExplanations[network];
    return `Slack was not reached: ${what} (${slackCode}). ${next}`;
  }
  if (code === 'unavailable' || code === 'unknown-outcome')
    return `Slack did not answer (${slackCode}): check the network, its proxy, and SLACK_API_URL if it is set`;
  return `Slack refused ${variable} (${slackCode}): ${whereToFind[variable]}; npm run -s doctor checks the rest`;
}
