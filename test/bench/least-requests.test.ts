import { expect, test } from 'vitest';
import { leastRequests, leastSessions, type SwitchedJob } from '../../bench/least-requests.ts';

const target = { account: '123456789012', region: 'us-east-1', role: 'arn:aws:iam::123456789012:role/etl' };

function jobs(count: number): SwitchedJob[] {
  return Array.from({ length: count }, (_, index) => ({ name: `pipeline-${index}`, writesBookmarks: index % 4 !== 3 }));
}

test('a few jobs fit one session: each is read, updated and read again', () => {
  expect(leastRequests(leastSessions(target, jobs(4)))).toEqual({
    'glue:CreateSecurityConfiguration': 1,
    'glue:GetJob': 8,
    'glue:GetJobBookmark': 3,
    'glue:GetSecurityConfiguration': 2,
    'glue:UpdateJob': 4,
    'sts:AssumeRole': 1,
  });
});

test('sessions are filled up to what STS takes, in order, and lose no job', () => {
  const sessions = leastSessions(target, jobs(200));
  expect(sessions.flatMap((session) => session.jobs)).toEqual(jobs(200));
  for (const [index, { policy, jobs: own }] of sessions.entries()) {
    expect(policy.length).toBeLessThanOrEqual(2048);
    for (const { name } of own) expect(policy).toContain(`:job/${name}"`);
    const next = sessions[index + 1]?.jobs[0];
    if (next)
      expect(policy.length + `,"arn:aws:glue:us-east-1:123456789012:job/${next.name}"`.length).toBeGreaterThan(2048);
  }
});

test('only the first session may create', () => {
  const [first, ...others] = leastSessions(target, jobs(60));
  expect(first?.policy).toContain('glue:CreateSecurityConfiguration');
  expect(others.length).toBeGreaterThan(0);
  for (const { policy } of others) expect(policy).not.toContain('SecurityConfiguration');
});
