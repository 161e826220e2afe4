import { describe, expect, test } from 'vitest';
import { CloudError } from '../../../../src/domain/errors.ts';
import type { FindingToPlan } from '../../../../src/usecases/remediation/plan/plan-region.ts';
import { createProposePlans, type PlanRequest } from '../../../../src/usecases/remediation/plan/propose-plan.ts';
import { FakeClock } from '../../../support/fakes/fake-clock.ts';
import { usableKey } from '../../../support/fakes/fake-cloud.ts';
import { type Fakes, fakes, world } from '../../../support/fakes/fake-plan-reads.ts';
import { choice, finding, hash, key, rawJob, rawStatistics, stepNames } from '../../../support/remediation/plans.ts';

const request: PlanRequest = {
  account: { id: '111122223333', name: 'data', regions: ['eu-west-1'] },
  region: 'eu-west-1',
  name: 'std',
  choice,
};

async function planned(options: Fakes = {}, parts: Partial<PlanRequest> = {}) {
  const { propose, calls } = fakes(options);
  const proposal = await propose({ ...request, ...parts });
  if ('refusals' in proposal) throw new Error(JSON.stringify(proposal.refusals));
  return { ...proposal, calls };
}

const check = (plan: { checks: readonly { check: string }[] }, name: string) =>
  plan.checks.filter((each) => each.check === name);
const arn = (rest: string) => `arn:aws:glue:eu-west-1:111122223333:${rest}`;

describe('propose a plan', () => {
  test('reads each chosen dependent once, and nothing of what is not chosen', async () => {
    const { plan, definitions, calls } = await planned();
    expect(stepNames(plan)).toEqual(['create std-encrypted-bookmarks', 'job a', 'trigger t', 'job b', 'job c']);
    expect(plan).toMatchObject({ id: 'plan-1', accountName: 'data', finding, createdAt: new FakeClock().now() });
    expect([...definitions.values()].map(({ Name }) => Name)).toEqual(['a', 't', 'b', 'c']);
    const gets = calls.filter((call) => call.startsWith('Get') && !call.startsWith('GetTags')).sort();
    expect(gets).toEqual([
      ...['a', 'b', 'c'].map((name) => `GetJob ${name}`),
      ...['a', 'b', 'c'].map((name) => `GetJobRuns ${name}`),
      `GetKeyPolicy ${key}`,
      'GetSecurityConfiguration std',
      'GetTrigger t',
    ]);
    expect(calls.filter((call) => call.startsWith('GetTags'))).toHaveLength(4);
  });

  test('a key that cannot be used refuses; one that cannot be scanned is not checked', async () => {
    const { propose } = fakes({ key: { ...usableKey, keyState: 'Disabled' } });
    expect(await propose(request)).toEqual({ refusals: [{ code: 'key-unusable', name: key, reason: 'key-disabled' }] });
    expect(await fakes({ key: 'NotFoundException' }).propose(request)).toMatchObject({
      refusals: [{ reason: 'key-missing' }],
    });
    const { plan } = await planned({ key: 'AccessDeniedException' });
    expect(check(plan, 'key state')).toMatchObject([
      { outcome: 'not-checked', detail: expect.stringContaining('AccessDeniedException') },
    ]);
  });

  test('what one call refuses spoils nothing else', async () => {
    const fails = {
      'GetJob b': 'ThrottlingException',
      'GetJobRuns a': 'AccessDeniedException',
      [`GetTags ${arn('job/c')}`]: 'AccessDeniedException',
    };
    const { plan } = await planned({ fails });
    expect(plan.leftOut).toContainEqual({ type: 'job', name: 'b', reason: 'unreadable', error: 'ThrottlingException' });
    expect(check(plan, 'jobs running now')).toMatchObject([
      { outcome: 'not-checked', detail: 'The runs of a could not be read (AccessDeniedException).' },
    ]);
    expect(check(plan, 'managed by').at(-1)).toMatchObject({
      outcome: 'not-checked',
      detail: 'The tags of c could not be read (AccessDeniedException).',
    });
  });

  test('looks into databases that are named, each once, and into no other', async () => {
    const tables = {
      sales: {
        orders: rawStatistics('sales', 'orders'),
        none: undefined,
        closed: rawStatistics('sales', 'closed'),
      },
      hr: { payroll: rawStatistics('hr', 'payroll') },
    };
    const fails = { 'GetColumnStatisticsTaskSettings sales.closed': 'AccessDeniedException' };
    const databases = ['sales', 'sales'];
    const { plan, calls } = await planned({ world: { ...world, tables }, fails }, { choice: { ...choice, databases } });
    expect(stepNames(plan).at(-1)).toBe('column-statistics sales.orders');
    expect(plan.choice.databases).toEqual(databases);
    expect(plan.leftOut.at(-1)).toEqual({
      type: 'column-statistics',
      name: 'sales.closed',
      reason: 'unreadable',
      error: 'AccessDeniedException',
    });
    expect(calls.filter((call) => /GetTables|ColumnStatistics/.test(call))).toEqual([
      'GetTables sales',
      ...['orders', 'none', 'closed'].map((table) => `GetColumnStatisticsTaskSettings sales.${table}`),
    ]);
    expect((await planned({ world: { ...world, tables } })).calls.join()).not.toMatch(/GetTables|ColumnStatistics/);
  });

  test('a database whose tables cannot be listed spoils nothing else; one that is not there refuses', async () => {
    const parts = { choice: { ...choice, databases: ['sales'] } };
    const { plan } = await planned({ fails: { 'GetTables sales': 'AccessDeniedException' } }, parts);
    expect(plan.leftOut.at(-1)).toEqual({
      type: 'database',
      name: 'sales',
      reason: 'unreadable',
      error: 'AccessDeniedException',
    });
    const { propose } = fakes({ fails: { 'GetTables sales': 'EntityNotFoundException' } });
    expect(await propose({ ...request, ...parts })).toEqual({
      refusals: [{ code: 'no-such-database', name: 'sales' }],
    });
  });

  test('runs in progress and who manages what are said, with the snippet', async () => {
    const { plan } = await planned({
      runs: { b: 2 },
      tags: {
        [arn('job/a')]: { 'aws:cloudformation:stack-name': 'etl' },
        [arn('trigger/t')]: { ManagedBy: 'Terraform' },
      },
    });
    expect(check(plan, 'jobs running now')).toMatchObject([
      { outcome: 'warning', detail: expect.stringMatching(/^b: /) },
    ]);
    const managed = check(plan, 'managed by');
    expect(managed).toMatchObject([
      {
        outcome: 'warning',
        detail: expect.stringContaining(
          'CloudFormation stack etl. Put SecurityConfiguration: "std-encrypted-bookmarks"',
        ),
      },
      { outcome: 'warning', detail: expect.stringContaining('security_configuration = "std-encrypted-bookmarks"') },
      { outcome: 'not-checked', detail: expect.stringMatching(/^b, c: unknown/) },
    ]);
  });

  test('the old configuration that cannot be read refuses', async () => {
    const { propose } = fakes({ fails: { 'GetSecurityConfiguration std': 'AccessDeniedException' } });
    expect(await propose(request)).toMatchObject({ refusals: [{ code: 'not-read', detail: 'AccessDeniedException' }] });
  });

  test('a name of two findings needs a kind', async () => {
    const twice = { ...world, jobs: [...(world.jobs ?? []), rawJob('std', { SecurityConfiguration: '' })] };
    expect(await fakes({ world: twice }).propose(request)).toEqual({
      refusals: [{ code: 'ambiguous', name: 'std', suggestions: ['configuration', 'unprotected-job'] }],
    });
    const { plan } = await planned({ world: twice }, { kind: 'unprotected-job' });
    expect(plan.finding).toEqual({ rule: 'Glue-005', kind: 'unprotected-job', name: 'std' });
  });

  test('a misspelt name is met with the nearest', async () => {
    expect(await fakes().propose({ ...request, name: 'sdt' })).toEqual({
      refusals: [{ code: 'no-such-finding', name: 'sdt', suggestions: ['std'] }],
    });
  });

  test('reads of two accounts are never mixed', async () => {
    await expect(fakes({ account: '999999999999' }).propose(request)).rejects.toMatchObject({
      code: 'AccountMismatch',
    });
  });

  test('a read that hangs ends the whole, and makes no plan without it', async () => {
    const { propose, clock, hanging } = fakes({ hangs: 'b' });
    const proposal = propose(request);
    await hanging;
    const refused = expect(proposal).rejects.toMatchObject({ code: 'DeadlineExceeded' });
    await clock.advance(300_000);
    await refused;
  });
});

describe('several plans of one account', () => {
  const bare = (name: string, parts: Partial<FindingToPlan> = {}): FindingToPlan => ({
    region: 'eu-west-1',
    name,
    kind: 'dangling-reference',
    choice,
    ...parts,
  });
  const lost: Fakes = {
    world: {
      configurations: [],
      jobs: ['a', 'b', 'c'].map((name) => rawJob(name, { SecurityConfiguration: 'gone' })),
    },
  };
  const { account } = request;

  test('come in order, each with its own name, from one look at the region and one at the key', async () => {
    const { proposeTogether, calls } = fakes(lost);
    const proposals = await proposeTogether({ account, findings: ['c', 'a', 'b'].map((name) => bare(name)) });
    expect(proposals.map((each) => 'plan' in each && [each.plan.finding.name, each.plan.configuration.name])).toEqual([
      ['c', 'gone-encrypted-bookmarks'],
      ['a', 'gone-encrypted-bookmarks-2'],
      ['b', 'gone-encrypted-bookmarks-3'],
    ]);
    expect(new Set(proposals.map((each) => 'plan' in each && each.plan.id)).size).toBe(3);
    expect(calls.filter((call) => call.startsWith('DescribeKey'))).toHaveLength(1);
  });

  test('what cannot be planned spoils nothing else', async () => {
    const { proposeTogether } = fakes(lost);
    const proposals = await proposeTogether({ account, findings: [bare('a'), bare('nobody'), bare('b')] });
    expect(proposals.map((each) => ('plan' in each ? each.plan.finding.name : each.refusals[0]?.code))).toEqual([
      'a',
      'no-such-finding',
      'b',
    ]);
  });

  test('a region that cannot be entered refuses its own findings', async () => {
    const { cloud, remediation, ...reads } = fakes(lost);
    const denied = createProposePlans({
      cloud,
      clock: reads.clock,
      hash,
      newId: () => 'plan',
      remediation: {
        reader: async (_, region) => {
          if (region === 'us-east-1') throw new CloudError('AssumeRole', 'AccessDenied', 'no');
          return remediation.reader();
        },
      },
    });
    const findings = [bare('a'), bare('b', { region: 'us-east-1' })];
    expect(await denied({ account, findings })).toMatchObject([
      { plan: { finding: { name: 'a' } } },
      { refusals: [{ code: 'not-read', call: 'AssumeRole', detail: 'AccessDenied' }] },
    ]);
  });

  test('end with their deadline', async () => {
    const { proposeTogether, clock, hanging } = fakes({ ...lost, hangs: 'b' });
    const proposed = proposeTogether({ account, findings: [bare('a'), bare('b')] });
    const rejects = expect(proposed).rejects.toMatchObject({ code: 'DeadlineExceeded' });
    await hanging;
    await clock.advance(300_000);
    await rejects;
  });
});
