import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { canonical } from '../../../src/domain/json.ts';
import { endState } from '../../../src/domain/remediation/remediation.ts';
import type {
  AboutStep,
  ConfigurationWords,
  KindFacts,
  KindWords,
  StepKind,
} from '../../../src/domain/steps/step-kind.ts';
import {
  aboutStep,
  jobSteps,
  kindOf,
  kindsInOrder,
  kindsInOrderBack,
  type ResourceKind,
  type Step,
  type WriteOperation,
} from '../../../src/domain/steps/step-kinds.ts';
import { stepWords, switchedWords } from '../../../src/usecases/words/explain-plan.ts';
import { stepWordsIn } from '../../architecture/step-words.ts';
import { hash } from '../../support/remediation/plans.ts';
import { stepSamples } from '../../support/remediation/step-samples.ts';

const types = kindsInOrder.map(({ type }) => type);
/** A plan makes these steps without the lists of what uses a configuration, so it names their kinds: by import alone. */
const makersOfSteps = [
  // Made from what was chosen: there is nothing yet to read.
  'src/domain/plan/make-plan.ts import: create-configuration',
  // Found by the database that a person names, which no other kind has.
  'src/domain/plan/plan-column-statistics.ts import: repoint-column-statistics',
  // The whole plan of a retire is this step.
  'src/domain/plan/retire-plan.ts import: delete-configuration',
];
const target = { account: '111122223333', region: 'eu-west-1', partition: 'aws' };

/** The members that may be absent. */
type Optional<T> = { [K in keyof T]-?: T extends { [Each in K]: unknown } ? never : K }[keyof T];

/** The step as a plan has it, with what it saw. */
function planned(type: Step['type']) {
  const { step, before } = stepSamples[type];
  return { step: before === undefined ? step : aboutStep(step).expecting(before, hash), before };
}

describe('the record', () => {
  test('has each kind in a file of its name, in the order of a plan and in that of a roll back', () => {
    for (const type of types) expect(existsSync(`src/domain/steps/${type}.ts`), type).toBe(true);
    expect(types[0]).toBe('create-configuration');
    expect(types.at(-1)).toBe('delete-configuration');
    expect(kindsInOrderBack.slice(-2).map(({ type }) => type)).toEqual([
      'delete-configuration',
      'create-configuration',
    ]);
    expect(kindsInOrderBack.map(({ type }) => type).toSorted()).toEqual(types.toSorted());
  });

  test('has nothing that a kind may leave out: the compiler asks for every member', () => {
    expectTypeOf<Optional<KindFacts<Step, ResourceKind, WriteOperation>>>().toBeNever();
    expectTypeOf<Optional<AboutStep<Step, ResourceKind>>>().toBeNever();
    expectTypeOf<Optional<StepKind<Step, ResourceKind, WriteOperation>>>().toBeNever();
    expectTypeOf<Optional<KindWords>>().toBeNever();
    expectTypeOf<Optional<ConfigurationWords>>().toBeNever();
    expectTypeOf<Optional<{ readonly always: 1; readonly sometimes?: 1 }>>().toEqualTypeOf<'sometimes'>();
  });

  test('shares no type of what the lists show, and no operation, between two kinds', () => {
    const dependents = kindsInOrder.flatMap(({ dependent }) => dependent ?? []);
    expect(new Set(dependents).size).toBe(dependents.length);
    const operations = kindsInOrder.map(({ operation }) => operation);
    expect(new Set(operations).size).toBe(operations.length);
  });

  test('is the only place that tells kinds apart: their words stand nowhere else', () => {
    const files = ['src', 'commands', 'bench'].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path}`),
    );
    const sources = files.filter((path) => /\.(ts|mjs)$/.test(path) && !path.startsWith('src/domain/steps/'));
    expect(sources.length).toBeGreaterThan(200);
    const found = sources.flatMap((path) =>
      stepWordsIn(readFileSync(path, 'utf8'), types).map((word) => `${path} ${word}`),
    );
    expect(found.sort()).toEqual(makersOfSteps);
  });

  test.each([
    ["if (step.type === 'repoint-job') return 1;", 'line 1: repoint-job'],
    ['const words = {\n  "delete-configuration": 1,', 'line 2: delete-configuration'],
    ["type.startsWith('repoint-')", "line 1: 'repoint-'"],
    [`type Move = Exclude<Step, { type: ${'`$'}{string}-configuration${'`'} }>;`, 'line 1: }-configuration`'],
    ['step.type === repointTrigger.type', 'line 1: repointTrigger.type'],
  ])('finds what is planted: %s', (source, found) => {
    expect(stepWordsIn(source, types)).toEqual([found]);
  });

  test('finds nothing in words that only look like one', () => {
    expect(stepWordsIn("'unprotected-job', 'repoint', 'choose-create-configuration', job.type", types)).toEqual([]);
  });
});

describe.each(types)('%s', (type) => {
  const kind = kindOf(type);
  const { step, before } = planned(type);
  const about = aboutStep(step);

  test('sees where it starts, and where it is to get', () => {
    expect(about.judge(before, before ?? {}, hash)).toMatchObject({ at: 'start' });
    const after = kind.effect === 'switches' ? about.made(before ?? {}) : madeConfiguration(step);
    expect(about.judge(after, before ?? {}, hash)).toEqual({ at: 'goal', differs: [] });
  });

  test('leaves alone what is neither', () => {
    const other = { ...before, Description: 'by somebody else', EncryptionConfiguration: { S3Encryption: 'x' } };
    expect(about.judge(other, before ?? {}, hash)).toMatchObject({ at: 'elsewhere' });
  });

  test('names what it changes in what it sends', () => {
    const made = about.request(before ?? {});
    if ('refused' in made) throw new Error(made.refused.join());
    expect(canonical(made.input)).toContain(JSON.stringify(about.resource.name));
  });

  test('is undone by its inverse, from what it made, and the inverse of that is the step again', () => {
    const inverse = aboutStep(step).inverse();
    expect(inverse.id).toBe(step.id);
    expect(aboutStep(inverse).resource).toEqual(about.resource);
    const there = kind.effect === 'switches' ? about.made(before ?? {}) : madeConfiguration(step);
    const back = aboutStep(aboutStep(inverse).expecting(there ?? {}, hash));
    expect(back.judge(there, there ?? {}, hash)).toMatchObject({ at: 'start' });
    if (kind.effect === 'switches') expect(back.judge(before, there ?? {}, hash)).toEqual({ at: 'goal', differs: [] });
    const again = aboutStep(inverse).inverse();
    expect(again.type).toBe(type);
    expect(stepWords(again).replace(' (canary job, ', ' (')).toBe(stepWords(step).replace(' (canary job, ', ' ('));
  });

  test('asks for the actions that read and change it, on nothing but itself', () => {
    const permissions = about.permissions(target);
    expect(permissions.flatMap(({ actions }) => actions)).toContain(`glue:${kind.operation}`);
    for (const { resources = [] } of permissions)
      for (const resource of resources) expect(resource).toMatch(/^arn:aws:(glue|iam|kms):.*[^*]$/);
  });

  test('has words for approvers: what is done, how much, and what becomes of it', () => {
    expect(stepWords(step)).toContain(step.name);
    expect(kind.words.subject(step.name)).toContain(step.name);
    expect(switchedWords([step, step]) !== '').toBe(kind.effect === 'switches');
    expect(kind.configurationWords === null).toBe(kind.effect === 'switches');
    expect(kind.words.canaryStage !== null).toBe(jobSteps([step]).length > 0);
    expect(kind.draft !== null).toBe(kind.effect === 'switches');
  });

  test('counts as the work of an execution', () => {
    expect(endState([step], new Map([[step.id, { stepId: step.id, state: 'done', awsRequestIds: [] }]]))).toBe('done');
    expect(endState([step], new Map())).toBe('failed');
  });
});

/** What Glue has after a configuration was created or deleted. */
function madeConfiguration(step: Step) {
  if (!('encryption' in step) || kindOf(step.type).effect === 'deletes') return undefined;
  return { Name: step.name, EncryptionConfiguration: step.encryption };
}
