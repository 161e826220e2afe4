import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/domain/json.ts';
import type { PlanChoice } from '../../../src/domain/plan/plan.ts';
import { leftOutWords } from '../../../src/usecases/words/explain-plan.ts';
import {
  choice,
  definitionsOf,
  finding,
  made,
  planOf,
  rawConfiguration,
  rawJob,
  rawTrigger,
  replacement,
  std,
  stepNames,
  type World,
} from '../../support/remediation/plans.ts';

const starts = (...jobs: readonly string[]) => jobs.map((JobName) => ({ JobName, SecurityConfiguration: 'std' }));
const graph = { CodeGenConfigurationNodes: { n: { A: {} } } };

function plan(of: Partial<World>, parts: Partial<PlanChoice> = {}) {
  return made(planOf({ configurations: [std], ...of }, finding, { choice: { ...choice, ...parts } })).plan;
}

function checksOf({ checks }: ReturnType<typeof plan>, check: string) {
  return checks.filter((each) => each.check === check).map(({ outcome, detail }) => `${outcome}: ${detail}`);
}

describe('the order', () => {
  test('has a job next to every trigger that overrides its configuration, in workflows and of any type too', () => {
    const result = plan({
      jobs: [rawJob('a'), rawJob('b'), rawJob('c'), rawJob('d')],
      triggers: [
        rawTrigger('flow', starts('c'), { WorkflowName: 'w', Type: 'CONDITIONAL', State: 'ACTIVATED' }),
        rawTrigger('follows', [{ JobName: 'a' }]),
        rawTrigger('late', starts('c')),
        rawTrigger('nightly', starts('b')),
      ],
    });
    expect(stepNames(result)).toEqual([
      `create ${replacement}`,
      'job a',
      'job b',
      'trigger nightly',
      'job c',
      'trigger flow',
      'trigger late',
      'job d',
    ]);
    expect(checksOf(result, 'one configuration a job')).toEqual([]);
    expect(result.notes.join()).toContain('job b, trigger nightly; job c, trigger flow, trigger late');
  });

  test('names the jobs that a trigger starts, with the option of those runs', () => {
    const Arguments = { '--job-bookmark-option': 'job-bookmark-disable', '--token': 'S3CR3T' };
    const result = plan({
      jobs: [
        rawJob('a'),
        rawJob('s', { Command: { Name: 'gluestreaming' } }),
        rawJob('p', { Command: { Name: 'pythonshell' } }),
      ],
      triggers: [rawTrigger('t', [{ ...starts('a')[0], Arguments }, ...starts('s', 'p', 'gone')])],
    });
    expect(result.steps.at(-1)).toMatchObject({
      actions: [
        { index: 0, from: 'std', job: 'a', bookmarks: 'job-bookmark-disable' },
        { index: 1, from: 'std', job: 's', bookmarks: 'job-bookmark-enable', streaming: true },
        { index: 2, from: 'std', job: 'p' },
        { index: 3, from: 'std' },
      ],
    });
    expect(JSON.stringify(result)).not.toContain('S3CR3T');
  });
});

describe('what belongs together and was not chosen', () => {
  const of = { jobs: [rawJob('a'), rawJob('b'), rawJob('c')], triggers: [rawTrigger('t', starts('a', 'b'))] };

  test.each<[string, NonNullable<PlanChoice['only']>[number], string]>([
    ['the job', { type: 'job', name: 'a' }, 'job b, trigger t: not chosen'],
    ['the trigger', { type: 'trigger', name: 't' }, 'job a, job b: not chosen'],
  ])('is switched too when only %s was, and the approver is told', (_, only, words) => {
    const result = plan(of, { only: [only] });
    expect(stepNames(result)).toEqual([`create ${replacement}`, 'job a', 'job b', 'trigger t']);
    expect(checksOf(result, 'one configuration a job')).toEqual([expect.stringContaining(`warning: ${words}`)]);
    expect(result.leftOut).toEqual([{ type: 'job', name: 'c', reason: 'not-chosen' }]);
  });

  test('stays where nothing of it was chosen', () => {
    const result = plan(of, { only: [{ type: 'job', name: 'c' }] });
    expect(stepNames(result)).toEqual([`create ${replacement}`, 'job c']);
    expect(checksOf(result, 'one configuration a job')).toEqual([]);
  });
});

describe('a trigger that starts jobs of which one stays', () => {
  const read = (name: string, one: { definition: JsonObject } | { error: string } | undefined) => {
    const of: World = {
      configurations: [std],
      jobs: [rawJob('a'), rawJob(name), rawJob('z')],
      triggers: [rawTrigger('t', starts('a', name))],
    };
    const definitions = definitionsOf(of);
    const jobs = new Map(definitions.dependents.get('job'));
    if (one === undefined) jobs.delete(name);
    else jobs.set(name, one);
    return made(
      planOf(of, finding, {
        definitions: { ...definitions, dependents: new Map([...definitions.dependents, ['job', jobs]]) },
      }),
    ).plan;
  };

  test.each([
    ['unreadable', { error: 'AccessDeniedException' }],
    ['unsendable', { definition: rawJob('x', { Future: 1 }) }],
    ['visual', { definition: rawJob('x', graph) }],
  ])('%s: nothing of the group is switched, and the plan says why', (reason, one) => {
    const result = read('x', one);
    expect(stepNames(result)).toEqual([`create ${replacement}`, 'job z']);
    expect(result.leftOut).toMatchObject([
      { type: 'job', name: 'a', reason: 'together', with: ['job x'] },
      { type: 'job', name: 'x', reason },
      { type: 'trigger', name: 't', reason: 'together', with: ['job x'] },
    ]);
    expect(result.leftOut.map(leftOutWords)[0]).toContain('switched only together with job x, left alone too');
  });

  test.each([
    ['names something else by now', { definition: rawJob('x', { SecurityConfiguration: 'good' }) }],
    ['is gone', undefined],
  ])('because it %s: the others are switched', (_, one) => {
    expect(stepNames(read('x', one))).toEqual([`create ${replacement}`, 'job a', 'trigger t', 'job z']);
  });
});

describe('the canary', () => {
  const canary = (result: ReturnType<typeof plan>) =>
    result.steps.flatMap((step) => (step.type === 'repoint-job' && step.canary ? [step.name] : []));

  test('is the job that takes the fewest others with it, and its group goes before the others', () => {
    const of = {
      jobs: [rawJob('a'), rawJob('b'), rawJob('c')],
      triggers: [rawTrigger('t', starts('a', 'b')), rawTrigger('u', starts('c'))],
    };
    const result = plan(of, { canary: true });
    expect(canary(result)).toEqual(['c']);
    expect(stepNames(result).slice(1)).toEqual(['job c', 'trigger u', 'job a', 'job b', 'trigger t']);
  });

  test('is none where all belongs together, and the plan says so', () => {
    const result = plan(
      { jobs: [rawJob('a'), rawJob('b')], triggers: [rawTrigger('t', starts('a', 'b'))] },
      { canary: true },
    );
    expect(canary(result)).toEqual([]);
    expect(checksOf(result, 'canary job')).toEqual([expect.stringMatching(/^warning: .*switched together/)]);
  });

  test('is no job that each of its triggers starts with another configuration that stays', () => {
    const other = [{ JobName: 'a', SecurityConfiguration: 'good' }];
    const configurations = [std, rawConfiguration('good', 'CSE-KMS')];
    const of = { configurations, jobs: [rawJob('a'), rawJob('b')], triggers: [rawTrigger('t', other)] };
    const result = plan(of, { canary: true });
    expect(canary(result)).toEqual(['b']);
    expect(checksOf(result, 'one configuration a job')).toEqual([expect.stringContaining('a by trigger t with good')]);
  });
});
