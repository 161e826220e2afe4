import { afterEach, describe, expect, it } from 'vitest';
import { planningPolicy } from '../../../src/aws/policies/session-policy.ts';
import { assumedXml, expectJson, expectSts, isolatedAws, ownAccount, refusal } from '../../support/aws/aws.ts';
import { strictNock } from '../../support/aws/nock.ts';
import {
  account,
  closeRemediationClouds,
  expires,
  region,
  testRemediationCloud,
} from '../../support/aws/remediation-cloud.ts';

const nock = strictNock();
isolatedAws();
afterEach(closeRemediationClouds);

const since = 1_700_000_000_000;

/** A reader with the credentials of a session that may only read. */
async function openReader() {
  const parameters = {
    RoleArn: `arn:aws:iam::${ownAccount}:role/fix`,
    ExternalId: 'ext-1',
    RoleSessionName: 'gluewarden-planning',
    Policy: planningPolicy,
  };
  expectSts(nock, 'AssumeRole', parameters, assumedXml(ownAccount, expires));
  return (await testRemediationCloud().reader(account, region)).reader;
}

function answer(operation: string, input: Record<string, unknown>, body: object): void {
  expectJson(nock, 'glue', region, operation, input, { body });
}

describe('runs', () => {
  it.each([
    ['whether it speaks of a key, and what it says without the values of arguments', { Name: 'j' }, true],
    ['only whether it speaks of a key, where the job cannot be read', undefined, false],
  ])('say of an error %s', async (_what, Job, said) => {
    const failed = (id: string, ErrorMessage: unknown) => ({
      Id: id,
      StartedOn: since / 1000,
      JobRunState: 'FAILED',
      ErrorMessage,
      Arguments: { '--token': 'S3CR3T' },
    });
    const runs = [
      failed('r2', 'User is not authorized to perform: kms:Decrypt on S3CR3T'),
      failed('r1', 'S3CR3T is no table'),
      failed('r0', { odd: 'S3CR3T kms' }),
    ];
    answer('GetJobRuns', { JobName: 'j', MaxResults: 200 }, { JobRuns: runs });
    if (Job === undefined)
      expectJson(nock, 'glue', region, 'GetJob', { JobName: 'j' }, refusal('AccessDeniedException'));
    else answer('GetJob', { JobName: 'j' }, { Job });
    const seen = await (await openReader()).runs('j', since);
    expect(seen.map(({ id, aboutKeys }) => [id, aboutKeys])).toEqual([
      ['r2', true],
      ['r1', undefined],
      ['r0', undefined],
    ]);
    const errors = ['User is not authorized to perform: kms:Decrypt on [value]', '[value] is no table', undefined];
    expect(seen.map(({ error }) => error)).toEqual(said ? errors : [undefined, undefined, undefined]);
    expect(JSON.stringify(seen)).not.toContain('S3CR3T');
  });
});
