import { errorNames, ServiceError, type ServiceName, serviceNames } from '../errors.ts';
import type { Identities, Identity } from './identity.ts';
import {
  type Authorization,
  amzDate,
  parseAmzDate,
  parseAuthorization,
  type SignedRequest,
  signatureHolds,
  toleranceMs,
} from './signature.ts';

/** The credential scope of a request, before anything was verified. */
export interface Scope {
  readonly service: ServiceName;
  readonly region: string;
  readonly authorization?: Authorization;
}

/** Which service and region a request is for: its SigV4 scope says so, as all services share one port. */
export function scopeOf(request: SignedRequest): Scope {
  const authorization = parseAuthorization(request.headers.authorization ?? '');
  const named = serviceNames.find((name) => signedAs(name) === authorization?.service);
  const region = authorization?.region ?? 'us-east-1';
  return { service: named ?? guessService(request), region, ...(authorization && { authorization }) };
}

/** The Tagging API signs for another name than IAM knows it by. */
function signedAs(name: ServiceName): string {
  return name === 'tag' ? 'tagging' : name;
}

/** An unsigned request is answered in the protocol that it speaks. */
function guessService(request: SignedRequest): ServiceName {
  const target = String(request.headers['x-amz-target'] ?? '');
  if (target.startsWith('TrentService.')) return 'kms';
  if (target.startsWith('AWSOrganizations')) return 'organizations';
  if (target.startsWith('ResourceGroupsTaggingAPI')) return 'tag';
  if (target !== '') return 'glue';
  return request.url === '/' ? 'sts' : 'account';
}

function refuse(
  service: ServiceName,
  kind: 'signature' | 'unknownToken' | 'missingToken' | 'incomplete',
  message: string,
) {
  const [code, status] = errorNames[service][kind];
  return new ServiceError(code, message, status);
}

function checkDate(service: ServiceName, request: SignedRequest, authorization: Authorization, now: number): void {
  const text = String(request.headers['x-amz-date'] ?? '');
  const signedAt = parseAmzDate(text);
  if (Number.isNaN(signedAt) || !text.startsWith(authorization.date)) {
    throw refuse(service, 'incomplete', 'Date must be in ISO-8601 basic format, on the day of the credential scope');
  }
  if (signedAt < now - toleranceMs) {
    const oldest = amzDate(now - toleranceMs);
    throw refuse(
      service,
      'signature',
      `Signature expired: ${text} is now earlier than ${oldest} (${amzDate(now)} - 5 min.)`,
    );
  }
  if (signedAt > now + toleranceMs) {
    const newest = amzDate(now + toleranceMs);
    throw refuse(
      service,
      'signature',
      `Signature not yet current: ${text} is still later than ${newest} (${amzDate(now)} + 5 min.)`,
    );
  }
}

function checkSession(service: ServiceName, request: SignedRequest, identity: Identity, now: number): void {
  const token = request.headers['x-amz-security-token'];
  if (identity.session?.token !== token) {
    throw refuse(service, 'unknownToken', 'The security token included in the request is invalid.');
  }
  if (identity.session && identity.session.expiresAt <= now) {
    const [code, status] = errorNames[service].expiredToken;
    throw new ServiceError(code, 'The security token included in the request is expired', status);
  }
}

/**
 * Who signed the request, or the ServiceError that the service would answer.
 * Order as in AWS: a header at all, a known key, its token, the date, the signature.
 */
export function authenticate(request: SignedRequest, scope: Scope, identities: Identities, now: number): Identity {
  const { service, authorization } = scope;
  if (request.headers.authorization === undefined)
    throw refuse(service, 'missingToken', 'Missing Authentication Token');
  if (!authorization)
    throw refuse(service, 'incomplete', 'Authorization header is not a complete AWS Signature Version 4');
  if (authorization.service !== signedAs(service)) {
    throw refuse(service, 'signature', `Credential should be scoped to correct service: '${signedAs(service)}'.`);
  }
  const required = ['host', 'x-amz-date'];
  if (request.headers['x-amz-security-token'] !== undefined) required.push('x-amz-security-token');
  if (!required.every((name) => authorization.signedHeaders.includes(name))) {
    throw refuse(service, 'signature', "'Host' and 'X-Amz-*' must be signed headers in the AWS Authorization.");
  }
  const identity = identities.find(authorization.accessKeyId);
  if (!identity) throw refuse(service, 'unknownToken', 'The security token included in the request is invalid.');
  checkSession(service, request, identity, now);
  checkDate(service, request, authorization, now);
  if (!signatureHolds(request, authorization, identity.secretAccessKey)) {
    throw refuse(
      service,
      'signature',
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    );
  }
  return identity;
}
