import { afterEach, describe, expect, it } from 'vitest';
import type { Statement } from '../../../sandbox/aws/access/policy.ts';
import type { AwsSandbox } from '../../../sandbox/aws/server.ts';
import { planReadActions, scanCalls } from '../../../src/aws/policies/calls.ts';
import { planningPolicy, sessionPolicy } from '../../../src/aws/policies/session-policy.ts';
import { createCloudProbe } from '../../../src/aws/probe/probe.ts';
import type { Step } from '../../../src/domain/plan/plan.ts';
import type { DefinitionReader } from '../../../src/usecases/ports/remediation-cloud.ts';
import { workOf } from '../../../src/usecases/remediation/execute/step-work.ts';
import { the } from '../../support/aws/definition-calls.ts';
import {
  create,
  deletion,
  switchCrawler,
  switchJob,
  switchStatistics,
  switchTrigger,
} from '../../support/aws/remediation-cloud.ts';
import { FakeClock } from '../../support/fakes/fake-clock.ts';
import {
  account,
  encryption,
  etl,
  keyArn,
  owner,
  plan,
  region,
  remediationSandbox,
} from '../../support/processes/remediation-sandbox.ts';
import { hash } from '../../support/remediation/plans.ts';

const start = remediationSandbox();
const probes: { close(): void }[] = [];
afterEach(() => {
  for (const probe of probes.splice(0)) probe.close();
});

function doctor() {
  const probe = createCloudProbe({ clock: new FakeClock(Date.now()), retries: { maxAttempts: 1 } });
  probes.push(probe);
  return probe;
}

const sorted = (actions: Iterable<string>): string[] => [...new Set(actions)].sort();

/** The actions that a role's sessions called, in the way that IAM names them, and what each was answered. */
function callsOf(aws: AwsSandbox, role: string) {
  const own = aws.requests.list.filter(({ caller }) => caller?.arn.includes(`assumed-role/${role}/`));
  const denied = own.filter(({ code }) => /AccessDenied/.test(code ?? ''));
  return {
    actions: sorted(own.map(({ service, operation }) => `${service}:${operation}`)),
    denied: denied.map(({ operation, name }) => `${operation} ${name}`),
    policies: sorted(own.map(({ caller }) => caller?.sessionPolicy ?? 'none')),
  };
}

describe('what is allowed is what is called', () => {
  it('by the scan role', async () => {
    const { aws } = await start();
    const found = await doctor().probe({ ...account, regions: 'enabled' }, { region, key: keyArn });
    expect(found.permissions.filter(({ outcome }) => outcome !== 'allowed')).toEqual([]);
    const { actions, denied } = callsOf(aws, 'Scan');
    expect(denied).toEqual([]);
    expect(actions).toEqual(sorted(scanCalls.flatMap(({ holder, action }) => (holder === 'scan' && action) || [])));
  });

  it('by the scan role, where tags of jobs are configured', async () => {
    const { aws } = await start();
    const role = aws.state.account(owner).roles.get('Scan');
    if (role === undefined) throw new Error('the seed has no scan role');
    const tags: Statement = { effect: 'Allow', actions: ['tag:GetResources'] };
    aws.state.account(owner).roles.set('Scan', { ...role, policy: [...role.policy, tags] });
    const options = { region, key: keyArn, tag: 'team' };
    const found = await doctor().probe({ ...account, regions: 'enabled' }, options);
    expect(found.permissions.filter(({ outcome }) => outcome !== 'allowed')).toEqual([]);
    expect(callsOf(aws, 'Scan').actions).toContain('tag:GetResources');
    aws.state.account(owner).roles.set('Scan', role);
    const { permissions } = await doctor().probe({ ...account, regions: 'enabled' }, options);
    expect(permissions.filter(({ outcome }) => outcome === 'denied')).toMatchObject([
      { permission: 'tag:GetResources', error: { call: 'GetResources', error: 'AccessDeniedException' } },
    ]);
  });

  it('by the remediation role, where a plan is made', async () => {
    const { aws, cloud } = await start();
    const { reader } = await cloud.reader(account, region);
    const reads: Readonly<Record<keyof DefinitionReader, () => Promise<unknown>>> = {
      definition: () =>
        Promise.all(
          [
            the.configuration('std'),
            the.job('a'),
            the.trigger('t'),
            the.crawler('c'),
            the.columnStatistics('sales', 'orders'),
          ].map((of) => reader.definition(of)),
        ),
      tables: () => reader.tables('sales'),
      keys: () => reader.keys(),
      activeRuns: () => reader.activeRuns('a'),
      runs: () => reader.runs('a', 0),
      bookmark: () => reader.bookmark('a'),
      tags: () =>
        Promise.all(
          ['job/a', 'trigger/t', 'crawler/c'].map((name) => reader.tags(`arn:aws:glue:${region}:${owner}:${name}`)),
        ),
      simulate: () => reader.simulate({ principal: etl, actions: ['kms:Encrypt'], resources: [keyArn] }),
      keyArn: () => reader.keyArn(keyArn.replace(/key\/.*/, 'alias/data')),
      keyPolicy: () => reader.keyPolicy(keyArn),
    };
    for (const read of Object.values(reads)) await read();
    const { actions, denied, policies } = callsOf(aws, 'Fix');
    expect(denied).toEqual([]);
    expect(actions).toEqual(sorted(planReadActions));
    expect(policies).toEqual([planningPolicy]);
  });

  /** Allowed for what Glue itself does in the name of the session. */
  const forGlue = new Set(['iam:PassRole', 'kms:DescribeKey']);
  const steps: readonly (readonly Step[])[] = [
    [create('twin', encryption)],
    [create('twin', encryption), switchJob('a', etl)],
    [create('twin', encryption), switchTrigger('t')],
    [create('twin', encryption), switchCrawler('c')],
    [create('twin', encryption), switchStatistics('sales', 'orders', etl)],
    [create('twin', encryption), deletion('twin')],
  ];
  it.each(steps.map((each) => [each.at(-1)?.type, each] as const))('by a session of a step %s', async (_, each) => {
    const { aws, cloud } = await start();
    for (const step of each) {
      aws.requests.reset();
      const { reader, writer } = await cloud.session(account, plan, [step]);
      await reader.definition(the.configuration('std'));
      if (step.type === 'repoint-job') await reader.bookmark(step.name);
      const work = workOf(step, hash);
      const made = work.prepare((await work.read(reader))?.definition ?? {});
      if ('refused' in made) throw new Error(made.refused.join());
      await made.send(writer, () => true);
      await work.read(reader);
      const { actions, denied, policies } = callsOf(aws, 'Fix');
      const policy = sessionPolicy(plan.target, [step]);
      const { Statement }: { Statement: { Action: string[] }[] } = JSON.parse(policy);
      expect(denied).toEqual([]);
      expect(policies).toEqual([policy]);
      const allowed = Statement.flatMap(({ Action }) => Action);
      expect(actions).toEqual(sorted(allowed.filter((action) => !forGlue.has(action))));
    }
  });
});
