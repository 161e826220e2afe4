import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/domain/json.ts';
import type { Plan, Step } from '../../../src/domain/plan/plan.ts';
import type { StepOutcome, StepState } from '../../../src/domain/remediation/remediation.ts';
import { stepsBack, wasChanged } from '../../../src/domain/remediation/rollback-steps.ts';
import { crawlerForHash, crawlerUpdate } from '../../../src/domain/steps/crawler-update.ts';
import { compareJobs, jobConfiguration, jobForHash, jobUpdate } from '../../../src/domain/steps/job-update.ts';
import { aboutStep } from '../../../src/domain/steps/step-kinds.ts';
import {
  actionConfiguration,
  triggerActions,
  triggerForHash,
  triggerUpdate,
} from '../../../src/domain/steps/trigger-update.ts';
import { workOf } from '../../../src/usecases/remediation/execute/step-work.ts';
import { anyJob, anyTrigger } from '../../support/aws/definitions.ts';
import { updatedCrawler, updatedJob, updatedTrigger } from '../../support/aws/service-updates.ts';
import fc from '../../support/fast-check.ts';
import { hash } from '../../support/remediation/plans.ts';
import { encryption, newName, planOf, smallGlue } from '../../support/remediation/remediation-samples.ts';

type Of<T extends Step['type']> = Extract<Step, { readonly type: T }>;
type Switch = Of<'repoint-job' | 'repoint-trigger' | 'repoint-crawler'>;

function outcome(stepId: string, state: StepState, touched?: true): StepOutcome {
  return { stepId, state, awsRequestIds: [], ...(touched && { touched }) };
}

function allDone({ steps }: Pick<Plan, 'steps'>): Map<string, StepOutcome> {
  return new Map(steps.map(({ id }) => [id, outcome(id, 'done')]));
}

/** A plan of these steps alone. */
function planned(steps: readonly Step[], changes: Partial<Plan> = {}): Plan {
  return { ...planOf(smallGlue()).plan, steps, ...changes };
}

/** The only way back of a step that was carried out. */
function inverse(step: Step): Step {
  const [back, ...others] = stepsBack(planned([step]), allDone({ steps: [step] }));
  expect(others).toEqual([]);
  if (back === undefined) throw new Error('no way back');
  return back;
}

/** The definition after the step's update, applied as the service applies it. */
function carriedOut(step: Switch, definition: JsonObject): JsonObject {
  const made =
    step.type === 'repoint-job'
      ? jobUpdate(definition, step.to)
      : step.type === 'repoint-trigger'
        ? triggerUpdate(
            definition,
            step.actions.map(({ index }) => ({ index, configuration: step.to })),
          )
        : crawlerUpdate(definition, step.to);
  if ('refused' in made) throw new Error(`refused: ${made.refused.join(', ')}`);
  const apply = { 'repoint-job': updatedJob, 'repoint-trigger': updatedTrigger, 'repoint-crawler': updatedCrawler };
  return apply[step.type](definition, made.update);
}

const about = { id: 's1', to: newName, saw: 'x' } as const;

const switchedJob = anyJob.map((definition) => {
  const from = jobConfiguration(definition);
  const step: Switch = { ...about, type: 'repoint-job', name: 'j', from, graph: null, streaming: false, canary: true };
  return { step, definition };
});

/** The actions that name `std`: a plan for that configuration moves them. */
const switchedTrigger = anyTrigger
  .map((definition) => {
    const actions = triggerActions(definition).flatMap((action, index) =>
      actionConfiguration(action) === 'std' ? [{ index, from: 'std' }] : [],
    );
    const step: Of<'repoint-trigger'> = { ...about, type: 'repoint-trigger', name: 't', actions };
    return { step, definition };
  })
  .filter(({ step }) => step.actions.length > 0);

const switchedCrawler = fc
  .record(
    {
      Name: fc.constant('c'),
      Role: fc.string(),
      State: fc.constantFrom('READY', 'RUNNING'),
      Version: fc.nat(),
      LastUpdated: fc.nat(),
      Targets: fc.constant({ S3Targets: [{ Path: 's3://b' }] }),
      CrawlerSecurityConfiguration: fc.constant('std'),
      Future: fc.constant({ deep: [1, null] }),
    },
    { requiredKeys: ['Name'] },
  )
  .map((definition: JsonObject) => {
    const from = definition.CrawlerSecurityConfiguration === undefined ? null : 'std';
    const step: Switch = { ...about, type: 'repoint-crawler', name: 'c', from };
    return { step, definition };
  });

const anySwitch = fc.oneof(switchedJob, switchedTrigger, switchedCrawler);
const hashed = {
  'repoint-job': jobForHash,
  'repoint-trigger': triggerForHash,
  'repoint-crawler': crawlerForHash,
};

describe('there and back, over every kind of thing', () => {
  test('the service holds what it held before the plan, and what lies between is what the way back expects', () => {
    fc.assert(
      fc.property(anySwitch, ({ step, definition }) => {
        const there = carriedOut(step, definition);
        const expected = aboutStep(step).made(definition);
        const text = hashed[step.type];
        expect(text(expected)).toBe(text(there));

        const back = aboutStep(inverse(step)).expecting(expected, hash);
        if (back.type !== 'repoint-job' && back.type !== 'repoint-trigger' && back.type !== 'repoint-crawler')
          throw new Error('no move of these');
        expect(workOf(back, hash).judge(there, expected)).toEqual({ at: 'start', definition: there });
        const again = carriedOut(back, there);
        expect(text(again)).toBe(text(definition));
        expect(workOf(back, hash).judge(again, expected)).toEqual({ at: 'goal', differs: [] });
      }),
      { numRuns: 600 },
    );
  });

  test('a thing that somebody changed in between is not touched', () => {
    fc.assert(
      fc.property(anySwitch, fc.constantFrom('Description', 'Role', 'Schedule'), ({ step, definition }, member) => {
        fc.pre(step.type !== 'repoint-trigger' || member !== 'Role');
        const expected = aboutStep(step).made(definition);
        const back = aboutStep(inverse(step)).expecting(expected, hash);
        const changed = { ...carriedOut(step, definition), [member]: 'something else' };
        expect(workOf(back, hash).judge(changed, expected)).toMatchObject({ at: 'elsewhere', state: 'drifted' });
      }),
    );
  });

  test('a thing that was pointed somewhere else in between is not touched', () => {
    fc.assert(
      fc.property(anySwitch, fc.constantFrom('another', null), ({ step, definition }, elsewhere) => {
        const original = step.type === 'repoint-trigger' ? step.actions[0]?.from : step.from;
        fc.pre(elsewhere !== original);
        const expected = aboutStep(step).made(definition);
        const back = aboutStep(inverse(step)).expecting(expected, hash);
        const now = carriedOut({ ...step, to: elsewhere }, carriedOut(step, definition));
        expect(workOf(back, hash).judge(now, expected)).toMatchObject({ at: 'elsewhere', state: 'drifted' });
      }),
    );
  });

  test('a job goes back in everything, its read-only members too', () => {
    fc.assert(
      fc.property(switchedJob, ({ step, definition }) => {
        const again = carriedOut(inverse(step) as Switch, carriedOut(step, definition));
        expect(compareJobs(definition, again)).toEqual([]);
        expect(jobConfiguration(again)).toBe(jobConfiguration(definition));
        expect('SecurityConfiguration' in again).toBe(jobConfiguration(definition) !== null);
      }),
    );
  });
});

describe('a trigger that was switched on or off since', () => {
  const definition: JsonObject = {
    Name: 't',
    Type: 'SCHEDULED',
    State: 'ACTIVATED',
    Schedule: 'cron(0 8 * * ? *)',
    Actions: [{ JobName: 'a', SecurityConfiguration: 'std' }, { JobName: 'b' }],
  };
  const step: Switch = { ...about, type: 'repoint-trigger', name: 't', actions: [{ index: 0, from: 'std' }] };
  const expected = aboutStep(step).made(definition);
  const back = aboutStep(inverse(step)).expecting(expected, hash);

  test.each(['DEACTIVATED', 'CREATED'])('is moved back and stays %s', (State) => {
    const now = { ...expected, State };
    expect(workOf(back, hash).judge(now, expected)).toEqual({ at: 'start', definition: now });
    const again = carriedOut(back as Switch, now);
    expect(again).toEqual({ ...definition, State });
    // Compared with what was seen just before the change, as a step does.
    expect(workOf(back, hash).judge(again, now)).toEqual({ at: 'goal', differs: [] });
  });

  test('is still left alone when its actions or its schedule changed as well', () => {
    const off = { ...expected, State: 'DEACTIVATED' };
    const rescheduled = { ...off, Schedule: 'cron(0 9 * * ? *)' };
    expect(workOf(back, hash).judge(rescheduled, expected)).toMatchObject({ at: 'elsewhere', state: 'drifted' });
    const more = { ...off, Actions: [...triggerActions(expected), { JobName: 'c' }] };
    expect(workOf(back, hash).judge(more, expected)).toMatchObject({ at: 'elsewhere', state: 'drifted' });
  });

  test('the way forward has no such freedom', () => {
    const seen = { ...step, saw: hash(triggerForHash(definition)) };
    const off = { ...definition, State: 'DEACTIVATED' };
    expect(workOf(seen, hash).judge(off, definition)).toMatchObject({ at: 'elsewhere', reason: 'changed: State' });
  });
});

describe('configurations', () => {
  const created: Step = { id: 's1', type: 'create-configuration', name: newName, encryption };

  test('what was created is deleted, and what was deleted is created again, with the same encryption', () => {
    const deleted: Step = { ...created, type: 'delete-configuration' };
    expect(inverse(created)).toEqual(deleted);
    expect(inverse(deleted)).toEqual(created);
  });

  test('what has another encryption by now is not deleted', () => {
    const work = workOf(inverse(created), hash);
    const definition = { Name: newName, EncryptionConfiguration: encryption };
    expect(work.judge(definition, {})).toEqual({ at: 'start', definition });
    expect(work.judge({ Name: newName, EncryptionConfiguration: {} }, {})).toMatchObject({ at: 'elsewhere' });
    expect(work.judge(undefined, {})).toEqual({ at: 'goal', differs: [] });
  });
});

describe('stepsBack', () => {
  const { plan } = planOf(smallGlue(['a', 'b', 'c']));

  test('goes in the reverse order, keeps the ids, and deletes what was created last', () => {
    const back = stepsBack(plan, allDone(plan));
    expect(back.map(({ id }) => id)).toEqual(['s6', 's5', 's4', 's3', 's2', 's1']);
    expect(back.map(({ type, name }) => [type, name])).toEqual([
      ['repoint-crawler', 'lake'],
      ['repoint-trigger', 'nightly'],
      ['repoint-job', 'c'],
      ['repoint-job', 'b'],
      ['repoint-job', 'a'],
      ['delete-configuration', newName],
    ]);
  });

  test('points each to what it had, has no canary, and has seen nothing yet', () => {
    const withCanary = planned(plan.steps.map((step) => (step.id === 's2' ? { ...step, canary: true } : step) as Step));
    const [crawler, trigger, job, , first] = stepsBack(withCanary, allDone(plan));
    expect(crawler).toMatchObject({ from: newName, to: 'std', saw: '' });
    expect(trigger).toMatchObject({ actions: [{ index: 0, from: newName }], to: 'std', saw: '', anyState: true });
    expect(job).toMatchObject({ from: newName, to: 'std', saw: '', canary: false });
    expect(first).toMatchObject({ name: 'a', canary: false });
  });

  test.each<[StepState, true | undefined, boolean]>([
    ['done', undefined, true],
    ['failed', true, true],
    ['drifted', true, true],
    ['acting', true, true],
    ['already', undefined, false],
    ['failed', undefined, false],
    ['drifted', undefined, false],
    ['skipped', undefined, false],
    ['acting', undefined, true],
    ['pending', undefined, false],
  ])('a step that ended as %s (sent: %s) has a way back: %s', (state, touched, has) => {
    const made = outcome('s3', state, touched);
    expect(wasChanged(made)).toBe(has);
    expect(stepsBack(plan, new Map([['s3', made]])).map(({ id }) => id)).toEqual(has ? ['s3'] : []);
  });

  test('only what was changed goes back, whatever the mixture', () => {
    const states = fc.constantFrom<StepState>('pending', 'acting', 'done', 'already', 'drifted', 'failed', 'skipped');
    const mixture = fc.array(fc.tuple(states, fc.constantFrom(true as const, undefined)), {
      minLength: plan.steps.length,
      maxLength: plan.steps.length,
    });
    fc.assert(
      fc.property(mixture, (made) => {
        const outcomes = new Map(
          plan.steps.map(({ id }, index) => [id, outcome(id, ...(made[index] ?? ['pending', undefined]))]),
        );
        const changed = plan.steps.flatMap(({ id }, index) =>
          made[index]?.[0] === 'done' || made[index]?.[0] === 'acting' || made[index]?.[1] ? [id] : [],
        );
        expect(stepsBack(plan, outcomes).map(({ id }) => id)).toEqual(changed.toReversed());
      }),
    );
  });

  test('a job without a configuration goes back to none', () => {
    const [step] = plan.steps.filter((each) => each.type === 'repoint-job');
    if (step === undefined) throw new Error('no job');
    const bare = planned([{ ...step, from: null }], { finding: { kind: 'unprotected-job', name: 'a' } });
    expect(stepsBack(bare, allDone(bare))).toMatchObject([{ from: newName, to: null }]);
  });

  test('what a dangling reference named does not exist: nothing goes back to it', () => {
    expect(stepsBack({ ...plan, finding: { kind: 'dangling-reference', name: 'a' } }, allDone(plan))).toEqual([]);
  });
});
