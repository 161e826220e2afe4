import { errorNames, invalid, ServiceError } from '../errors.ts';
import { roleId } from '../identity.ts';
import { type Call, optionalInteger, optionalText, requiredText } from '../operation.ts';
import { decide } from '../policy.ts';
import type { RoleSeed } from '../seed/model.ts';

const known = new Set(['RoleArn', 'RoleSessionName', 'DurationSeconds', 'ExternalId']);
const usualDuration = 3600;
/** A role that assumes another role gets an hour at most. */
const chainedDuration = 3600;

interface RoleAddress {
  readonly account: string;
  readonly name: string;
}

/** Account and name in a role's ARN; undefined when it is none. A path before the name is dropped. */
export function parseRoleArn(arn: unknown): RoleAddress | undefined {
  const found = /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(String(arn));
  return found?.[1] && found[2] ? { account: found[1], name: found[2] } : undefined;
}

/** The same words whether the role is missing, does not trust the caller or wants another external id: AWS does not tell. */
function notAuthorized(call: Call, arn: string): ServiceError {
  const [code, status] = errorNames.sts.denied;
  const message = `User: ${call.identity.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`;
  return new ServiceError(code, message, status);
}

function trusts(role: RoleSeed, call: Call, externalId: string | undefined): boolean {
  if (!role.trustedAccounts.includes(call.identity.account)) return false;
  return role.externalId === undefined || role.externalId === externalId;
}

function durationOf(call: Call, role: RoleSeed): number {
  const seconds = optionalInteger(call, 'DurationSeconds', 900, 43_200) ?? usualDuration;
  if (seconds > (role.maxSessionDuration ?? usualDuration)) {
    throw invalid('sts', 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  }
  if (call.identity.session && seconds > chainedDuration) {
    throw invalid(
      'sts',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    );
  }
  return seconds;
}

/**
 * Temporary credentials in the role's account. The trust policy and the caller's own policy must both allow it.
 * Session policies, tags, source identity and MFA are not modelled, and are refused rather than ignored.
 */
export function assumeRole(call: Call): object {
  const arn = requiredText(call, 'RoleArn', { min: 20, max: 2048 });
  const sessionName = requiredText(call, 'RoleSessionName', { min: 2, max: 64, pattern: /^[\w+=,.@-]*$/ });
  const externalId = optionalText(call, 'ExternalId', { min: 2, max: 1224, pattern: /^[\w+=,.@:/-]*$/ });
  optionalInteger(call, 'DurationSeconds', 900, 43_200);
  const strange = Object.keys(call.input).find((member) => !known.has(member));
  if (strange) throw invalid('sts', `The sandbox's AssumeRole does not know ${strange}`);
  const address = parseRoleArn(arn);
  if (!address) throw invalid('sts', `${arn} is invalid`);
  const role = call.world.accounts.get(address.account)?.roles.get(address.name);
  const allowed = decide(call.identity.policy, 'sts:AssumeRole', call.region) === 'allowed';
  if (!role || !allowed || !trusts(role, call, externalId)) throw notAuthorized(call, arn);
  const expiresAt = call.now + durationOf(call, role) * 1000;
  const credentials = call.identities.issue(address.account, role, sessionName, expiresAt);
  return {
    AssumedRoleUser: {
      AssumedRoleId: `${roleId(address.account, role.name)}:${sessionName}`,
      Arn: `arn:aws:sts::${address.account}:assumed-role/${role.name}/${sessionName}`,
    },
    Credentials: {
      AccessKeyId: credentials.accessKeyId,
      SecretAccessKey: credentials.secretAccessKey,
      SessionToken: credentials.sessionToken,
      Expiration: new Date(expiresAt).toISOString().replace(/\.\d{3}Z$/, 'Z'),
    },
  };
}
