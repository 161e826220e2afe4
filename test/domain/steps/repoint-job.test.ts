import { expect, test } from 'vitest';
import { switchJob } from '../../../src/domain/steps/repoint-job.ts';
import { hash } from '../../support/remediation/plans.ts';
import { stepSamples } from '../../support/remediation/step-samples.ts';

const { step: sample, before } = stepSamples['repoint-job'];
if (before === undefined) throw new Error('It switches nothing that does not exist.');
const step = switchJob.of(switchJob.of(sample).expecting(before, hash));
const target = { account: '111122223333', region: 'eu-west-1', partition: 'aws' };

test('it starts from what the plan saw, is done once switched, and leaves alone what changed meanwhile', () => {
  expect(step.judge(before, before, hash)).toMatchObject({ at: 'start' });
  expect(step.judge(step.made(before), before, hash)).toEqual({ at: 'goal', differs: [] });
  expect(step.judge({ ...before, Timeout: 99 }, before, hash)).toMatchObject({ at: 'elsewhere', state: 'drifted' });
  expect(step.judge(undefined, before, hash)).toMatchObject({ reason: 'gone' });
});

test('its inverse leads back to what was, and is done there', () => {
  const back = switchJob.of(switchJob.of(step.inverse()).expecting(step.made(before), hash));
  expect(back.judge(step.made(before), step.made(before), hash)).toMatchObject({ at: 'start' });
  expect(back.made(step.made(before))).toEqual(before);
  expect(back.judge(before, step.made(before), hash)).toMatchObject({ at: 'goal' });
});

test('its update sends everything back but the configuration, and no name or graph', () => {
  const made = step.request(before);
  if (!('input' in made)) throw new Error('refused');
  expect(made.input).toMatchObject({ JobName: 'orders', JobUpdate: { SecurityConfiguration: 'twin', Role: 'etl' } });
  expect(made.input.JobUpdate).not.toHaveProperty('Name');
  expect(made.input.JobUpdate).not.toHaveProperty('CodeGenConfigurationNodes');
  expect(step.request({ ...before, NewMember: 1 })).toEqual({ refused: ['NewMember'] });
});

test('its session may change this one alone', () => {
  const allowed = step
    .permissions(target)
    .filter(({ actions }) => actions.some((action) => action.includes(':Update')));
  expect(allowed.map(({ resources }) => resources)).toEqual([['arn:aws:glue:eu-west-1:111122223333:job/orders']]);
});

test('a Ray job takes no configuration: it is left alone, and what was given to one can go back', () => {
  const ray = { ...before, Command: { Name: 'glueray', Runtime: 'Ray2.4' } };
  const planned = switchJob.of(switchJob.of(sample).expecting(ray, hash));
  expect(planned.judge(ray, ray, hash)).toEqual({ at: 'elsewhere', state: 'failed', reason: 'ray-job' });
  const made = planned.made(ray);
  expect(planned.judge(made, ray, hash)).toEqual({ at: 'goal', differs: [] });
  const back = switchJob.of(switchJob.of(planned.inverse()).expecting(made, hash));
  expect(back.judge(made, made, hash)).toMatchObject({ at: 'start' });
  expect(back.judge(ray, made, hash)).toMatchObject({ at: 'goal' });
  expect(planned.judge(undefined, ray, hash)).toMatchObject({ reason: 'gone' });
});
