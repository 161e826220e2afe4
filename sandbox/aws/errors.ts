/** What a service refuses a call with. `code` is the wire code, `status` the HTTP status. */
export class ServiceError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = 'ServiceError';
    this.code = code;
    this.status = status;
  }
}

export type Protocol = 'json' | 'query' | 'rest-json';

/** How one service names the refusals that every service has. */
export interface ErrorNames {
  readonly signature: readonly [code: string, status: number];
  readonly unknownToken: readonly [code: string, status: number];
  readonly expiredToken: readonly [code: string, status: number];
  readonly missingToken: readonly [code: string, status: number];
  readonly incomplete: readonly [code: string, status: number];
  readonly denied: readonly [code: string, status: number];
  readonly throttled: readonly [code: string, status: number, message: string];
  readonly invalid: readonly [code: string, status: number];
  readonly unknownOperation: readonly [code: string, status: number];
}

const json: ErrorNames = {
  signature: ['InvalidSignatureException', 400],
  unknownToken: ['UnrecognizedClientException', 400],
  expiredToken: ['ExpiredTokenException', 400],
  missingToken: ['MissingAuthenticationTokenException', 400],
  incomplete: ['IncompleteSignatureException', 400],
  denied: ['AccessDeniedException', 400],
  throttled: ['ThrottlingException', 400, 'Rate exceeded'],
  invalid: ['ValidationException', 400],
  unknownOperation: ['UnknownOperationException', 400],
};

/** [inferred] Glue answers a constraint that its model states with InvalidInputException, which it models, and not ValidationException. */
const glue: ErrorNames = { ...json, invalid: ['InvalidInputException', 400] };

const kms: ErrorNames = {
  ...json,
  throttled: [
    'ThrottlingException',
    400,
    'You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.',
  ],
};

const account: ErrorNames = {
  ...json,
  signature: ['InvalidSignatureException', 403],
  unknownToken: ['UnrecognizedClientException', 403],
  expiredToken: ['ExpiredTokenException', 403],
  missingToken: ['MissingAuthenticationTokenException', 403],
  denied: ['AccessDeniedException', 403],
  throttled: ['TooManyRequestsException', 429, 'Too Many Requests'],
  unknownOperation: ['UnknownOperationException', 404],
};

const sts: ErrorNames = {
  signature: ['SignatureDoesNotMatch', 403],
  unknownToken: ['InvalidClientTokenId', 403],
  // The Query services drop "Exception": STS says ExpiredToken where JSON services say ExpiredTokenException.
  expiredToken: ['ExpiredToken', 403],
  missingToken: ['MissingAuthenticationToken', 403],
  incomplete: ['IncompleteSignature', 400],
  denied: ['AccessDenied', 403],
  throttled: ['Throttling', 400, 'Rate exceeded'],
  invalid: ['ValidationError', 400],
  unknownOperation: ['InvalidAction', 400],
};

/** IAM speaks the Query protocol as STS does. */
const iam: ErrorNames = sts;

/**
 * Throttling has status 400 (aws-sdk-js issue 2135). [inferred] A broken constraint is InvalidInputException, whose
 * reasons name each kind of them (service model, InvalidInputExceptionReason).
 */
const organizations: ErrorNames = {
  ...json,
  throttled: [
    'TooManyRequestsException',
    400,
    "AWS Organizations can't complete your request because another request is already in progress. Try again later.",
  ],
  invalid: ['InvalidInputException', 400],
};

/** Throttling as cloud-custodian met it (pull request 5912); what it refuses is modelled (GetResources, Errors). */
const tag: ErrorNames = {
  ...json,
  throttled: ['ThrottledException', 400, 'Rate exceeded'],
  invalid: ['InvalidParameterException', 400],
};

/** As IAM names them. */
export const serviceNames = ['glue', 'sts', 'kms', 'account', 'iam', 'organizations', 'tag'] as const;
export type ServiceName = (typeof serviceNames)[number];

export const errorNames: Readonly<Record<ServiceName, ErrorNames>> = {
  glue,
  sts,
  kms,
  account,
  iam,
  organizations,
  tag,
};

export const protocols: Readonly<Record<ServiceName, Protocol>> = {
  glue: 'json',
  sts: 'query',
  kms: 'json',
  account: 'rest-json',
  iam: 'query',
  organizations: 'json',
  tag: 'json',
};

/** The AWS wording of a refused constraint. */
export function constraint(service: ServiceName, value: unknown, member: string, rule: string): ServiceError {
  const [code, status] = errorNames[service].invalid;
  const shown = value === undefined ? 'Value null' : `Value '${String(value)}'`;
  return new ServiceError(
    code,
    `1 validation error detected: ${shown} at '${member}' failed to satisfy constraint: ${rule}`,
    status,
  );
}

export function invalid(service: ServiceName, message: string): ServiceError {
  const [code, status] = errorNames[service].invalid;
  return new ServiceError(code, message, status);
}
