import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { ChatError, type ChatErrorCode } from '../../domain/errors.ts';
import { networkFaultOf } from '../../domain/network-fault.ts';

/** Slack's error codes that mean something to us; every other one is `refused`. */
const CODES: Readonly<Record<string, ChatErrorCode>> = {
  not_in_channel: 'not-in-channel',
  channel_not_found: 'channel-not-found',
  user_not_found: 'recipient-gone',
  users_not_found: 'recipient-gone',
  user_not_visible: 'recipient-gone',
  user_disabled: 'recipient-gone',
  cannot_dm_bot: 'recipient-gone',
  // chat.postMessage: "Messages tab for the app is disabled", "A workspace preference prevents ... from posting".
  messages_tab_disabled: 'posting-forbidden',
  restricted_action: 'posting-forbidden',
  restricted_action_read_only_channel: 'posting-forbidden',
  // "The token used is not granted the specific workspace access required": of one channel's workspace, not of the token.
  team_access_not_granted: 'posting-forbidden',
  restricted_action_thread_only_channel: 'posting-forbidden',
  // "Cannot post thread replies into a non_threadable channel", "Cannot post replies to a thread that has been locked by
  // admins", "This message type cannot have thread replies" (chat.postMessage, as slackapi/java-slack-sdk lists them).
  restricted_action_non_threadable_channel: 'thread-closed',
  restricted_action_thread_locked: 'thread-closed',
  cannot_reply_to_message: 'thread-closed',
  is_archived: 'channel-archived',
  message_not_found: 'message-gone',
  // chat.update: "Authenticated user does not have permission to update this message", "The message cannot be edited due to
  // the team message edit settings". It stands there, so a second one beside it would say the same twice.
  cant_update_message: 'message-fixed',
  edit_window_closed: 'message-fixed',
  // usergroups.users.list: "No usergroup found with the given ID"; without a paid plan there are none. Groups are never
  // deleted, only disabled; what Slack answers for those is not documented.
  no_such_subteam: 'group-gone',
  subteam_disabled: 'group-gone',
  plan_upgrade_required: 'group-gone',
  invalid_auth: 'not-authorised',
  not_authed: 'not-authorised',
  account_inactive: 'not-authorised',
  token_revoked: 'not-authorised',
  token_expired: 'not-authorised',
  missing_scope: 'not-authorised',
  no_permission: 'not-authorised',
  access_denied: 'not-authorised',
  not_allowed_token_type: 'not-authorised',
  org_login_required: 'not-authorised',
  ekm_access_denied: 'not-authorised',
  ratelimited: 'unavailable',
  rate_limited: 'unavailable',
  service_unavailable: 'unavailable',
  // "The POST data was either missing or truncated": nothing was done.
  request_timeout: 'unavailable',
  // "It's possible some aspect of the operation succeeded before the error was raised."
  fatal_error: 'unknown-outcome',
  internal_error: 'unknown-outcome',
};

const CONTENT_CODES: ReadonlySet<string> = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'invalid_attachments',
  'invalid_arguments',
  'msg_too_long',
  'msg_blocks_too_long',
  'no_text',
]);

/** Failures before any byte of the request went out. */
const NOT_SENT: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** True when Slack refused what a message holds: plain words may still pass. */
export function isContentRefusal(error: ChatError): boolean {
  return CONTENT_CODES.has(error.slackCode);
}

/** True when the same call may work a little later. */
export function mayPassLater(error: ChatError): boolean {
  return error.code === 'unavailable' || error.code === 'unknown-outcome';
}

/** Any failure of a call to Slack as a ChatError. */
export function toChatError(error: unknown): ChatError {
  if (error instanceof ChatError) return error;
  const options = { cause: error };
  if (error instanceof WebAPIRateLimitedError) {
    return new ChatError('unavailable', 'ratelimited', error.retryAfter * 1000, options);
  }
  if (error instanceof WebAPIPlatformError) return fromSlackCode(error.data.error, options);
  if (error instanceof WebAPIHTTPError) return fromStatus(error.statusCode, options);
  if (error instanceof WebAPIRequestError) return fromNetwork(error.original, options);
  return fromNetwork(error, options);
}

/** A ChatError for the `error` of an answer with `ok: false`. */
export function fromSlackCode(code: string, options?: ErrorOptions): ChatError {
  // web-api puts a body that is no JSON here, whole: a proxy's page says nothing about what Slack did.
  if (!/^[a-z0-9_]+$/.test(code)) return new ChatError('unknown-outcome', 'unreadable_answer', undefined, options);
  return new ChatError(CODES[code] ?? 'refused', code, undefined, options);
}

/** A ChatError for an HTTP status that is neither 200 nor 429. */
export function fromStatus(status: number, options?: ErrorOptions): ChatError {
  return new ChatError(status >= 500 ? 'unknown-outcome' : 'refused', `http_${status}`, undefined, options);
}

/** A ChatError for a request that got no complete answer. */
export function fromNetwork(error: unknown, options?: ErrorOptions): ChatError {
  const causes = chainOf(error);
  const code = causes.map(systemCode).find((found) => found !== undefined);
  const isOnTheWay = code === undefined || networkFaultOf(code) === undefined;
  if (isOnTheWay && causes.some((cause) => cause instanceof Error && cause.name === 'TimeoutError')) {
    return new ChatError('unknown-outcome', 'timeout', undefined, options);
  }
  const notSent = causes.some((cause) => isNotSent(systemCode(cause) ?? '') || isConnecting(cause));
  return new ChatError(
    notSent ? 'unavailable' : 'unknown-outcome',
    code?.toLowerCase() ?? 'no_answer',
    undefined,
    options,
  );
}

function isNotSent(code: string): boolean {
  return NOT_SENT.has(code) || networkFaultOf(code) !== undefined;
}

function chainOf(error: unknown, depth = 0): unknown[] {
  if (!(error instanceof Error) || depth > 5) return [];
  return [error, ...chainOf(error.cause, depth + 1)];
}

function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

function isConnecting(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && error.syscall === 'connect';
}
