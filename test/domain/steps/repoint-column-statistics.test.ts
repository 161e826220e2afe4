import { expect, test } from 'vitest';
import { switchColumnStatistics } from '../../../src/domain/steps/repoint-column-statistics.ts';
import { hash } from '../../support/remediation/plans.ts';
import { stepSamples } from '../../support/remediation/step-samples.ts';

const { step: sample, before } = stepSamples['repoint-column-statistics'];
if (before === undefined) throw new Error('It switches nothing that does not exist.');
const step = switchColumnStatistics.of(switchColumnStatistics.of(sample).expecting(before, hash));
const target = { account: '111122223333', region: 'eu-west-1', partition: 'aws' };

test('it starts from what the plan saw, is done once switched, and leaves alone what changed meanwhile', () => {
  expect(step.judge(before, before, hash)).toMatchObject({ at: 'start' });
  expect(step.judge(step.made(before), before, hash)).toEqual({ at: 'goal', differs: [] });
  expect(step.judge({ ...before, SampleSize: 50 }, before, hash)).toMatchObject({ at: 'elsewhere', state: 'drifted' });
  expect(step.judge(undefined, before, hash)).toMatchObject({ reason: 'gone' });
});

test('its inverse leads back to what was, and is done there', () => {
  const back = switchColumnStatistics.of(switchColumnStatistics.of(step.inverse()).expecting(step.made(before), hash));
  expect(back.judge(step.made(before), step.made(before), hash)).toMatchObject({ at: 'start' });
  expect(back.made(step.made(before))).toEqual(before);
  expect(back.judge(before, step.made(before), hash)).toMatchObject({ at: 'goal' });
});

test('its update sends everything back with the configuration', () => {
  expect(step.request(before)).toMatchObject({
    input: { DatabaseName: 'sales', TableName: 'orders', SampleSize: 20, SecurityConfiguration: 'twin' },
  });
});

test('its session may change this one alone', () => {
  const allowed = step
    .permissions(target)
    .filter(({ actions }) => actions.some((action) => action.includes(':Update')));
  expect(allowed.map(({ resources }) => resources)).toEqual([
    [
      'arn:aws:glue:eu-west-1:111122223333:catalog',
      'arn:aws:glue:eu-west-1:111122223333:database/sales',
      'arn:aws:glue:eu-west-1:111122223333:table/sales/orders',
    ],
  ]);
});
