import { CloudError } from '../../domain/errors.ts';
import type { CallError } from '../../domain/model.ts';
import { proxyCodes, refusalOfProxy } from '../../domain/network-fault.ts';

const longestMessage = 300;

/**
 * Turns whatever a call threw into a CloudError: `call` is the API operation, `code` is the service's own error
 * code, Node's (`ECONNREFUSED`), or one of ours: `CredentialsMissing`, `DeadlineExceeded`, `Aborted`,
 * `MalformedResponse`, `Http503`, `ClientError`, or what a proxy did (`proxyCodes`). A CloudError passes as it is: a call can fail inside its
 * credentials, and then AssumeRole is the call that failed.
 */
export function toCloudError(call: string, error: unknown, signal?: AbortSignal): CloudError {
  if (error instanceof CloudError) return error;
  if (signal?.aborted) return abortedError(call, signal);
  const thrown = asThrown(error);
  const code = errorCode(thrown);
  return new CloudError(call, code, errorMessage(thrown, code));
}

/** The same as data, for a listing. */
export function toCallError(call: string, error: unknown, signal?: AbortSignal): CallError {
  const { call: failed, code, message } = toCloudError(call, error, signal);
  return { call: failed, error: code, message };
}

/** The error of a call that ended because its caller's signal did. A time limit is told apart from a stop. */
export function abortedError(call: string, signal: AbortSignal): CloudError {
  const reason = asThrown(signal.reason);
  if (reason.name === 'TimeoutError' || reason.code === 'DeadlineExceeded')
    return new CloudError(call, 'DeadlineExceeded', 'AWS did not answer in the time that the bot allows.');
  return new CloudError(call, 'Aborted', 'The call was stopped before AWS answered.');
}

const deniedCodes = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AuthorizationError',
  'NotAuthorized',
  'UnauthorizedOperation',
]);

/** The identity is known and may not do this. */
export function isDenied(code: string): boolean {
  return deniedCodes.has(code);
}

const staleCredentials = new Set([
  'CredentialsMissing',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'RequestExpired',
  'UnrecognizedClientException',
]);

/** Credentials that should be fetched again before the next use, whatever was cached. */
export function meansStaleCredentials(code: string): boolean {
  return staleCredentials.has(code);
}

/** The members that errors of the SDK, of Node and of JavaScript can have; each may be missing. */
interface Thrown {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly cause?: unknown;
  /** Only on errors that the service itself answered. */
  readonly $fault?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: unknown };
  /** Of Node's ERR_PROXY_TUNNEL: what the proxy answered to CONNECT; absent when it did not. */
  readonly statusCode?: unknown;
  /** Ours, from connections.ts: whatever could not be connected to was the proxy. */
  readonly viaProxy?: unknown;
}

function asThrown(error: unknown): Thrown {
  return typeof error === 'object' && error !== null ? error : {};
}

const credentialErrors = new Set<unknown>(['CredentialsProviderError', 'TokenProviderError', 'ProviderError']);

function errorCode(error: Thrown): string {
  if (credentialErrors.has(error.name)) return 'CredentialsMissing';
  if (error.$fault !== undefined) return serviceCode(error);
  // The SDK's handler calls a reset connection a TimeoutError too; Node's code tells them apart.
  const network = proxyCode(error) ?? networkCode(error);
  if (network !== undefined && network !== 'ETIMEDOUT') return network;
  if (network !== undefined || error.name === 'TimeoutError') return 'TimeoutError';
  const status = error.$metadata?.httpStatusCode;
  if (typeof status === 'number') return status < 300 ? 'MalformedResponse' : `Http${status}`;
  return 'ClientError';
}

/** A service error without a code of its own (a proxy's page, an empty body) is named by its HTTP status. */
function serviceCode(error: Thrown): string {
  const name = typeof error.name === 'string' ? error.name.replace(/[^\w.-]/g, '').slice(0, 100) : '';
  if (name !== '' && name !== 'Error' && name !== 'Unknown' && name !== 'UnknownError') return name;
  const status = error.$metadata?.httpStatusCode;
  // No service answers 407: a proxy does, to an http:// address that it was asked for.
  if (status === 407) return proxyCodes.authentication;
  return typeof status === 'number' ? `Http${status}` : 'ClientError';
}

/** Behind a proxy, the proxy alone resolves names and connects: what Node could not connect to is the proxy. */
const notConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

function proxyCode(error: Thrown, depth = 0): string | undefined {
  const { code, statusCode, viaProxy, cause } = error;
  if (code === 'ERR_PROXY_TUNNEL')
    return typeof statusCode === 'number' ? refusalOfProxy(statusCode) : proxyCodes.unreachable;
  if (viaProxy === true && notConnected.has(networkCode(error) ?? '')) return proxyCodes.unreachable;
  return depth < 5 && cause !== undefined ? proxyCode(asThrown(cause), depth + 1) : undefined;
}

function networkCode(error: Thrown, depth = 0): string | undefined {
  if (typeof error.code === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/.test(error.code)) return error.code;
  return depth < 5 && error.cause !== undefined ? networkCode(asThrown(error.cause), depth + 1) : undefined;
}

const signatureCodes = new Set(['InvalidSignatureException', 'SignatureDoesNotMatch', 'IncompleteSignature']);

/**
 * Words of ours where the original could quote what must stay inside: a parser's message quotes the body (job
 * arguments), a signature error quotes the signed request with its session token.
 */
function errorMessage(error: Thrown, code: string): string {
  if (signatureCodes.has(code)) return "The request's signature was refused: wrong secret key, or a wrong clock.";
  if (code === 'MalformedResponse') return "The service's answer could not be read.";
  if (code === 'ClientError') return 'The call failed inside the SDK.';
  if (code.startsWith('Http')) return `The service answered with HTTP status ${code.slice(4)}.`;
  return cleanText(typeof error.message === 'string' ? error.message : '') || code;
}

/** One line of at most 300 characters, without control characters and without anything that looks like a secret. */
export function cleanText(text: string): string {
  const line = text
    .slice(0, 4000)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/Command failed: .*/, 'Command failed')
    .replace(/(\w:\/\/)[^\s/@]+@/g, '$1***@')
    .replace(
      /\b(x-amz-security-token|Signature|Credential|SessionToken|SecretAccessKey)(["']?\s*[:=]\s*)\S+/gi,
      '$1$2***',
    )
    .replace(/\b(AKIA|ASIA)[A-Z0-9]{12,}\b/g, '$1***')
    .replace(/[A-Za-z0-9+/=]{40,}/g, (word) => (seemsRandom(word) ? '***' : word))
    .trim();
  return line.length <= longestMessage ? line : `${line.slice(0, longestMessage - 1)}…`;
}

/** Secret keys and tokens mix all three kinds; a long role name seldom does, and a key's UUID has hyphens. */
function seemsRandom(word: string): boolean {
  return /[a-z]/.test(word) && /[A-Z]/.test(word) && /\d/.test(word);
}
