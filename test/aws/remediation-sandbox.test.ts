import { describe, expect, it } from 'vitest';
import type { AwsSandbox } from '../../sandbox/aws/server.ts';
import { longestPolicy } from '../../src/aws/policies/session-policy.ts';
import { faultOf } from '../../src/domain/aws-fault.ts';
import type { Step } from '../../src/domain/plan/plan.ts';
import { jobUpdate } from '../../src/domain/steps/job-update.ts';
import { kindOf } from '../../src/domain/steps/step-kinds.ts';
import type { RemediationCloud } from '../../src/usecases/ports/remediation-cloud.ts';
import { workOf } from '../../src/usecases/remediation/execute/step-work.ts';
import { the, write } from '../support/aws/definition-calls.ts';
import { create, switchCrawler, switchJob, switchStatistics, switchTrigger } from '../support/aws/remediation-cloud.ts';
import {
  account,
  encryption,
  etl,
  many,
  owner,
  plan,
  region,
  remediationSandbox,
} from '../support/processes/remediation-sandbox.ts';
import { hash } from '../support/remediation/plans.ts';

const start = remediationSandbox();
const steps: readonly Step[] = [
  create('twin', encryption),
  switchJob('a', etl),
  switchTrigger('t'),
  switchCrawler('c'),
  switchStatistics('sales', 'orders', etl),
];

type Session = Awaited<ReturnType<RemediationCloud['session']>>;

/** Carries out one step, without the engine's care. */
async function carryOut({ reader, writer }: Session, step: Step): Promise<{ awsRequestId: string }> {
  const work = workOf(step, hash);
  const made = work.prepare((await work.read(reader))?.definition ?? {});
  if ('refused' in made) throw new Error(made.refused.join());
  return made.send(writer, () => true);
}

describe('a session against the local AWS', () => {
  it('carries out its steps; CloudTrail would show the plan, and each write’s request id is the service’s', async () => {
    const { aws, cloud, state } = await start();
    const session = await cloud.session(account, plan, steps);
    const ids = [];
    for (const step of steps) ids.push((await carryOut(session, step)).awsRequestId);
    expect(state.jobs.get('a')?.SecurityConfiguration).toBe('twin');
    expect(state.triggers.get('t')?.Actions?.[0]?.SecurityConfiguration).toBe('twin');
    expect(state.crawlers.get('c')?.CrawlerSecurityConfiguration).toBe('twin');
    expect(state.columnStatistics.get('sales.orders')?.SecurityConfiguration).toBe('twin');
    const writes = aws.requests.list.filter(({ operation }) => /^(Create|Update)/.test(operation));
    expect(writes.map(({ requestId }) => requestId)).toEqual(ids);
    for (const { caller } of writes) {
      expect(caller).toMatchObject({ sessionName: 'gluewarden-plan-7', sourceIdentity: 'gluewarden-plan-7' });
      expect(caller?.sessionPolicy?.length).toBeLessThanOrEqual(longestPolicy);
    }
  });

  it('may do nothing beside its steps', async () => {
    const { cloud } = await start();
    const { reader, writer } = await cloud.session(account, plan, [switchJob('a', etl)]);
    const other = jobUpdate((await reader.definition(the.job('a')))?.definition ?? {}, 'std');
    const update = 'update' in other ? other.update : {};
    const attempts = [
      () => reader.definition(the.job('b')),
      () => reader.definition(the.trigger('t')),
      () => reader.definition(the.crawler('c')),
      () => reader.tables('sales'),
      () => reader.definition(the.columnStatistics('sales', 'orders')),
      () => reader.tags(`arn:aws:glue:${region}:${owner}:job/a`),
      () => reader.keys(),
      () => write.updateJob(writer, 'b', update),
      () => write.updateTrigger(writer, 't', { Actions: [{ JobName: 'a' }] }),
      () => write.updateCrawler(writer, 'c', 'std'),
      () => write.updateColumnStatistics(writer, { DatabaseName: 'sales', TableName: 'orders' }),
      () => write.createConfiguration(writer, 'twin', encryption),
      () => write.deleteConfiguration(writer, 'std'),
      () =>
        write.updateJob(writer, 'a', {
          ...update,
          Role: `arn:aws:iam::${owner}:role/service-role/AWSGlueServiceRole-legacy`,
        }),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: 'AccessDeniedException' });
    await expect(write.updateJob(writer, 'a', update)).resolves.toBeDefined();
  });

  it('goes on without a source identity where the role does not trust it', async () => {
    const { aws, cloud } = await start({ trustsIdentity: false });
    const session = await cloud.session(account, plan, steps);
    for (const step of steps) await carryOut(session, step);
    const written = aws.requests.list.find(({ operation }) => operation === 'UpdateJob');
    expect(written?.caller).toMatchObject({ sessionName: 'gluewarden-plan-7' });
    expect(written?.caller?.sourceIdentity).toBeUndefined();
    expect(written?.caller?.sessionPolicy).toBeDefined();
  });

  it.each([2048, 1200, 700])('carries out every step once where %i characters fill the packed size', async (most) => {
    const { aws, cloud, state } = await start();
    aws.settings.packedPolicyCharacters = most;
    const all = [
      create('twin', encryption),
      ...many.map((name) => switchJob(name, etl)),
      switchTrigger('t'),
      switchCrawler('c'),
      switchStatistics('sales', 'orders', etl),
    ];
    for (const run of cloud.sessions(account, plan, all)) {
      const session = await cloud.session(account, plan, run);
      for (const step of run) await carryOut(session, step);
    }
    expect(state.columnStatistics.get('sales.orders')?.SecurityConfiguration).toBe('twin');
    for (const name of many) expect(state.jobs.get(name)?.SecurityConfiguration).toBe('twin');
    const updates = aws.requests.list.filter(({ operation }) => operation === 'UpdateJob');
    expect(updates.map(({ name }) => name)).toEqual(many);
    for (const { caller } of updates) expect(caller?.sessionPolicy).toBeDefined();
  });

  it('is stale when its credentials have ended, and another one goes on', async () => {
    const { aws, cloud } = await start();
    const { reader } = await cloud.session(account, plan, steps);
    aws.expireSessions();
    const error = await reader.definition(the.job('a')).catch((thrown: unknown) => thrown);
    expect(faultOf(Object(error).code)).toBe('stale-credentials');
    expect(await (await cloud.session(account, plan, steps)).reader.definition(the.job('a'))).toBeDefined();
  });
});

describe.each(steps.map((step) => ({ step, type: step.type })))('$type', ({ step }) => {
  const { operation } = kindOf(step.type);
  const sent = (aws: AwsSandbox) => aws.requests.list.filter((request) => request.operation === operation);

  it.each(['reset', 'error'] as const)(
    'is unknown, and sent once, when it was made and its answer is lost by %s',
    async (how) => {
      const { aws, cloud } = await start();
      const session = await cloud.session(account, plan, steps);
      if (step.type !== 'create-configuration') await carryOut(session, create('twin', encryption));
      aws.faults.add({ operation, effect: { kind: 'lose-answer', how } });
      const error = await carryOut(session, step).catch((thrown: unknown) => thrown);
      expect(faultOf(Object(error).code)).toBe('unknown');
      expect(sent(aws).map(({ carriedOut }) => carriedOut)).toEqual([true]);
    },
  );

  it.each([
    ['deny', 'denied'],
    ['throttle', 'again'],
    ['reset', 'unknown'],
  ] as const)('is sent once when it meets %s, which is %s', async (kind, fault) => {
    const { aws, cloud } = await start();
    const session = await cloud.session(account, plan, steps);
    aws.faults.add({ operation, effect: { kind } });
    const error = await carryOut(session, step).catch((thrown: unknown) => thrown);
    expect(faultOf(Object(error).code)).toBe(fault);
    expect(sent(aws).map(({ carriedOut }) => carriedOut)).toEqual([false]);
  });
});

describe('the reader of a plan against the local AWS', () => {
  it('reads everything that a plan needs with the remediation role, and may change nothing', async () => {
    const { aws, cloud, state } = await start();
    const { account: id, reader } = await cloud.reader(account, region);
    expect(id).toBe(owner);
    expect((await reader.definition(the.configuration('std')))?.definition).toEqual(
      state.securityConfigurations.get('std'),
    );
    expect((await reader.definition(the.job('a')))?.definition).toEqual(state.jobs.get('a'));
    expect((await reader.definition(the.trigger('t')))?.definition).toEqual(state.triggers.get('t'));
    expect((await reader.definition(the.crawler('c')))?.definition).toEqual(state.crawlers.get('c'));
    expect(await reader.tables('sales')).toEqual(['orders', 'regions']);
    expect((await reader.definition(the.columnStatistics('sales', 'orders')))?.definition).toEqual(
      state.columnStatistics.get('sales.orders'),
    );
    expect(await reader.definition(the.columnStatistics('sales', 'regions'))).toBeUndefined();
    await expect(reader.tables('none')).rejects.toMatchObject({ code: 'EntityNotFoundException' });
    expect(await reader.definition(the.job('none'))).toBeUndefined();
    expect(await reader.activeRuns('a')).toBe(0);
    expect(await reader.tags(`arn:aws:glue:${region}:${owner}:job/a`)).toEqual({ team: 'data' });
    const [key] = await reader.keys();
    expect(key?.alias).toBe('alias/data');
    expect(await reader.keyArn(`arn:aws:kms:${region}:${owner}:alias/data`)).toBe(key?.arn);
    expect(await reader.keyPolicy(key?.arn ?? '')).toContain(`arn:aws:iam::${owner}:root`);
    const resources = [etl, `arn:aws:iam::${owner}:role/other`];
    const context = { 'iam:PassedToService': 'glue.amazonaws.com' };
    const question = { principal: account.remediationRoleArn ?? '', actions: ['iam:PassRole'], resources, context };
    for (const simulatePerResource of [false, true]) {
      aws.settings.simulatePerResource = simulatePerResource;
      const decisions = (await reader.simulate(question)).map(({ decision }) => decision);
      expect(decisions).toEqual(['allowed', 'implicitDeny']);
    }
    const { caller } = aws.requests.list.find(({ operation }) => operation === 'GetJob') ?? {};
    expect(caller?.sessionPolicy).not.toMatch(/Update|Create|Delete|PassRole/);
  });
});
