import { networkFaultOf } from './network-fault.ts';

/**
 * What an error code says about a change that was sent. `denied` and `refused`: it was not made, and asking again does
 * not help. `again`: it was not made, and may be later. `unknown`: nobody knows; only looking tells.
 */
export type Fault = 'denied' | 'refused' | 'again' | 'stale-credentials' | 'unknown';

/** Our own code of a change that was not sent, because what it rests on was read too long before. */
export const tooOld = 'ObservationTooOld';

const kinds: readonly (readonly [Fault, readonly string[]])[] = [
  ['denied', ['AccessDenied', 'AccessDeniedException', 'AuthorizationError', 'NotAuthorized', 'UnauthorizedOperation']],
  [
    'refused',
    [
      'InvalidInputException',
      'ValidationException',
      'EntityNotFoundException',
      'ResourceNumberLimitExceededException',
      'CrawlerRunningException',
      'IdempotentParameterMismatchException',
      'InvalidStateException',
      'OperationNotSupportedException',
      'GlueEncryptionException',
      'AccountMismatch',
      'RemediationOff',
      'SessionPolicyTooLarge',
      // Ours: the SDK would have left out a part of the update, so nothing was sent.
      'UnsendableField',
      // STS's, about the session that was asked for.
      'ValidationError',
      'MalformedPolicyDocumentException',
      'RegionDisabledException',
      'SerializationException',
    ],
  ],
  [
    'again',
    [
      'ConcurrentModificationException',
      'VersionMismatchException',
      'AlreadyExistsException',
      // Ours: what the change rests on was read too long ago, so nothing was sent.
      tooOld,
      'ThrottlingException',
      'Throttling',
      'ThrottledException',
      'TooManyRequestsException',
      'RequestLimitExceeded',
      'SchedulerTransitioningException',
      'ECONNREFUSED',
      'ENOTFOUND',
      'EAI_AGAIN',
    ],
  ],
  [
    'stale-credentials',
    [
      'ExpiredToken',
      'ExpiredTokenException',
      'RequestExpired',
      'UnrecognizedClientException',
      'InvalidClientTokenId',
      'CredentialsMissing',
    ],
  ],
];

const byCode = new Map(kinds.flatMap(([fault, codes]) => codes.map((code) => [code, fault] as const)));

/** A code that nobody here knows is `unknown`: looking decides, never a guess. */
export function faultOf(code: string): Fault {
  // A change that never left the network was not made, and may be when the network is right.
  return byCode.get(code) ?? (networkFaultOf(code) === undefined ? 'unknown' : 'again');
}

/**
 * True for the refusal of a configuration that was created a moment ago and cannot be used yet. Glue gives it no code
 * of its own ("InvalidInputException: Error trying to retrieve security config"), so its words have to be read.
 */
export function isNotYetUsable(code: string, message: string): boolean {
  return code === 'InvalidInputException' && /retriev\w* security conf/i.test(message);
}
