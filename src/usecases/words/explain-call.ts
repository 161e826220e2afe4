import { cancelledReason } from '../../domain/audit/cancelled.ts';
import { networkFaultOf } from '../../domain/network-fault.ts';
import { networkExplanations } from './explain-network.ts';
import { type CallRole, type Explanation, explainSentence } from './explain-sentence.ts';

export type { CallRole, Explanation };

const services: Readonly<Record<string, string>> = {
  AssumeRole: 'sts',
  GetCallerIdentity: 'sts',
  DescribeKey: 'kms',
  GetKeyPolicy: 'kms',
  ListAliases: 'kms',
  ListKeys: 'kms',
  ListRegions: 'account',
  SimulatePrincipalPolicy: 'iam',
  ListAccounts: 'organizations',
  ListAccountsForParent: 'organizations',
  ListOrganizationalUnitsForParent: 'organizations',
  ListParents: 'organizations',
  ListTagsForResource: 'organizations',
  GetResources: 'tag',
};

/** The IAM action of an API operation: "glue:GetJobs". */
export function iamAction(call: string): string {
  return call.includes(':') ? call : `${services[call] ?? 'glue'}:${call}`;
}

/** Calls that a scan never makes: plans are read, and carried out, with the remediation role. */
const remediationOnly: ReadonlySet<string> = new Set([
  'GetSecurityConfiguration',
  'CreateSecurityConfiguration',
  'DeleteSecurityConfiguration',
  'GetJob',
  'GetJobRuns',
  'GetJobBookmark',
  'GetTrigger',
  'GetCrawler',
  'GetTags',
  'UpdateJob',
  'UpdateTrigger',
  'UpdateCrawler',
  'GetTables',
  'GetColumnStatisticsTaskSettings',
  'UpdateColumnStatisticsTaskSettings',
  'ListAliases',
  'ListKeys',
  'GetKeyPolicy',
  'SimulatePrincipalPolicy',
]);

/** An organization is listed with a role, or an identity, of its own. */
const isOfOrganization = (call: string) => services[call] === 'organizations';

type Explain = (call: string | undefined, role: CallRole) => Explanation;

const denied: Explain = (call, role) => {
  if (call === 'AssumeRole')
    return {
      what: `AWS refused to let Gluewarden assume the ${role} role`,
      next: "Check the role's ARN and trust policy, the external id, and that Gluewarden's own identity may call sts:AssumeRole on it.",
    };
  const action = call === undefined ? 'the call' : iamAction(call);
  // Glue answers with the same code when the job's own role may not be handed on.
  const passed = call === 'UpdateJob' ? " (and iam:PassRole for the job's own role)" : '';
  return {
    what: `AWS denied ${action}`,
    next: `Allow ${action}${passed} in the policy of the ${role} role, and check that no service control policy denies it.`,
  };
};

const expired: Explain = () => ({
  what: 'the AWS credentials have expired',
  next: 'Renew the credentials that Gluewarden runs with.',
});

const unrecognised: Explain = () => ({
  what: 'AWS does not accept the credentials there',
  next: 'Either the region is not enabled for this account (enable it, or take it off the list), or the credentials are wrong.',
});

const notSubscribed: Explain = (call, role) => {
  const said = 'not subscribed to this service';
  return (
    explainSentence({ code: 'OptInRequired', action: call && iamAction(call), role, said }) ?? unrecognised(call, role)
  );
};

const badSignature: Explain = () => ({
  what: 'AWS refused the signature of the request',
  next: 'Check the secret access key, and the clock of the machine that Gluewarden runs on.',
});

const throttled: Explain = (call) => ({
  what: `AWS answered that ${call === undefined ? 'there were' : `${iamAction(call)} got`} too many requests, and kept saying so`,
  next: 'Audit again later; if it stays, give this account a schedule of its own, at another time.',
});

const timedOut: Explain = () => ({
  what: 'AWS did not answer in time',
  next: 'Audit again later; if it stays, check the network between Gluewarden and AWS.',
});

const unreachable: Explain = () => ({
  what: 'AWS could not be reached over the network',
  next: 'Check the network, proxy and DNS of the machine that Gluewarden runs on, that this region exists, and AWS_ENDPOINT_URL if it is set.',
});

const unreadable: Explain = (call) => ({
  what: `AWS's answer${call === undefined ? '' : ` to ${iamAction(call)}`} could not be read to the end`,
  next: 'Audit again later; if it stays, report it to the makers of Gluewarden with this code.',
});

const serviceFailed: Explain = () => ({
  what: 'AWS had an error of its own',
  next: 'Audit again later; if it stays, check the AWS Health Dashboard.',
});

const explanations: Readonly<Record<string, Explain>> = {
  AccessDeniedException: denied,
  AccessDenied: denied,
  AuthorizationError: denied,
  NotAuthorized: denied,
  UnauthorizedOperation: denied,
  ExpiredToken: expired,
  ExpiredTokenException: expired,
  RequestExpired: expired,
  UnrecognizedClientException: unrecognised,
  InvalidClientTokenId: unrecognised,
  AuthFailure: unrecognised,
  OptInRequired: notSubscribed,
  SubscriptionRequiredException: notSubscribed,
  RegionDisabledException: () => ({
    what: 'AWS STS is not active for this account in that region',
    next: "Activate STS for the region in the account's IAM settings, or take the region off the list.",
  }),
  InvalidSignatureException: badSignature,
  SignatureDoesNotMatch: badSignature,
  IncompleteSignature: badSignature,
  ThrottlingException: throttled,
  Throttling: throttled,
  TooManyRequestsException: throttled,
  RequestLimitExceeded: throttled,
  TimeoutError: timedOut,
  ETIMEDOUT: timedOut,
  OperationTimeoutException: timedOut,
  DeadlineExceeded: () => ({
    what: 'the scan took longer than Gluewarden allows',
    next: 'Audit this account and region alone; if it stays, check the network between Gluewarden and AWS.',
  }),
  RegionSilent: () => ({
    what: 'it was not tried, because the region did not answer for several other accounts right before',
    next: 'Audit this account and region alone; if it stays, check the network between Gluewarden and AWS.',
  }),
  ScanCutOff: () => ({
    what: 'no process of Gluewarden could bring its scan to an end, though it was tried several times',
    next: 'Audit this account alone; if it stays, look in the log of Gluewarden for why.',
  }),
  [cancelledReason]: () => ({
    what: 'the audit was cancelled before it came there',
    next: 'Audit it again; nothing is known of it from this audit.',
  }),
  Aborted: () => ({
    what: 'the scan was stopped before AWS answered',
    next: 'Audit again; Gluewarden was probably being restarted.',
  }),
  ECONNREFUSED: unreachable,
  ECONNRESET: unreachable,
  ENOTFOUND: unreachable,
  EAI_AGAIN: unreachable,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  EPIPE: unreachable,
  CredentialsMissing: () => ({
    what: 'Gluewarden has no working AWS credentials',
    next: 'Give the process credentials (an instance or task role, a profile, or environment variables); "npm run -s doctor" says what it finds.',
  }),
  AccountMismatch: (_call, role) => ({
    what: 'the role leads into another account than the configured one',
    next: `Correct the account's id or its ${role}RoleArn in Gluewarden's configuration.`,
  }),
  CrawlerRunningException: () => ({
    what: 'the crawler was running, and AWS changes none that runs',
    next: 'Ask for a fresh plan when the crawler has ended.',
  }),
  ConcurrentModificationException: () => ({
    what: 'somebody else was changing it at the same time',
    next: 'Ask for a fresh plan, which sees what they changed.',
  }),
  ResourceNumberLimitExceededException: () => ({
    what: 'the account has as many of these as AWS allows',
    next: 'Delete what nothing uses any more, or have the quota raised in AWS Service Quotas; then ask for a fresh plan.',
  }),
  RemediationOff: () => ({
    what: 'the account has no remediation role, so nothing may be changed there',
    next: "Set the account's remediationRoleArn in Gluewarden's configuration.",
  }),
  SessionPolicyTooLarge: () => ({
    what: 'the names of this one step make a session policy that is longer than AWS takes',
    next: 'Make this change by hand; Gluewarden never uses the remediation role without such a policy.',
  }),
  UnsendableField: () => ({
    what: 'the update would have lost a field on its way to AWS, so it was not sent',
    next: 'Make this change by hand, and look for a newer version of Gluewarden, which may know the field.',
  }),
  RepeatedToken: unreadable,
  MalformedItem: unreadable,
  MalformedResponse: unreadable,
  NotFoundException: (call) =>
    call === 'DescribeKey'
      ? {
          what: "AWS shows no such key; it may be hidden because it is another account's",
          next: "Allow Gluewarden's scan role in the policy of that key, or check the key by hand.",
        }
      : unknownCode(call),
  // In digests of 0.1.0: what left the configuration is said as no longer watched since.
  NotScanned: () => ({
    what: 'it has open findings, and the scan no longer covers it',
    next: "Put the region back on the account's list (or enable it) to have it scanned, so that its findings can be resolved.",
  }),
  AWSOrganizationsNotInUseException: () => ({
    what: 'the account that asks is in no AWS organization',
    next: "Give organization.roleArn a role of the organization's management account or of a delegated administrator.",
  }),
  ParentNotFoundException: () => ({
    what: 'the organization has no such organizational unit or root',
    next: 'Correct organization.organizationalUnits in gluewarden.yaml: "aws organizations list-roots" and "list-organizational-units-for-parent" show the ids.',
  }),
  NoAccounts: () => ({
    what: 'AWS listed no account at all, and an organization has at least one',
    next: 'Look at AWS Organizations in the console of the management account; Gluewarden asks again by itself.',
  }),
  InternalServiceException: serviceFailed,
  InternalFailure: serviceFailed,
  InternalServerException: serviceFailed,
  ServiceException: serviceFailed,
  ServiceUnavailable: serviceFailed,
  ServiceUnavailableException: serviceFailed,
  ClientError: () => ({
    what: 'the call failed before AWS could answer it',
    next: 'Check the AWS settings (profile, region, endpoint) that Gluewarden runs with.',
  }),
  UnexpectedError: () => ({
    what: 'Gluewarden itself failed there',
    next: 'Audit again; if it stays, report it to the makers of Gluewarden.',
  }),
};

/**
 * The code of a failed look (an AWS error code, Node's, or one of ours) in words. `call` is the API operation; `role`
 * says whose call it was, where the operation does not. `said`: AWS's own sentence, which knows more than a vague code.
 * `what` is a clause without a full stop, so that it can follow a place; `next` is a sentence.
 */
export function explainCode(
  code: string | undefined,
  call?: string,
  role: CallRole = roleOf(call),
  said?: string,
): Explanation {
  if (code === undefined) return { what: 'it could not be scanned', next: 'Audit again.' };
  return knownWords(code, call, role, said) ?? unknownCode(call);
}

function knownWords(code: string, call: string | undefined, role: CallRole, said = ''): Explanation | undefined {
  const asked = { code, action: call === undefined ? undefined : iamAction(call), role, said };
  const known = Object.hasOwn(explanations, code) ? explanations[code] : undefined;
  if (/^Http5\d\d$/.test(code)) return serviceFailed(call, role);
  const network = networkFaultOf(code);
  if (network !== undefined && !known) return networkExplanations[network];
  return explainSentence(asked) ?? known?.(call, role);
}

/**
 * What to do about a change that failed; undefined: only what is done about any. Words that send somebody to audit again
 * are those of a scan.
 */
export function changeAdvice(code: string, call: string, said?: string): string | undefined {
  const next = knownWords(code, call, 'remediation', said)?.next;
  return next?.startsWith('Audit again') ? undefined : next;
}

function roleOf(call: string | undefined): CallRole {
  if (call === undefined) return 'scan';
  if (isOfOrganization(call)) return 'organization';
  return remediationOnly.has(call) ? 'remediation' : 'scan';
}

function unknownCode(call: string | undefined): Explanation {
  const asked = call === undefined ? 'AWS' : `AWS, asked for ${iamAction(call)},`;
  return {
    what: `${asked} answered with an error`,
    next: 'Audit again; if it stays, look this code up in the AWS documentation of the call.',
  };
}

/** The same with the code itself, which people search for: "AWS denied glue:GetJobs (AccessDeniedException)". */
export function codeWords(code: string | undefined, call?: string, role?: CallRole, said?: string): string {
  const { what } = explainCode(code, call, role, said);
  return code === undefined ? what : `${what} (${code})`;
}
