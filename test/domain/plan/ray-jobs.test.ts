import { describe, expect, test } from 'vitest';
import { assessTarget } from '../../../src/domain/audit/assess.ts';
import { diffFindings } from '../../../src/domain/audit/diff.ts';
import type { PlanChoice } from '../../../src/domain/plan/plan.ts';
import { retireChoice } from '../../../src/domain/plan/retire-plan.ts';
import { refusalWords } from '../../../src/usecases/words/explain-plan.ts';
import {
  choice,
  finding,
  inventoryOf,
  made,
  planOf,
  rawJob,
  rawTrigger,
  replacement,
  std,
  stepNames,
  type World,
} from '../../support/remediation/plans.ts';

const ray = (name: string, SecurityConfiguration: string) =>
  rawJob(name, { Command: { Name: 'glueray', Runtime: 'Ray2.4' }, SecurityConfiguration });
const world: World = {
  configurations: [std],
  jobs: [rawJob('loads'), ray('bare', ''), ray('dangling', 'gone'), ray('train', 'std')],
  triggers: [
    rawTrigger('both', [
      { JobName: 'loads', SecurityConfiguration: 'std' },
      { JobName: 'train', SecurityConfiguration: 'std' },
    ]),
    rawTrigger('trains', [{ JobName: 'train', SecurityConfiguration: 'std' }]),
  ],
};
const plan = (parts: Partial<PlanChoice> = {}, of = world) => planOf(of, finding, { choice: { ...choice, ...parts } });
const refusals = (result: ReturnType<typeof plan>) => ('refusals' in result ? result.refusals : []);

describe('a Ray job, which takes no security configuration', () => {
  test('is never a finding of its own: not bare, and not with a configuration that does not exist', () => {
    const { findings } = assessTarget(inventoryOf(world));
    expect(findings.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['configuration std']);
  });

  test('counts as a reference to what it names, and exposes nothing', () => {
    const { findings } = assessTarget(inventoryOf({ ...world, jobs: [ray('train', 'std')], triggers: [] }));
    expect(findings).toMatchObject([{ name: 'std', exposure: 'latent', references: [{ type: 'job', name: 'train' }] }]);
  });

  test('what was recorded about a bare one is resolved by the next scan', () => {
    const result = assessTarget(inventoryOf(world));
    const open = {
      id: 'f1',
      rule: 'Glue-005',
      ...result,
      kind: 'unprotected-job',
      name: 'bare',
      reason: 'no-configuration',
      exposure: 'latent',
      references: [],
    } as const;
    expect(diffFindings([open], [result]).resolved.map(({ id }) => id)).toEqual(['f1']);
  });

  test('is never attached or switched: it is work by hand, and so is a trigger that starts it', () => {
    const { plan: result } = made(plan());
    expect(stepNames(result)).toEqual([`create ${replacement}`, 'job loads', 'trigger both']);
    expect(result.steps.at(-1)).toMatchObject({ actions: [{ index: 0, job: 'loads' }] });
    expect(result.manual.map(({ type, name, command }) => `${type} ${name}: ${command}`)).toEqual([
      'job train: aws glue get-job --region=eu-west-1 --job-name=train',
      'trigger both: aws glue get-trigger --region=eu-west-1 --name=both',
      'trigger trains: aws glue get-trigger --region=eu-west-1 --name=trains',
    ]);
    expect(result.manual[0]?.why).toMatch(/^A Ray job takes no security configuration/);
    expect(planOf(world, { kind: 'unprotected-job', name: 'bare' })).toMatchObject({
      refusals: [{ code: 'compliant' }],
    });
  });

  test('chosen by name, or as all that there is, it is refused in words', () => {
    const only = [{ type: 'job', name: 'train' }] as const;
    expect(refusals(plan({ only }))).toEqual([{ code: 'ray-job', name: 'train', detail: 'job' }]);
    const trains = rawTrigger('trains', [{ JobName: 'train', SecurityConfiguration: 'std' }]);
    const alone = refusals(plan({}, { configurations: [std], jobs: [ray('train', 'std')], triggers: [trains] }));
    expect(alone).toMatchObject([{ code: 'ray-only', references: ['train', 'trains'] }]);
    expect(alone.map((each) => refusalWords(each).what).join()).toContain('a copy would fix nothing');
  });

  test('a retire says that it still names the configuration', () => {
    const refused = refusals(planOf({ ...world, jobs: [ray('train', 'std')] }, finding, { choice: retireChoice }));
    expect(refused).toMatchObject([
      { references: ['Ray job train', 'trigger both (starts a Ray job)', 'trigger trains (starts a Ray job)'] },
    ]);
    expect(refused.map((each) => refusalWords(each).next).join()).toContain('Ray jobs take no security configuration');
  });
});
