import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../../src/domain/json.ts';
import {
  columnStatisticsConfiguration,
  columnStatisticsForHash,
  columnStatisticsUpdate,
  compareColumnStatistics,
  isOfCatalog,
} from '../../../src/domain/steps/column-statistics-update.ts';
import { anyStatistics, plant, unknownName } from '../../support/aws/definitions.ts';
import fc from '../../support/fast-check.ts';
import { rawStatistics } from '../../support/remediation/plans.ts';

/** UpdateColumnStatisticsTaskSettings as the service may be: what is not sent is lost, and a schedule that is sent runs. */
function overwritten(old: JsonObject, { Schedule, ...sent }: JsonObject): JsonObject {
  const { ScheduleType, SettingSource, LastExecutionAttempt } = old;
  const kept = { ScheduleType, SettingSource, LastExecutionAttempt };
  return {
    ...Object.fromEntries(
      Object.entries(kept).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
    ...sent,
    ...(Schedule !== undefined && { Schedule: { ScheduleExpression: Schedule, State: 'SCHEDULED' } }),
  };
}

/** And as it may be as well: what is not sent stays. */
function merged(old: JsonObject, update: JsonObject): JsonObject {
  return { ...old, ...overwritten(old, update) };
}

function updateOf(settings: JsonObject, configuration: string): JsonObject {
  const made = columnStatisticsUpdate(settings, configuration);
  if ('refused' in made) throw new Error(`refused: ${made.refused.join()}`);
  return made.update;
}

describe('the update of column statistics settings', () => {
  test('sends back everything as it was read, the schedule as its expression', () => {
    expect(columnStatisticsUpdate(rawStatistics('sales', 'orders'), 'twin')).toEqual({
      update: {
        DatabaseName: 'sales',
        TableName: 'orders',
        Role: 'arn:aws:iam::111122223333:role/statistics',
        Schedule: 'cron(0 3 * * ? *)',
        ColumnNameList: ['id', 'price'],
        SampleSize: 20,
        CatalogID: '111122223333',
        SecurityConfiguration: 'twin',
      },
    });
  });

  test('keeps everything but the configuration, whether the service overwrites or merges, and leads back', () => {
    fc.assert(
      fc.property(anyStatistics, fc.constantFrom(overwritten, merged), (settings, apply) => {
        const after = apply(settings, updateOf(settings, 'twin'));
        expect(after).toEqual({ ...settings, SecurityConfiguration: 'twin' });
        expect(compareColumnStatistics(settings, after)).toEqual([]);
        expect(apply(after, updateOf(after, 'std'))).toEqual({ ...settings, SecurityConfiguration: 'std' });
      }),
    );
  });

  test('refuses a member that no update can hold, at any depth, by its path and without its value', () => {
    fc.assert(
      fc.property(
        anyStatistics,
        fc.constantFrom('', 'Schedule'),
        unknownName,
        fc.constantFrom<Json>('S3CR3T', { deep: 'S3CR3T' }, 0),
        (settings, place, name, planted) => {
          const odd = plant(settings, place, name, planted);
          if (odd === undefined) return;
          const path = place === '' ? name : `${place}.${name}`;
          expect(columnStatisticsUpdate(odd, 'twin')).toEqual({ refused: [path] });
        },
      ),
    );
  });

  const scheduled = (Schedule: Json) => rawStatistics('sales', 'orders', { Schedule });
  test.each<[string, JsonObject, string[]]>([
    [
      'a schedule that is stopped',
      scheduled({ ScheduleExpression: 'cron(x)', State: 'NOT_SCHEDULED' }),
      ['Schedule.State'],
    ],
    [
      'one between two states',
      scheduled({ ScheduleExpression: 'cron(x)', State: 'TRANSITIONING' }),
      ['Schedule.State'],
    ],
    ['one without a state', scheduled({ ScheduleExpression: 'cron(x)' }), ['Schedule.State']],
    ['a schedule of another form', scheduled('cron(x)'), ['Schedule']],
    ['one that Glue makes', rawStatistics('sales', 'orders', { ScheduleType: 'AUTO' }), ['ScheduleType']],
    ['settings of the catalog', rawStatistics('sales', 'orders', { SettingSource: 'CATALOG' }), ['SettingSource']],
    [
      'columns of another form',
      rawStatistics('sales', 'orders', { ColumnNameList: [{ Name: 'id' }] }),
      ['ColumnNameList[0]'],
    ],
    ['settings without a table', rawStatistics('sales', ''), ['TableName']],
  ])('refuses %s', (_, settings, refused) => {
    expect(columnStatisticsUpdate(settings, 'twin')).toEqual({ refused });
  });

  test.each<[string, Json]>([
    ['no schedule', null],
    ['an empty one', { ScheduleExpression: '', State: 'NOT_SCHEDULED' }],
  ])('settings with %s are on demand, and stay so', (_, Schedule) => {
    expect(updateOf(scheduled(Schedule), 'twin')).not.toHaveProperty('Schedule');
  });
});

describe('settings compared', () => {
  const before = rawStatistics('sales', 'orders');

  test('a run of the task is no change, everything else is', () => {
    const ran = { ...before, LastExecutionAttempt: { Status: 'FAILED', ErrorMessage: 'x' } };
    expect(compareColumnStatistics(before, ran)).toEqual([]);
    expect(columnStatisticsForHash(ran)).toBe(columnStatisticsForHash(before));
    const { Role: _role, ...roleless } = before;
    expect(columnStatisticsForHash({ ...before, Role: null })).toBe(columnStatisticsForHash(roleless));
    const stopped = { ...before, Schedule: { ScheduleExpression: 'cron(0 3 * * ? *)', State: 'NOT_SCHEDULED' } };
    expect(compareColumnStatistics(before, { ...stopped, SampleSize: 10 })).toEqual(['SampleSize', 'Schedule.State']);
    expect(columnStatisticsForHash(stopped)).not.toBe(columnStatisticsForHash(before));
  });

  test('an empty configuration is none, and the catalog is told apart', () => {
    expect([before, { SecurityConfiguration: '' }, {}].map(columnStatisticsConfiguration)).toEqual(['std', null, null]);
    expect([before, { ...before, SettingSource: 'CATALOG' }, {}].map(isOfCatalog)).toEqual([false, true, false]);
  });
});
