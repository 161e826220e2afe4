/** What went wrong in words, and what to do about it. Two sentences, without a code's own jargon where it has words. */
export interface Explanation {
  readonly what: string;
  readonly next: string;
}

/** Which of an account's roles a call was made with. */
export type CallRole = 'scan' | 'remediation' | 'organization';

/** A call that failed, with AWS's own sentence. */
export interface SaidOf {
  readonly code: string;
  /** The IAM action of the call: "glue:GetJobs". */
  readonly action: string | undefined;
  readonly role: CallRole;
  readonly said: string;
}

/**
 * Which sort of policy stands in the way, as AWS names it (IAM User Guide, "Troubleshoot access denied error messages":
 * "with an explicit deny in a service control policy", "because no permissions boundary allows the … action"). `fix` is
 * what helps: never an allow in another policy.
 */
const policies: readonly { readonly kind: string; readonly name: string; fix(who: string): string }[] = [
  {
    kind: 'service control policy',
    name: 'a service control policy of the organization',
    fix: (who) =>
      `Whoever manages AWS Organizations must exempt ${who} in that service control policy: an allow in its own policy does not help.`,
  },
  {
    kind: 'resource control policy',
    name: 'a resource control policy of the organization',
    fix: (who) =>
      `Whoever manages AWS Organizations must exempt ${who} in that resource control policy: an allow in its own policy does not help.`,
  },
  {
    kind: 'permissions boundary',
    name: 'the permissions boundary of the role',
    fix: (who) => `Change the permissions boundary of ${who}: an allow in its own policy does not help.`,
  },
  {
    kind: 'session policy',
    name: 'the session policy of the credentials',
    fix: () =>
      'Look at who makes these credentials: their session policy must let it through. If that is Gluewarden, report it to its makers.',
  },
  {
    kind: 'VPC endpoint policy',
    name: 'the policy of a VPC endpoint',
    fix: () => "Change the policy of the VPC endpoint that Gluewarden's calls go through.",
  },
  {
    kind: 'role trust policy',
    name: "the role's trust policy",
    fix: () => 'Change the trust policy of that role, with its external id.',
  },
  {
    kind: 'resource-based policy',
    name: 'the policy of the resource itself',
    fix: () => "Change the policy of the resource (a KMS key's key policy, the Data Catalog's resource policy).",
  },
  {
    kind: 'identity-based policy',
    name: "a policy of Gluewarden's own identity or role",
    fix: (who) => `Find the Deny statement in the policies of ${who}, and narrow it: another allow does not help.`,
  },
];

const anyDeny =
  "Find the statement that denies it (the role's policies, its boundary, a service control policy, the resource's own policy): another allow does not help.";

interface Refused {
  /** What may not be done, and on what: not always the call itself (UpdateJob hands a role on). */
  readonly action?: string | undefined;
  readonly resource?: string | undefined;
  readonly explicit: boolean;
  readonly policy?: (typeof policies)[number] | undefined;
}

function readRefusal(said: string): Refused | undefined {
  const [, action, resource] = /is not authorized to perform: ([\w-]+:\w+)(?: on resource: (\S+))?/i.exec(said) ?? [];
  const explicit = /with an explicit deny/i.test(said);
  const [, kind] = /(?:with an explicit deny in an? |because no )([\w -]+? (?:policy|boundary))\b/i.exec(said) ?? [];
  if (action === undefined && !explicit && kind === undefined) return undefined;
  const policy = policies.find((each) => each.kind.toLowerCase() === kind?.toLowerCase());
  return { action, resource, explicit, policy };
}

/** Where the account's own administrators allow: AWS names either when nothing allows. */
function isOwn({ kind }: (typeof policies)[number]): boolean {
  return kind === 'identity-based policy' || kind === 'resource-based policy';
}

function roleWords({ action, resource }: Refused, role: CallRole): string {
  return action === 'sts:AssumeRole' && resource !== undefined ? resource : `the ${role} role`;
}

function refusedWords(refused: Refused, { action: called, role }: SaidOf): Explanation | undefined {
  const { action = called, resource, explicit, policy } = refused;
  const assumes = action === 'sts:AssumeRole';
  const who = roleWords(refused, role);
  const denied = assumes ? `AWS refused to let Gluewarden assume ${who}` : `AWS denied ${action ?? 'the call'}`;
  const identity = assumes ? "Gluewarden's own identity" : who;
  if (explicit)
    return {
      what: `${denied}: ${policy?.name ?? 'a policy'} denies it explicitly`,
      next: policy?.fix(identity) ?? anyDeny,
    };
  if (policy !== undefined && !isOwn(policy))
    return { what: `${denied}: ${policy.name} does not allow it`, next: policy.fix(identity) };
  if (assumes && resource !== undefined)
    return {
      what: denied,
      next: `The trust policy of ${resource} (with its external id) must allow Gluewarden's identity, and that identity's own policy sts:AssumeRole on it. If no account in gluewarden.yaml names this role, the AWS profile does (role_arn).`,
    };
  if (action === called || action === undefined) return undefined;
  const on = resource === undefined ? '' : ` on ${resource}`;
  return { what: denied, next: `Allow ${action}${on} in the policy of ${who}.` };
}

const services: Readonly<Record<string, string>> = { sts: 'AWS STS', kms: 'AWS KMS', iam: 'AWS IAM' };

function notSwitchedOn({ action }: SaidOf): Explanation {
  const service = services[action?.split(':')[0] ?? ''] ?? 'AWS Glue';
  return {
    what: `${service} is not switched on for this account there`,
    next: `Open ${service} once in the console of that account and region: a new account must be verified and have a valid payment method. If it stays so, ask AWS Support, or take it off the list.`,
  };
}

function loginWords(profile: string | undefined): Explanation {
  const command = profile === undefined ? 'aws sso login' : `aws sso login --profile ${profile}`;
  return {
    what: `the SSO session${profile === undefined ? '' : ` of profile "${profile}"`} has expired`,
    next: `Run ${command}, as the user that Gluewarden runs as.`,
  };
}

function profileOf(said: string): string | undefined {
  return (/\(profile: (.+)\)$/.exec(said) ?? /using profile: \[(.+?)\]/.exec(said))?.[1];
}

/** What a plain member of an organization is answered whatever its policy allows (aws-samples/aws-iam-access-key-auto-rotation #10). */
const notInCharge = /^You don't have permissions to access this resource/;

const invalid = 'InvalidInputException';
const denials = [
  'AccessDenied',
  'AccessDeniedException',
  'AuthorizationError',
  'NotAuthorized',
  'UnauthorizedOperation',
];
const notSubscribed = ['OptInRequired', 'SubscriptionRequiredException'];
const credentials = ['CredentialsMissing'];

/** In this order; the first that fits speaks. Only of `codes` that are vague. `words` are AWS's or its SDK's, each from the source beside it. */
const sentences: readonly {
  readonly codes: readonly string[];
  readonly words: RegExp;
  explain(asked: SaidOf): Explanation | undefined;
}[] = [
  {
    // aws-cloudformation/cloudformation-coverage-roadmap #817, as InvalidInputException.
    codes: [invalid],
    words: /Cannot update Crawler while running/i,
    explain: () => ({
      what: 'the crawler was running, and AWS changes none that runs',
      next: 'Ask for a fresh plan when the crawler has ended.',
    }),
  },
  {
    // OptInRequired (Common Error Types of AWS's APIs; Appliscale/cloud-security-audit #24), SubscriptionRequiredException
    // (kubernetes-sigs/aws-load-balancer-controller #1579), Glue's own (awslabs/aws-well-architected-labs #697).
    codes: [...denials, ...notSubscribed],
    words:
      /needs a subscription for the service|not subscribed to this service|^Account \S+ is denied access|not signed up for/i,
    explain: notSwitchedOn,
  },
  {
    // @aws-sdk/credential-provider-sso and @aws-sdk/token-providers. The profile's name is added by src/aws/access.
    codes: credentials,
    words: /aws sso login/,
    explain: ({ said }) => loginWords(profileOf(said)),
  },
  {
    // @aws-sdk/credential-provider-ini.
    codes: credentials,
    words: /requires multi-factor authentication/,
    explain: ({ said }) => ({
      what: `${profileOf(said) === undefined ? 'the AWS profile' : `the AWS profile "${profileOf(said)}"`} asks for a code of multi-factor authentication`,
      next: 'Give Gluewarden credentials that need no code: it runs by itself.',
    }),
  },
  {
    // @aws-sdk/credential-provider-node says of a profile that does not exist only that no provider has credentials.
    codes: credentials,
    words: /^Could not (load credentials from any providers|resolve credentials using profile)/,
    explain: ({ said }) => {
      const profile = profileOf(said);
      if (profile === undefined) return undefined;
      return {
        what: `the AWS profile "${profile}" gives no credentials`,
        next: `Check that a profile "${profile}" exists (aws configure list-profiles, as the user that Gluewarden runs as) and has what it needs, or correct AWS_PROFILE.`,
      };
    },
  },
  {
    codes: denials,
    words: notInCharge,
    explain: ({ action }) => {
      if (!action?.startsWith('organizations:')) return undefined;
      return {
        what: 'the account that asks is neither the management account of the organization nor a delegated administrator',
        next: 'Give organization.roleArn a role of one of these, or have the management account make its account a delegated administrator.',
      };
    },
  },
  {
    // Glue answers so with InvalidInputException too (hashicorp/terraform-provider-aws #30370).
    codes: [...denials, invalid],
    words: /is not authorized to perform|with an explicit deny/i,
    explain: (asked) => {
      const refused = readRefusal(asked.said);
      return refused && refusedWords(refused, asked);
    },
  },
];

/** What keeps sentences apart that share a code: which one it is, and whose policy refuses. */
export function sentenceKind(said: string): string {
  const index = sentences.findIndex(({ words }) => words.test(said));
  const { explicit = false, policy } = readRefusal(said) ?? {};
  return JSON.stringify([index, explicit, policy?.kind ?? '']);
}

/**
 * What AWS's own sentence says that its code does not; undefined: nothing more. For people only: what is done is decided
 * by codes.
 */
export function explainSentence(asked: SaidOf): Explanation | undefined {
  return sentences.find(({ codes, words }) => codes.includes(asked.code) && words.test(asked.said))?.explain(asked);
}

/** False where a statement that allows it changes nothing: it is denied explicitly, or by another sort of policy. */
export function mayBeAllowed(said: string | undefined): boolean {
  if (said !== undefined && notInCharge.test(said)) return false;
  const refused = said === undefined ? undefined : readRefusal(said);
  if (refused === undefined) return true;
  return !refused.explicit && (refused.policy === undefined || isOwn(refused.policy));
}

/** The same sentence about nobody in particular: what is common to many accounts. */
export function withoutArns(said: string): string {
  return said.replace(/ on resource: arn:\S+/g, '').replace(/arn:\S+/g, '…');
}
