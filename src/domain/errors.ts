/** Stable codes of everything that can go wrong for a person. usecases/words/explain.ts turns them into words. */
export type ErrorCode =
  | 'usage'
  | 'not-allowed'
  | 'access-unverifiable'
  | 'unknown-account'
  | 'unknown-region'
  | 'unknown-configuration'
  /** The account or region was left out, and the records do not know the name. */
  | 'unknown-name'
  /** The same, and the records know it in several places. */
  | 'ambiguous-name'
  | 'account-needed'
  | 'expired-view'
  /** `detail`: how many of the person's commands are running. */
  | 'busy'
  | 'stopping';

/** An expected problem. `detail` and `suggestion` are data for the words, never a secret. */
export class GluewardenError extends Error {
  readonly code: ErrorCode;
  readonly detail: string | undefined;
  readonly suggestions: readonly string[];
  /** The word that the suggestions would replace, where it is not `detail` itself. */
  readonly word: string | undefined;

  constructor(
    code: ErrorCode,
    detail?: string,
    suggestions: readonly string[] = [],
    word: string | undefined = detail,
  ) {
    super(detail === undefined ? code : `${code}: ${detail}`);
    this.name = 'GluewardenError';
    this.code = code;
    this.detail = detail;
    this.suggestions = suggestions;
    this.word = word;
  }
}

/** A failed call to AWS, by the operation's name and the service's error code. */
export class CloudError extends Error {
  readonly call: string;
  readonly code: string;
  /** AWS's id of the request, which its support asks for; absent: nothing that AWS answered. */
  readonly requestId: string | undefined;

  constructor(call: string, code: string, message: string, options?: ErrorOptions & { readonly requestId?: string }) {
    super(message, options);
    this.name = 'CloudError';
    this.call = call;
    this.code = code;
    this.requestId = options?.requestId;
  }
}

/** True for what has words of its own. Anything else that is thrown is a defect of ours, and ends at the boundary. */
export function isExpected(error: unknown): error is GluewardenError | CloudError {
  return error instanceof GluewardenError || error instanceof CloudError;
}

export type ChatErrorCode =
  /** Refused or not reached: safe to try again, after `retryAfterMs` if given. */
  | 'unavailable'
  /** Sent, no answer: it may have been posted. */
  | 'unknown-outcome'
  | 'not-in-channel'
  | 'channel-not-found'
  | 'channel-archived'
  /** Nobody can be reached there (any more). */
  | 'recipient-gone'
  /** A setting of the app or the workspace forbids it, until somebody changes it. */
  | 'posting-forbidden'
  /** The channel takes messages, and the thread of this one no replies. */
  | 'thread-closed'
  | 'message-gone'
  /** It stands there, and can be changed no more. */
  | 'message-fixed'
  /** A user group that does not exist, or is disabled. */
  | 'group-gone'
  | 'not-authorised'
  /** Slack refused the content or the call itself. */
  | 'refused';

export class ChatError extends Error {
  readonly code: ChatErrorCode;
  /** Slack's own code, for logs and status: `channel_not_found`, `ratelimited`, … */
  readonly slackCode: string;
  readonly retryAfterMs: number | undefined;

  constructor(code: ChatErrorCode, slackCode: string, retryAfterMs?: number, options?: ErrorOptions) {
    super(`${code} (${slackCode})`, options);
    this.name = 'ChatError';
    this.code = code;
    this.slackCode = slackCode;
    this.retryAfterMs = retryAfterMs;
  }
}
