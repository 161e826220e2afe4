import { describe, expect, it } from 'vitest';
import { remediationCalls, scanCalls } from '../../../src/aws/policies/calls.ts';
import { CloudError, type ErrorCode, GluewardenError } from '../../../src/domain/errors.ts';
import { type FindingReason, findingKinds, type Reference, type ReferenceType } from '../../../src/domain/model.ts';
import {
  bookmarkWords,
  codeWords,
  countWords,
  durationWords,
  explainCode,
  explainError,
  explainedCounts,
  exposureCountWords,
  exposureMeaning,
  iamAction,
  instantWords,
  kindWords,
  listWords,
  numberWords,
  reasonWords,
  shortUsageWords,
  usageWords,
} from '../../../src/usecases/words/explain.ts';

const codes: Record<ErrorCode, true> = {
  usage: true,
  'not-allowed': true,
  'access-unverifiable': true,
  'unknown-account': true,
  'unknown-region': true,
  'unknown-configuration': true,
  'unknown-name': true,
  'ambiguous-name': true,
  'account-needed': true,
  'expired-view': true,
  busy: true,
  stopping: true,
};
describe('explainError', () => {
  it.each(Object.keys(codes).filter((code): code is ErrorCode => code in codes))('has words for %s', (code) => {
    for (const detail of [undefined, 'the-detail']) {
      const { kind, what, next } = explainError(new GluewardenError(code, detail));
      expect(kind).toBe('problem');
      expect(what).toMatch(/^[A-Z]/);
      expect(next).toMatch(/^[A-Z/]/);
      expect(`${what} ${next}`).not.toMatch(/undefined|GluewardenError/);
    }
  });

  it('names what was wrong and hands on the suggestions', () => {
    const problem = explainError(new GluewardenError('unknown-region', 'us-esat-1', ['us-east-1']));
    expect(problem.what).toContain('"us-esat-1"');
    expect(problem.suggestions).toEqual(['us-east-1']);
  });

  it('stays short whatever was typed', () => {
    const { what } = explainError(new GluewardenError('usage', 'x'.repeat(10_000)));
    expect(what.length).toBeLessThan(400);
  });

  it('says what AWS answered, with its code, and what to do', () => {
    const problem = explainError(new CloudError('GetJobs', 'AccessDeniedException', 'User: … is not authorized'));
    expect(problem.what).toBe('AWS denied glue:GetJobs (AccessDeniedException).');
    expect(problem.next).toContain('Allow glue:GetJobs');
  });

  it.each([new Error('password=hunter2'), 'text', undefined, null])('quotes nothing of the unexpected %s', (thrown) => {
    const problem = explainError(thrown);
    expect(problem.what).toBe('Something went wrong in Gluewarden itself.');
    expect(JSON.stringify(problem)).not.toContain('hunter2');
  });
});

describe('explainCode', () => {
  it.each<[code: string, call: string | undefined, what: RegExp, next: RegExp]>([
    ['AccessDeniedException', 'GetTriggers', /denied glue:GetTriggers/, /Allow glue:GetTriggers/],
    ['AccessDenied', 'AssumeRole', /refused to let Gluewarden assume/, /trust policy/],
    ['AccessDeniedException', 'DescribeKey', /kms:DescribeKey/, /kms:DescribeKey/],
    ['ExpiredToken', 'GetJobs', /expired/, /Renew/],
    ['ExpiredTokenException', 'GetJobs', /expired/, /Renew/],
    ['UnrecognizedClientException', 'GetJobs', /does not accept the credentials/, /not enabled.*or the credentials/],
    ['InvalidClientTokenId', 'AssumeRole', /does not accept the credentials/, /not enabled/],
    ['ThrottlingException', 'GetJobs', /too many requests/, /later/],
    ['TimeoutError', 'GetJobs', /not answer in time/, /network/],
    ['ECONNREFUSED', 'GetJobs', /could not be reached/, /network/],
    ['ENOTFOUND', 'GetJobs', /could not be reached/, /DNS/],
    ['CredentialsMissing', 'GetCallerIdentity', /no working AWS credentials/, /doctor/],
    ['AccountMismatch', 'AssumeRole', /another account/, /scanRoleArn/],
    ['DeadlineExceeded', 'GetJobs', /longer than/, /alone/],
    ['RegionSilent', 'Scan', /not tried.*other accounts/, /alone/],
    ['ScanCutOff', 'Scan', /no process.*several times/, /alone.*log/],
    ['RepeatedToken', 'GetJobs', /could not be read to the end/, /later/],
    ['MalformedItem', 'GetJobs', /could not be read/, /report it/],
    ['NotFoundException', 'DescribeKey', /no such key/, /policy of that key/],
    ['NotScanned', undefined, /no longer covers/, /list/],
    ['ClientError', 'GetJobs', /before AWS could answer/, /settings/],
    ['Http503', 'GetJobs', /error of its own/, /Health/],
    ['CrawlerRunningException', 'UpdateCrawler', /crawler was running/, /fresh plan/],
    ['ConcurrentModificationException', 'UpdateJob', /at the same time/, /fresh plan/],
    ['ResourceNumberLimitExceededException', 'CreateSecurityConfiguration', /as many/, /Service Quotas/],
    ['UnsendableField', 'UpdateJob', /was not sent/, /by hand/],
    ['SessionPolicyTooLarge', 'AssumeRole', /session policy that is longer/, /by hand/],
    ['RemediationOff', 'AssumeRole', /no remediation role/, /remediationRoleArn/],
    [
      'AccessDeniedException',
      'ListAliases',
      /denied kms:ListAliases/,
      /kms:ListAliases in the policy of the remediation/,
    ],
    ['AccessDenied', 'ListKeys', /denied kms:ListKeys/, /Allow kms:ListKeys in the policy of the remediation role/],
    ['AccessDeniedException', 'GetJobs', /denied glue:GetJobs/, /the policy of the scan role/],
    ['AccessDeniedException', 'UpdateJob', /denied glue:UpdateJob/, /iam:PassRole.* of the remediation role/],
    ['SomethingNewException', 'GetJobs', /glue:GetJobs, answered with an error/, /documentation/],
    ['toString', undefined, /AWS answered with an error/, /documentation/],
  ])('%s of %s', (code, call, what, next) => {
    const explained = explainCode(code, call);
    expect(explained.what).toMatch(what);
    expect(explained.what).not.toMatch(/\.$/);
    expect(explained.next).toMatch(next);
    expect(explained.next).toMatch(/\.$/);
    expect(codeWords(code, call)).toBe(`${explained.what} (${code})`);
  });

  it('says that something could not be scanned when there is no code', () => {
    expect(codeWords(undefined)).toBe('it could not be scanned');
  });

  it('names the role and the service of every call of a remediation', () => {
    const shared = new Set(scanCalls.map(({ operation }) => operation));
    for (const { operation, service } of remediationCalls.filter((call) => !shared.has(call.operation))) {
      const { what, next } = explainCode('AccessDeniedException', operation);
      expect(what).toBe(`AWS denied ${service}:${operation}`);
      expect(next).toMatch(/^Allow .* in the policy of the remediation role/);
    }
  });

  it('names the role that was meant, where both roles make the call', () => {
    expect(explainCode('AccessDenied', 'AssumeRole').what).toMatch(/assume the scan role$/);
    expect(explainCode('AccessDenied', 'AssumeRole', 'remediation').what).toMatch(/assume the remediation role$/);
    expect(explainCode('AccessDenied', 'DescribeKey', 'remediation').next).toMatch(/policy of the remediation role/);
    expect(explainCode('AccountMismatch', 'AssumeRole', 'remediation').next).toContain('remediationRoleArn');
  });

  it('knows the service of each call', () => {
    expect(['GetJobs', 'AssumeRole', 'DescribeKey', 'ListRegions', 'glue:GetJobs'].map(iamAction)).toEqual([
      'glue:GetJobs',
      'sts:AssumeRole',
      'kms:DescribeKey',
      'account:ListRegions',
      'glue:GetJobs',
    ]);
  });
});

const reasons: Record<FindingReason, RegExp> = {
  disabled: /switched off/,
  'mode-missing': /not set/,
  'mode-unrecognised': /"X".*not known to encrypt/,
  'no-key': /no KMS key/,
  'no-configuration': /no security configuration/,
  'configuration-missing': /"X", which does not exist/,
  'points-back': /names "X" again/,
  'key-disabled': /X is not enabled/,
  'key-pending-deletion': /X is about to be deleted/,
  'key-missing': /X does not exist/,
  'key-asymmetric': /X is not a symmetric/,
  'key-other-region': /X is in another region/,
  'of-another-version': /another version of Gluewarden found ("X"|something)$/,
};

describe('words of findings', () => {
  it.each(Object.entries(reasons))('%s', (reason, words) => {
    const known = Object.keys(reasons).find((one): one is FindingReason => one === reason);
    if (known === undefined) throw new Error(reason);
    const why = { rule: 'Glue-005', reason: known };
    expect(reasonWords({ ...why, detail: 'X' })).toMatch(words);
    expect(reasonWords(why)).not.toMatch(/undefined|"X"/);
  });

  it('has words for every kind', () => {
    expect(new Set(findingKinds.map((kind) => kindWords(kind, 2))).size).toBe(findingKinds.length);
  });
});

const job = (name: string, bookmarks?: Reference['bookmarks'], via?: string[]): Reference => ({
  type: 'job',
  name,
  ...(bookmarks && { bookmarks }),
  ...(via && { via }),
});
const on = 'job-bookmark-enable';
const off = 'job-bookmark-disable';

describe('usageWords', () => {
  const paused = 'job-bookmark-pause';
  const base = { kind: 'configuration', exposure: 'exposed' } as const;

  it.each<[string, Parameters<typeof usageWords>[0], string]>([
    ['nothing', { ...base, exposure: 'unused', references: [] }, 'nothing uses it'],
    ['one writer', { ...base, references: [job('a', on)] }, '1 job writes bookmarks with it'],
    ['paused', { ...base, references: [job('a', paused)] }, '1 job reads bookmarks with it and writes none (paused)'],
    [
      'a writer and paused ones',
      { ...base, references: [job('a', on), job('b', paused), job('c', paused, ['t'])] },
      '1 job writes bookmarks with it; 2 jobs read bookmarks with it and write none (paused) (1 only when a trigger starts it)',
    ],
    [
      'a bare job that is paused',
      { ...base, kind: 'unprotected-job', references: [job('a', paused)] },
      'its runs read bookmarks and write none (paused)',
    ],
    [
      'writers and others',
      { ...base, references: [job('a', on), job('b', on), job('c', off), { type: 'crawler', name: 'd' }] },
      '2 jobs write bookmarks with it; also used by 1 job and 1 crawler',
    ],
    [
      'some by trigger',
      { ...base, references: [job('a', on), job('b', on, ['t'])] },
      '2 jobs write bookmarks with it (1 only when a trigger starts it)',
    ],
    [
      'none writes',
      { ...base, exposure: 'latent', references: [job('a', off)] },
      'used by 1 job; none writes bookmarks',
    ],
    [
      'a lower bound',
      { ...base, references: [job('a', on)], referencesIncomplete: [{ call: 'GetTriggers', error: 'X' }] },
      'at least 1 job writes bookmarks with it',
    ],
    [
      'nothing seen, not all listed',
      { ...base, exposure: 'unused', references: [], referencesIncomplete: [{ call: 'GetTriggers', error: 'X' }] },
      'nothing seen uses it, but not everything could be listed',
    ],
    [
      'cut',
      { ...base, references: [job('a', on), job('b', off)], referencesTotal: 60 },
      '60 references; at least 1 write or read bookmarks',
    ],
    [
      'cut, none at hand writes',
      { ...base, references: [job('b', off)], referencesTotal: 60 },
      '60 references; some write or read bookmarks',
    ],
    [
      'cut, latent',
      { ...base, exposure: 'latent', references: [job('b', off)], referencesTotal: 60 },
      '60 references; none writes bookmarks',
    ],
    ['a bare job', { ...base, kind: 'unprotected-job', references: [job('a', on)] }, 'its runs write bookmarks'],
    [
      'a bare job by trigger',
      { ...base, kind: 'unprotected-job', references: [job('a', on, ['nightly'])] },
      'its runs write bookmarks when the trigger "nightly" starts them',
    ],
    [
      'a bare job that writes none',
      { ...base, kind: 'dangling-reference', exposure: 'latent', references: [job('a', off)] },
      'its runs write no bookmarks',
    ],
  ])('%s', (_, used, words) => {
    expect(usageWords(used)).toBe(words);
  });

  it('says what a trigger does, not what it writes', () => {
    expect(bookmarkWords({ type: 'trigger', name: 't', bookmarks: on })).toBe('starts runs that write bookmarks');
    expect(bookmarkWords({ type: 'crawler', name: 'c' })).toBeUndefined();
  });
});

describe('numbers, lists and times', () => {
  it.each<[string, string]>([
    [numberWords(1_234_567), '1,234,567'],
    [numberWords(999), '999'],
    [countWords(1, 'job'), '1 job'],
    [countWords(0, 'job'), '0 jobs'],
    [countWords(2, 'query', 'queries'), '2 queries'],
    [listWords([]), ''],
    [listWords(['a']), 'a'],
    [listWords(['a', 'b', 'c']), 'a, b and c'],
    [exposureCountWords({ total: 3, exposed: 2, latent: 0, unused: 1 }), '2 exposed, 1 unused'],
    [exposureCountWords({ total: 0, exposed: 0, latent: 0, unused: 0 }), 'none'],
    [durationWords(0), '0 seconds'],
    [durationWords(-5), '0 seconds'],
    [durationWords(340), '0.3 seconds'],
    [durationWords(1_000), '1 second'],
    [durationWords(59_600), '60 seconds'],
    [durationWords(90_000), '2 minutes'],
    [durationWords(5 * 3_600_000), '5 hours'],
    [durationWords(3 * 86_400_000), '3 days'],
    [instantWords(Date.UTC(2026, 10, 23, 8)), '2026-11-23 08:00 UTC'],
    [instantWords(Number.NaN), 'an unknown time'],
  ])('%s', (made, expected) => {
    expect(made).toBe(expected);
  });
});

describe('short words for a list', () => {
  const on = 'job-bookmark-enable';
  const some = (type: ReferenceType, count: number, bookmarks?: Reference['bookmarks']): Reference[] =>
    Array.from({ length: count }, (_, n) => ({ type, name: `${type}-${n}`, ...(bookmarks && { bookmarks }) }));
  const used = { kind: 'configuration', exposure: 'exposed' } as const;

  it.each<[string, Parameters<typeof shortUsageWords>[0], string]>([
    [
      'writers only',
      { ...used, references: [...some('job', 3, on), ...some('trigger', 1, on)] },
      '3 jobs and 1 trigger use it',
    ],
    ['one', { ...used, references: some('job', 1, on) }, '1 job uses it'],
    [
      'others too',
      { ...used, references: [...some('job', 3, on), ...some('trigger', 1, on), ...some('crawler', 2)] },
      '3 jobs, 1 trigger and 2 others use it',
    ],
    [
      'no writer',
      { ...used, exposure: 'latent', references: [...some('job', 1), ...some('crawler', 1)] },
      '1 job and 1 crawler use it',
    ],
    ['nobody', { ...used, exposure: 'unused', references: [] }, ''],
    [
      'a list that failed',
      { ...used, references: some('job', 2, on), referencesIncomplete: [{ call: 'GetTriggers', error: 'X' }] },
      'at least 2 jobs use it',
    ],
    ['cut', { ...used, references: some('job', 25, on), referencesTotal: 5_000 }, '5,000 references to it'],
    ['a bare job', { kind: 'unprotected-job', exposure: 'exposed', references: some('job', 1, on) }, ''],
    [
      'a bare job that a trigger makes write',
      { ...used, kind: 'unprotected-job', references: [{ type: 'job', name: 'j', bookmarks: on, via: ['t'] }] },
      'bookmarks on when a trigger starts it',
    ],
  ])('%s', (_, given, words) => {
    expect(shortUsageWords(given)).toBe(words);
  });

  it('explain the exposures that are there', () => {
    expect(explainedCounts({ total: 3, exposed: 2, latent: 0, unused: 1 })).toBe(
      '2 exposed (bookmarks on, no working encryption), 1 unused',
    );
    expect(explainedCounts({ total: 3, exposed: 0, latent: 3, unused: 0 })).toBe('all latent (in use, bookmarks off)');
    expect(explainedCounts({ total: 1, exposed: 0, latent: 0, unused: 1 })).toBe('unused');
    expect(exposureMeaning({ total: 2, exposed: 0, latent: 1, unused: 1 })).toBe(' Latent: in use, bookmarks off.');
  });
});
