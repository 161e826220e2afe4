import { expect, test } from 'vitest';
import { revertedNotice } from '../../../src/usecases/audit/reverted-notice.ts';
import type { SwitchRow } from '../../../src/usecases/ports/switch-records.ts';
import { switchRow } from '../../support/remediation/plan-progress.ts';
import { remediationKit } from '../../support/remediation/remediation.ts';

/** What is told of these jobs, by job, of one request and its plan. */
async function told(jobs: readonly Partial<SwitchRow>[], channelOf: () => string | undefined = () => 'CAPPROVALS') {
  const kit = await remediationKit();
  const request = await kit.ask();
  const opened = jobs.map((changes) => {
    const own = { ...switchRow('good', { planId: 'plan-1', ...changes }), requestId: changes.requestId ?? request.id };
    const { job, account, region } = own;
    const about = {
      rule: 'Glue-005',
      kind: 'reverted',
      reason: 'points-back',
      exposure: 'exposed',
      references: [],
    } as const;
    const row = {
      id: `finding-${job}`,
      name: job,
      account,
      region,
      detail: 'std',
      firstSeenAt: 1,
      lastSeenAt: 1,
      ...about,
    };
    return { jobSwitch: { ...own, movedAt: 5 }, row };
  });
  let ids = 0;
  const newId = () => `n${++ids}`;
  return revertedNotice(kit.store, { opened, at: 9, newId, channelOf });
}

test('the thread, its channel and the requester are told once of all jobs of a request in one account and region', async () => {
  const notice = await told([
    { job: 'a', to: 'new' },
    { job: 'b', to: 'new' },
  ]);
  expect(notice.map(({ id, channel, createdAt }) => [id, channel, createdAt])).toEqual([
    ['n1', 'CAPPROVALS', 9],
    ['n2', 'UASKER', 9],
  ]);
  expect(notice.map(({ threadOf, broadcast }) => [threadOf, broadcast])).toEqual([
    ['ask-id1', true],
    [undefined, undefined],
  ]);
  expect(notice[0]?.message).toEqual(notice[1]?.message);
  expect(notice[0]?.message).toMatchObject({
    kind: 'reverted-news',
    askedBy: 'UASKER',
    account: '111122223333',
    accountName: 'data-production',
    region: 'eu-west-1',
    jobs: [
      { findingId: 'finding-a', name: 'a', configuration: 'std', to: 'new', movedAt: 5 },
      { findingId: 'finding-b', name: 'b', configuration: 'std', to: 'new', movedAt: 5 },
    ],
    jobsTotal: 2,
    snippets: [
      { tool: 'CloudFormation', text: expect.stringContaining('new') },
      { tool: 'Terraform', text: expect.stringContaining('new') },
    ],
    at: 9,
  });
});

test('what each region shows is a message of its own, and what each job was given is in the lines for the template', async () => {
  const notice = await told([
    { job: 'a', to: 'new' },
    { job: 'b', to: 'other' },
    { job: 'c', region: 'us-east-1' },
  ]);
  expect(notice).toHaveLength(4);
  expect(notice[0]?.message).toMatchObject({ jobsTotal: 2, snippets: { length: 4 } });
  expect(notice[2]?.message).toMatchObject({ jobsTotal: 1, jobs: [{ name: 'c' }] });
});

test('where it was asked for, with approvers nowhere; one person alone where the approvers are the requester; at most 20 jobs, and nothing of no request', async () => {
  expect(await told([{ job: 'a' }], () => undefined)).toMatchObject([{ channel: 'CTEAM' }, { channel: 'UASKER' }]);
  expect(await told([{ job: 'a' }], () => 'UASKER')).toHaveLength(1);
  const [many] = await told(Array.from({ length: 25 }, (_, index) => ({ job: `job-${index}` })));
  expect(many?.message).toMatchObject({ jobs: { length: 20 }, jobsTotal: 25 });
  expect(await told([{ job: 'a', requestId: 'gone' }])).toEqual([]);
  expect(await told([])).toEqual([]);
});
