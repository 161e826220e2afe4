import {
  GetJobCommand,
  GetJobsCommand,
  GetSecurityConfigurationsCommand,
  GetTriggersCommand,
  StartJobRunCommand,
  UpdateJobCommand,
} from '@aws-sdk/client-glue';
import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import { describe, expect, test } from 'vitest';
import { hostileNames } from '../../../sandbox/aws/seed/cases-regions.ts';
import { sharedKeyArn, vaultKeyArn } from '../../../sandbox/aws/seed/demo/demo-central.ts';
import { remediationPolicy } from '../../../sandbox/aws/seed/identities.ts';
import { seedNamed, seedNames } from '../../../sandbox/aws/seed/index.ts';
import { etlRole, legacyRole, restrictedRole } from '../../../sandbox/aws/seed/job-roles.ts';
import { fleetOf, type GlueSeed, roleArn, type Seed } from '../../../sandbox/aws/seed/model.ts';
import { truth } from '../../../sandbox/aws/seed/truth.ts';
import type { AwsSandbox } from '../../../sandbox/aws/server.ts';
import { remediationCalls } from '../../../src/aws/policies/calls.ts';
import { assume, assumeScan, glueClient, kmsClient, start } from './support.ts';

const now = Date.UTC(2026, 0, 15);

function count(seed: Seed, of: (glue: GlueSeed) => readonly object[]): number {
  return seed.accounts
    .flatMap(({ regions }) => regions)
    .reduce((sum, { glue }) => sum + (glue ? of(glue).length : 0), 0);
}

test.each(seedNames)('%s is the same every time, and only its instants move', (name) => {
  expect(seedNamed(name, { now })).toEqual(seedNamed(name, { now }));
  const later = JSON.stringify(truth(seedNamed(name, { now: now + 86_400_000 })));
  expect(later).toBe(JSON.stringify(truth(seedNamed(name, { now }))));
});

test.each(seedNames)('in %s names are unique in each account and Region', (name) => {
  for (const { regions } of seedNamed(name, { now }).accounts) {
    for (const { glue } of regions) {
      for (const list of [glue?.jobs, glue?.triggers, glue?.securityConfigurations, glue?.crawlers]) {
        const names = (list ?? []).map(({ Name }) => Name);
        expect(new Set(names).size).toBe(names.length);
      }
    }
  }
});

describe('demo', () => {
  const seed = seedNamed('demo', { now });

  test('three accounts with four Regions each, about 40 configurations and 150 jobs', () => {
    expect(fleetOf(seed).map(({ id, name, regions }) => [id, name, regions.length])).toEqual([
      ['111122223333', 'data-production', 4],
      ['222233334444', 'data-staging', 4],
      ['333344445555', 'analytics', 4],
    ]);
    expect(Math.abs(count(seed, (glue) => glue.securityConfigurations) - 40)).toBeLessThanOrEqual(4);
    expect(Math.abs(count(seed, (glue) => glue.jobs) - 150)).toBeLessThanOrEqual(10);
  });

  test('every kind, every reason and every exposure', () => {
    const { findings } = truth(seed);
    expect(new Set(findings.map(({ kind }) => kind)).size).toBe(4);
    expect(new Set(findings.map(({ reason }) => reason))).toEqual(
      new Set([
        'disabled',
        'mode-missing',
        'mode-unrecognised',
        'no-key',
        'no-configuration',
        'configuration-missing',
        'key-disabled',
        'key-pending-deletion',
        'key-missing',
        'key-asymmetric',
        'key-other-region',
      ]),
    );
    expect(new Set(findings.map(({ exposure }) => exposure))).toEqual(new Set(['exposed', 'latent', 'unused']));
    const types = findings.flatMap(({ references }) => references.map(({ type }) => type));
    expect(new Set(types)).toEqual(new Set(['job', 'trigger', 'crawler', 'dev-endpoint', 'session', 'ml-transform']));
  });

  test('triggers of every sort', () => {
    const triggers = seed.accounts.flatMap(({ regions }) => regions.flatMap(({ glue }) => glue?.triggers ?? []));
    expect(new Set(triggers.map(({ Type }) => Type))).toEqual(new Set(['SCHEDULED', 'CONDITIONAL', 'ON_DEMAND']));
    expect(triggers.some(({ WorkflowName }) => WorkflowName)).toBe(true);
    expect(triggers.some(({ State }) => State === 'DEACTIVATED')).toBe(true);
    const actions = triggers.flatMap(({ Actions }) => Actions);
    expect(actions.some(({ SecurityConfiguration }) => SecurityConfiguration)).toBe(true);
    expect(actions.some(({ Arguments }) => Arguments?.['--job-bookmark-option'])).toBe(true);
  });

  test('every trigger starts something that is there', () => {
    for (const { regions } of seed.accounts) {
      for (const { glue } of regions) {
        const jobs = new Set(glue?.jobs.map(({ Name }) => Name));
        const crawlers = new Set(glue?.crawlers.map(({ Name }) => Name));
        for (const { Actions } of glue?.triggers ?? []) {
          for (const { JobName, CrawlerName } of Actions) {
            expect(JobName ? jobs.has(JobName) : crawlers.has(CrawlerName ?? '')).toBe(true);
          }
        }
      }
    }
  });

  test('the bot’s own credentials may only assume; the scan role reads, and in one Region not the jobs', async () => {
    const aws = await start({ seed: 'demo' });
    await expect(glueClient(aws).send(new GetJobsCommand({}))).rejects.toMatchObject({ name: 'AccessDeniedException' });
    const credentials = await assumeScan(aws, '222233334444');
    const sydney = glueClient(aws, { credentials, region: 'ap-southeast-2' });
    await expect(sydney.send(new GetJobsCommand({}))).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect((await sydney.send(new GetSecurityConfigurationsCommand({}))).SecurityConfigurations).toHaveLength(2);
    expect((await glueClient(aws, { credentials }).send(new GetJobsCommand({}))).Jobs?.length).toBeGreaterThan(10);
    expect(aws.fleet.map(({ remediationRoleArn }) => Boolean(remediationRoleArn))).toEqual([true, false, true]);
  });

  test('the shared key can be seen, the vault’s cannot', async () => {
    const aws = await start({ seed: 'demo' });
    const credentials = await assumeScan(aws, '111122223333');
    const shared = await kmsClient(aws, { credentials }).send(
      new DescribeKeyCommand({ KeyId: sharedKeyArn('us-east-1') }),
    );
    expect(shared.KeyMetadata?.AWSAccountId).toBe('555566667777');
    const ireland = kmsClient(aws, { credentials, region: 'eu-west-1' });
    await expect(ireland.send(new DescribeKeyCommand({ KeyId: vaultKeyArn('eu-west-1') }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });
});

describe('remediation in the demo', () => {
  const fix = async (aws: AwsSandbox, accountId: string) => {
    const found = aws.fleet.find(({ id }) => id === accountId);
    return assume(aws, {
      RoleArn: found?.remediationRoleArn,
      RoleSessionName: 'plan-1',
      SourceIdentity: 'plan-1',
      ExternalId: found?.externalId,
    });
  };

  test('the role may do what the bot asks of it', () => {
    const wanted = remediationCalls.flatMap(({ action }) => action ?? []);
    const allowed = remediationPolicy('111122223333').flatMap(({ actions }) => actions);
    expect(allowed).toEqual(expect.arrayContaining(wanted));
  });

  test('the role may repoint a job and pass its role, and may not list triggers or start runs', async () => {
    const aws = await start({ seed: 'demo' });
    const glue = glueClient(aws, { credentials: await fix(aws, '111122223333') });
    const { Job } = await glue.send(new GetJobCommand({ JobName: 'orders-nightly-etl' }));
    const { Role, Command } = Job ?? {};
    const JobUpdate = { Role, Command, SecurityConfiguration: 'std-encrypted' };
    await expect(glue.send(new UpdateJobCommand({ JobName: 'orders-nightly-etl', JobUpdate }))).resolves.toBeDefined();
    const denied = { name: 'AccessDeniedException' };
    await expect(glue.send(new GetTriggersCommand({}))).rejects.toMatchObject(denied);
    await expect(glue.send(new StartJobRunCommand({ JobName: 'orders-nightly-etl' }))).rejects.toMatchObject(denied);
    const scan = glueClient(aws, { credentials: await assumeScan(aws, '111122223333') });
    await expect(scan.send(new UpdateJobCommand({ JobName: 'x', JobUpdate }))).rejects.toMatchObject(denied);
  });

  test('jobs run with roles that are there; some of them may not use keys; some things are managed by templates', () => {
    const seed = seedNamed('demo', { now });
    for (const { id, regions, roles, audited } of seed.accounts) {
      if (!audited) continue;
      const arns = new Set(roles.map((role) => roleArn(id, `${role.path ?? ''}${role.name}`)));
      for (const job of regions.flatMap(({ glue }) => glue?.jobs ?? [])) expect(arns).toContain(job.Role);
    }
    const virginia = seed.accounts[0]?.regions.find(({ name }) => name === 'us-east-1')?.glue;
    const used = new Set(virginia?.jobs.map(({ Role }) => Role.split('/').at(-1)));
    expect(used).toEqual(new Set([etlRole, legacyRole, restrictedRole]));
    expect(virginia?.jobs.filter(({ JobMode }) => JobMode === 'VISUAL')).toHaveLength(1);
    expect(virginia?.tags?.['job/orders-nightly-etl']).toHaveProperty(['aws:cloudformation:stack-name']);
  });
});

describe('the demo’s story', () => {
  /** What becomes of the jobs of a configuration when they move to one that encrypts, at their next run. */
  const moved = async (accountId: string, region: string, from: string, to: string) => {
    const aws = await start({ seed: 'demo' });
    const { jobs } = aws.state.region(accountId, region);
    const exposed = jobs.list().filter((job) => {
      const option = job.DefaultArguments?.['--job-bookmark-option'];
      return job.SecurityConfiguration === from && option !== undefined && option !== 'job-bookmark-disable';
    });
    for (const job of exposed) jobs.put(job.Name, { ...job, SecurityConfiguration: to });
    return exposed.map(({ Name }) => aws.run(Name, { account: accountId, region }));
  };

  test('the jobs of etl-default-2019 run on after a move', async () => {
    const runs = await moved('111122223333', 'us-east-1', 'etl-default-2019', 'std-encrypted');
    expect(runs.map(({ JobName, JobRunState }) => [JobName, JobRunState])).toEqual([
      ['orders-nightly-etl', 'SUCCEEDED'],
      ['orders-hourly-delta', 'SUCCEEDED'],
      ['orders-returns-merge', 'SUCCEEDED'],
    ]);
  });

  test('those of survey fail after a move: their role may not use the key', async () => {
    const runs = await moved('333344445555', 'eu-west-1', 'survey', 'lake');
    expect(runs.map(({ JobName }) => JobName)).toEqual(['survey-ingest', 'survey-nps']);
    for (const { JobRunState, ErrorMessage } of runs) {
      expect([JobRunState, ErrorMessage]).toEqual(['FAILED', expect.stringMatching(/not authorized .* kms:Encrypt/)]);
    }
  });
});

describe('the benchmark’s fleets', () => {
  test.each(['clean', 'noncompliant'] as const)(
    '%s has 17 Regions with 50 configurations and 200 jobs each',
    (name) => {
      const seed = seedNamed(name, { now });
      expect(fleetOf(seed)[0]?.regions).toHaveLength(17);
      expect(count(seed, (glue) => glue.securityConfigurations)).toBe(17 * 50);
      expect(count(seed, (glue) => glue.jobs)).toBe(17 * 200);
      expect(fleetOf(seedNamed(name, { now, regions: 3 }))[0]?.regions).toHaveLength(3);
    },
  );

  test('clean is compliant, noncompliant has every kind', () => {
    expect(truth(seedNamed('clean', { now })).findings).toEqual([]);
    const { findings } = truth(seedNamed('noncompliant', { now }));
    expect(new Set(findings.map(({ kind }) => kind)).size).toBe(4);
    expect(findings.length).toBeGreaterThan(500);
  });
});

test('hostile names keep to what Glue allows: 1 to 255 characters of its single-line pattern', () => {
  const allowed = /^[\u0020-\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF\t]*$/u;
  for (const name of hostileNames) {
    expect(name.length).toBeLessThanOrEqual(255);
    expect(allowed.test(name)).toBe(true);
  }
  expect(hostileNames.some((name) => name.length === 255)).toBe(true);
});
