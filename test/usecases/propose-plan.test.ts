import { describe, expect, test } from 'vitest';
import { CloudError } from '../../src/domain/errors.ts';
import type { JsonObject } from '../../src/domain/json.ts';
import type { KeyDescription } from '../../src/domain/model.ts';
import type { Cloud, TargetReader } from '../../src/usecases/ports.ts';
import { createProposePlan, type PlanRequest } from '../../src/usecases/propose-plan.ts';
import type { DefinitionReader } from '../../src/usecases/remediation-ports.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { usableKey } from '../support/fake-cloud.ts';
import {
  choice,
  digest,
  finding,
  inventoryOf,
  key,
  rawConfiguration,
  rawJob,
  rawTrigger,
  stepNames,
  type World,
} from '../support/plans.ts';

const world: World = {
  configurations: [rawConfiguration('std', 'DISABLED')],
  jobs: [rawJob('a'), rawJob('b'), rawJob('c')],
  triggers: [rawTrigger('t', [{ JobName: 'a', SecurityConfiguration: 'std' }])],
  crawlers: [{ Name: 'raw', CrawlerSecurityConfiguration: 'std' }],
};

interface Fakes {
  world?: World;
  /** Codes of calls that fail, by "GetJob a". */
  fails?: Readonly<Record<string, string>>;
  key?: KeyDescription | string;
  runs?: Readonly<Record<string, number>>;
  tags?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  account?: string;
  /** A job whose read never ends by itself. */
  hangs?: string;
}

function fakes(options: Fakes = {}) {
  const of = options.world ?? world;
  const calls: string[] = [];
  const { promise: hanging, resolve: hangs } = Promise.withResolvers<void>();
  const call = (name: string) => {
    calls.push(name);
    const code = options.fails?.[name];
    if (code !== undefined) throw new CloudError(name.split(' ')[0] ?? name, code, code);
  };
  const find = async (operation: string, raws: readonly JsonObject[] = [], name: string) => {
    call(`${operation} ${name}`);
    const definition = raws.find(({ Name }) => Name === name);
    return definition && { definition, awsRequestId: `r${calls.length}` };
  };
  const inventory = inventoryOf(of);
  const target: TargetReader = {
    configurations: async () => inventory.configurations,
    jobs: async () => inventory.jobs,
    triggers: async () => inventory.triggers ?? { items: [] },
    crawlers: async () => inventory.crawlers ?? { items: [] },
    devEndpoints: async () => ({ items: [] }),
    sessions: async () => ({ items: [] }),
    transforms: async () => ({ items: [] }),
    describeKey: async (id) => {
      call(`DescribeKey ${id}`);
      const description = options.key ?? usableKey;
      if (typeof description === 'string') throw new CloudError('DescribeKey', description, description);
      return description;
    },
  };
  const reader: DefinitionReader = {
    configuration: (name) => find('GetSecurityConfiguration', of.configurations, name),
    job: (name, signal) => {
      if (name !== options.hangs) return find('GetJob', of.jobs, name);
      hangs();
      return new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new CloudError('GetJob', 'Aborted', 'stopped')));
      });
    },
    trigger: (name) => find('GetTrigger', of.triggers, name),
    crawler: (name) => find('GetCrawler', of.crawlers, name),
    keys: async () => [],
    activeRuns: async (job) => {
      call(`GetJobRuns ${job}`);
      return options.runs?.[job] ?? 0;
    },
    tags: async (arn) => {
      call(`GetTags ${arn}`);
      return options.tags?.[arn] ?? {};
    },
  };
  const cloud: Cloud = {
    enter: async () => ({ id: '111122223333', enabledRegions: async () => [], region: () => target }),
  };
  const clock = new FakeClock();
  const propose = createProposePlan({
    cloud,
    remediation: { reader: async () => ({ account: options.account ?? '111122223333', reader }) },
    clock,
    newId: () => 'plan-1',
    digest,
  });
  return { propose, calls, clock, hanging };
}

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
    expect(stepNames(plan)).toEqual(['create std-encrypted-bookmarks', 'job a', 'job b', 'job c', 'trigger t']);
    expect(plan).toMatchObject({ id: 'plan-1', accountName: 'data', finding, createdAt: new FakeClock().now() });
    expect([...definitions.values()].map(({ Name }) => Name)).toEqual(['a', 'b', 'c', 't']);
    const gets = calls.filter((call) => call.startsWith('Get') && !call.startsWith('GetTags')).sort();
    expect(gets).toEqual([
      ...['a', 'b', 'c'].map((name) => `GetJob ${name}`),
      ...['a', 'b', 'c'].map((name) => `GetJobRuns ${name}`),
      'GetSecurityConfiguration std',
      'GetTrigger t',
    ]);
    expect(calls.filter((call) => call.startsWith('GetTags'))).toHaveLength(4);
  });

  test('a key that cannot be used refuses; one that cannot be looked at is not checked', async () => {
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
    expect(plan.finding).toEqual({ kind: 'unprotected-job', name: 'std' });
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
