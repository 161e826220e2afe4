import { objection } from '../access/access.ts';
import { roleId } from '../access/identity.ts';
import { parseRoleArn } from '../access/role-arn.ts';
import { errorNames, invalid, ServiceError } from '../errors.ts';
import { type Call, optionalInteger, optionalText, requiredText } from '../operation.ts';
import type { RoleSeed, TrustedAction } from '../seed/model.ts';
import { packedSize, sessionPolicyOf, type Tag, tagsOf } from './session-request.ts';

const known =
  /^(RoleArn|RoleSessionName|DurationSeconds|ExternalId|Policy|SourceIdentity|Tags\.member\.\d+\.(Key|Value))$/;
const sessionNamePattern = /^[\w+=,.@-]*$/;
const usualDuration = 3600;
/** A role that assumes another role gets an hour at most. */
const chainedDuration = 3600;

/** The same words whether the role is missing, does not trust the caller or wants another external id: AWS does not tell. */
function notAuthorized(call: Call, arn: string, action: TrustedAction = 'sts:AssumeRole'): ServiceError {
  const [code, status] = errorNames.sts.denied;
  const message = `User: ${call.identity.arn} is not authorized to perform: ${action} on resource: ${arn}`;
  return new ServiceError(code, message, status);
}

function trusts(role: RoleSeed, call: Call, externalId: string | undefined): boolean {
  if (!role.trustedAccounts.includes(call.identity.account)) return false;
  return role.externalId === undefined || role.externalId === externalId;
}

function mayAsk(call: Call, arn: string, action: TrustedAction): boolean {
  return objection(call.identity, { action, region: call.region, resource: arn }) === undefined;
}

/** Both sides must allow the further action: the caller's policy and the trust of the role. */
function requireTrusted(call: Call, role: RoleSeed, arn: string, action: TrustedAction): void {
  if (!mayAsk(call, arn, action) || !role.trustedActions?.includes(action)) throw notAuthorized(call, arn, action);
}

/** A source identity stays for all sessions that come of this one, and cannot be changed. */
function sourceIdentityOf(call: Call, role: RoleSeed, arn: string): string | undefined {
  const asked = optionalText(call, 'SourceIdentity', { min: 2, max: 64, pattern: sessionNamePattern });
  const inherited = call.identity.session?.sourceIdentity;
  const wanted = inherited ?? asked;
  if (wanted === undefined) return undefined;
  if (asked !== undefined && asked !== wanted) throw notAuthorized(call, arn, 'sts:SetSourceIdentity');
  requireTrusted(call, role, arn, 'sts:SetSourceIdentity');
  return wanted;
}

function checkTags(call: Call, role: RoleSeed, arn: string, tags: readonly Tag[]): void {
  if (tags.length > 0) requireTrusted(call, role, arn, 'sts:TagSession');
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

function trustedRole(call: Call, arn: string): { readonly account: string; readonly role: RoleSeed } {
  const externalId = optionalText(call, 'ExternalId', { min: 2, max: 1224, pattern: /^[\w+=,.@:/-]*$/ });
  const address = parseRoleArn(arn);
  if (!address) throw invalid('sts', `${arn} is invalid`);
  const role = call.world.accounts.get(address.account)?.roles.get(address.name);
  if (!role || !mayAsk(call, arn, 'sts:AssumeRole') || !trusts(role, call, externalId)) throw notAuthorized(call, arn);
  return { account: address.account, role };
}

/**
 * Temporary credentials in the role's account. The trust policy and the caller's own policy must both allow it.
 * Managed session policies, transitive tags and MFA are not modelled, and are refused rather than ignored.
 */
export function assumeRole(call: Call): object {
  const arn = requiredText(call, 'RoleArn', { min: 20, max: 2048 });
  const sessionName = requiredText(call, 'RoleSessionName', { min: 2, max: 64, pattern: sessionNamePattern });
  optionalInteger(call, 'DurationSeconds', 900, 43_200);
  const strange = Object.keys(call.input).find((member) => !known.test(member));
  if (strange) throw invalid('sts', `The sandbox's AssumeRole does not know ${strange}`);
  const policy = sessionPolicyOf(call);
  const tags = tagsOf(call);
  const packed = packedSize(call, policy?.text, tags);
  const { account, role } = trustedRole(call, arn);
  const sourceIdentity = sourceIdentityOf(call, role, arn);
  checkTags(call, role, arn, tags);
  const expiresAt = call.now + durationOf(call, role) * 1000;
  const granted = { ...(sourceIdentity && { sourceIdentity }), ...(policy && { policy }) };
  const credentials = call.identities.issue({ account, role, sessionName, expiresAt, ...granted });
  return {
    AssumedRoleUser: {
      AssumedRoleId: `${roleId(account, role.name)}:${sessionName}`,
      Arn: `arn:aws:sts::${account}:assumed-role/${role.name}/${sessionName}`,
    },
    Credentials: {
      AccessKeyId: credentials.accessKeyId,
      SecretAccessKey: credentials.secretAccessKey,
      SessionToken: credentials.sessionToken,
      Expiration: new Date(expiresAt).toISOString().replace(/\.\d{3}Z$/, 'Z'),
    },
    ...(packed > 0 && { PackedPolicySize: packed }),
    ...(sourceIdentity && { SourceIdentity: sourceIdentity }),
  };
}
