import { expect, test } from 'vitest';
import { createJobsNow } from '../../../src/usecases/audit/read-jobs-now.ts';
import { FakeClock } from '../../support/fakes/fake-clock.ts';
import { FakeCloud, type FakeRegion } from '../../support/fakes/fake-cloud.ts';
import { fakeLog } from '../../support/fakes/kit.ts';
import { job as listed, target } from '../../support/inventory.ts';
import { account, job, smallGlue } from '../../support/remediation/remediation.ts';

/** One account with both roles: each job by itself says `std`, the list says `listed`. */
function setUp({ known = account, region = {} }: { known?: typeof account; region?: FakeRegion } = {}) {
  const glue = smallGlue(['a', 'b']);
  glue.put('job', 'none', job('none', { SecurityConfiguration: '' }));
  const jobs = ['a', 'b', 'gone'].map((name) => listed(name, { securityConfiguration: 'listed' }));
  const cloud = new FakeCloud({ [target.account]: { regions: { [target.region]: { jobs, ...region } } } });
  const log = fakeLog();
  const own = { ...known, id: target.account };
  const reads = { cloud, remediation: glue, clock: new FakeClock(), log, account: () => own };
  return { glue, cloud, log, reads };
}

const { remediationRoleArn: _none, ...scanOnly } = account;

test('each job is read by itself with the remediation role; one that is gone is absent', async () => {
  const { reads, cloud } = setUp();
  const now = await createJobsNow(reads)(target, ['a', 'gone']);
  expect([...now]).toEqual([['a', 'std']]);
  expect(cloud.calls).toEqual([]);
});

test.each([
  ['without a remediation role', { known: scanOnly }, ['a', 'b']],
  ['of more than 20 jobs', {}, ['a', ...Array.from({ length: 20 }, (_, index) => `job-${index}`)]],
])('%s the jobs are listed again', async (_, given, names) => {
  const { reads, cloud } = setUp(given);
  const now = await createJobsNow(reads)(target, names);
  expect(now.get('a')).toBe('listed');
  expect(cloud.calls).toHaveLength(1);
});

test('where GetJob is denied they are listed, and where AWS fails otherwise nothing is known', async () => {
  const denied = setUp();
  denied.glue.around = ({ operation }) => {
    if (operation === 'GetJob') throw denied.glue.denied('GetJob');
  };
  expect((await createJobsNow(denied.reads)(target, ['a'])).get('a')).toBe('listed');

  const failing = setUp({ known: scanOnly, region: { fails: { GetJobs: 'InternalServiceException' } } });
  const cloud = { enter: () => Promise.reject(failing.glue.denied('AssumeRole')) };
  expect([...(await createJobsNow({ ...failing.reads, cloud })(target, ['a']))]).toEqual([]);
  expect(failing.log.lines).toMatchObject([{ level: 'warn', fields: { ...target, call: 'AssumeRole' } }]);
});

test('of an account that is not configured, or of another one than was meant, nothing is said', async () => {
  const { reads, cloud } = setUp();
  expect([...(await createJobsNow({ ...reads, account: () => undefined })(target, ['a']))]).toEqual([]);
  const elsewhere = { ...target, account: '999988887777' };
  expect([...(await createJobsNow(reads)(elsewhere, ['a']))]).toEqual([]);
  expect(cloud.calls).toEqual([]);
});

test('a defect is no answer of AWS', async () => {
  const { reads, glue } = setUp();
  glue.around = () => {
    throw new TypeError('a bug');
  };
  await expect(createJobsNow(reads)(target, ['a'])).rejects.toThrow('a bug');
});
