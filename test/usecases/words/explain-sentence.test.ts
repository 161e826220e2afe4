import { describe, expect, test } from 'vitest';
import { changeAdvice, codeWords, explainCode } from '../../../src/usecases/words/explain-call.ts';
import { mayBeAllowed, sentenceKind, withoutArns } from '../../../src/usecases/words/explain-sentence.ts';

const user = 'User: arn:aws:sts::111122223333:assumed-role/Remediate/gluewarden-p1';
const update = `${user} is not authorized to perform: glue:UpdateJob on resource: arn:aws:glue:eu-west-1:111122223333:job/a`;
const explain = (code: string, call: string, said: string) => explainCode(code, call, 'remediation', said);

/** The end of the sentence, whose policy it is in words, and what helps. */
const elsewhere: readonly [end: string, policy: RegExp, fix: RegExp][] = [
  ['with an explicit deny in a service control policy', /a service control policy/, /AWS Organizations must exempt/],
  [
    'with an explicit deny in a service control policy: arn:aws:organizations::1:policy/o-1/service_control_policy/p-1',
    /a service control policy/,
    /AWS Organizations must exempt the remediation role/,
  ],
  ['with an explicit deny in a resource control policy', /a resource control policy/, /AWS Organizations/],
  ['with an explicit deny in a permissions boundary', /the permissions boundary/, /Change the permissions boundary/],
  ['with an explicit deny in a session policy', /the session policy/, /session policy/],
  ['with an explicit deny in a VPC endpoint policy', /VPC endpoint/, /VPC endpoint/],
  ['with an explicit deny in a resource-based policy', /the resource itself/, /policy of the resource/],
  ['with an explicit deny in an identity-based policy', /own identity or role/, /Deny statement.*remediation role/],
  ['with an explicit deny', /a policy denies it explicitly/, /Find the statement that denies it/],
  ['because no service control policy allows the glue:UpdateJob action', /does not allow it/, /AWS Organizations/],
  ['because no permissions boundary allows the glue:UpdateJob action', /does not allow it/, /boundary/],
  ['because no session policy allows the glue:UpdateJob action', /does not allow it/, /session policy/],
];

describe('a refusal that an allow in the role does not lift', () => {
  test.each(elsewhere)('%s', (end, policy, fix) => {
    const said = `${update} ${end}`;
    const { what, next } = explain('AccessDeniedException', 'UpdateJob', said);
    expect(what).toMatch(/^AWS denied glue:UpdateJob: /);
    expect(what).toMatch(policy);
    expect(next).toMatch(fix);
    expect(next).not.toMatch(/^Allow|\. Allow/);
    expect(mayBeAllowed(said)).toBe(false);
  });

  test('an account that may not list its organization, whatever its role may', () => {
    const said = "You don't have permissions to access this resource.";
    const { what, next } = explainCode('AccessDeniedException', 'ListAccounts', undefined, said);
    expect(what).toMatch(/neither the management account .* nor a delegated administrator/);
    expect(next).toMatch(/^Give organization\.roleArn a role of one of these/);
    expect(mayBeAllowed(said)).toBe(false);
    expect(explain('AccessDeniedException', 'UpdateJob', said).what).toBe('AWS denied glue:UpdateJob');
  });

  test('a missing allow still is answered with it', () => {
    const said = `${update} because no identity-based policy allows the glue:UpdateJob action`;
    expect(explain('AccessDeniedException', 'UpdateJob', said).next).toMatch(/^Allow glue:UpdateJob /);
    expect(mayBeAllowed(said)).toBe(true);
    expect(mayBeAllowed(undefined)).toBe(true);
  });

  test('what AWS refused is named, where it is not the call', () => {
    const said = `${user} is not authorized to perform: iam:PassRole on resource: arn:aws:iam::111122223333:role/etl because no identity-based policy allows the iam:PassRole action`;
    expect(explain('AccessDeniedException', 'UpdateJob', said)).toEqual({
      what: 'AWS denied iam:PassRole',
      next: 'Allow iam:PassRole on arn:aws:iam::111122223333:role/etl in the policy of the remediation role.',
    });
  });
});

describe('a role that may not be assumed', () => {
  const role = 'arn:aws:iam::111122223333:role/Deploy';
  const said = `User: arn:aws:iam::111122223333:user/ci is not authorized to perform: sts:AssumeRole on resource: ${role}`;

  test('is named, with its trust', () => {
    const { what, next } = explainCode('AccessDenied', 'AssumeRole', 'scan', said);
    expect(what).toBe(`AWS refused to let Gluewarden assume ${role}`);
    expect(next).toMatch(/^The trust policy of .*role\/Deploy .*sts:AssumeRole/);
    expect(codeWords('AccessDenied', 'AssumeRole', 'scan', said)).toBe(`${what} (AccessDenied)`);
  });

  test('is spoken of in general where many accounts have one', () => {
    const { what } = explainCode('AccessDenied', 'AssumeRole', 'scan', withoutArns(said));
    expect(what).toBe('AWS refused to let Gluewarden assume the scan role');
    expect(sentenceKind(said)).toBe(sentenceKind(said.replace('Deploy', 'Other')));
    expect(sentenceKind(said)).not.toBe(sentenceKind(`${said} with an explicit deny in a service control policy`));
  });
});

test.each([
  ['OptInRequired', 'You are not subscribed to this service. Please go to http://aws.amazon.com to subscribe.'],
  ['SubscriptionRequiredException', 'The AWS Access Key Id needs a subscription for the service'],
  ['SubscriptionRequiredException', ''],
  ['AccessDeniedException', 'Account 111122223333 is denied access.'],
])('an account where Glue is not switched on: %s, %s', (code, said) => {
  const { what, next } = explainCode(code, 'GetJobs', 'scan', said);
  expect(what).toBe('AWS Glue is not switched on for this account there');
  expect(next).toMatch(/^Open AWS Glue once in the console/);
});

test.each([
  [
    'The SSO session associated with this profile has expired. To refresh this SSO session run aws sso login with the corresponding profile. (profile: dev)',
    /SSO session of profile "dev" has expired/,
    /^Run aws sso login --profile dev,/,
  ],
  [
    "Token is expired. To refresh this SSO session run 'aws sso login' with the corresponding profile.",
    /the SSO session has expired/,
    /^Run aws sso login,/,
  ],
  [
    'Could not load credentials from any providers (profile: nope)',
    /profile "nope" gives no credentials/,
    /profile "nope" exists/,
  ],
  [
    'Could not resolve credentials using profile: [nope] in configuration/credentials file(s).',
    /profile "nope"/,
    /AWS_PROFILE/,
  ],
  ['Could not load credentials from any providers', /no working AWS credentials/, /instance or task role/],
  [
    'Profile arn requires multi-factor authentication, but no MFA code callback was provided. (profile: mfa)',
    /profile "mfa" asks for a code/,
    /need no code/,
  ],
])('credentials: %s', (said, what, next) => {
  const explained = explainCode('CredentialsMissing', 'GetCallerIdentity', 'scan', said);
  expect(explained.what).toMatch(what);
  expect(explained.next).toMatch(next);
});

test('a crawler that runs is told alike in both of the ways in which AWS refuses it', () => {
  const said = 'Cannot update Crawler while running. Please stop crawl or wait until it completes to update.';
  const known = explain('CrawlerRunningException', 'UpdateCrawler', '');
  expect(explain('InvalidInputException', 'UpdateCrawler', said)).toEqual(known);
  expect(changeAdvice('InvalidInputException', 'UpdateCrawler', said)).toBe(known.next);
});

test('a change that failed is never answered with another audit', () => {
  expect(changeAdvice('ThrottlingException', 'UpdateJob')).toBeUndefined();
  expect(changeAdvice('InvalidInputException', 'UpdateJob', 'Timeout is wrong')).toBeUndefined();
  expect(changeAdvice('AccessDeniedException', 'UpdateJob', update)).toMatch(/^Allow glue:UpdateJob/);
});

test('no words send anybody to a log that does not have it', () => {
  for (const code of ['ClientError', 'UnexpectedError'])
    expect(explainCode(code, 'GetJobs').next).not.toMatch(/\blog\b/);
});
