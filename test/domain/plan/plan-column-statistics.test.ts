import { describe, expect, test } from 'vitest';
import type { ReadDatabase } from '../../../src/domain/plan/plan-column-statistics.ts';
import type { ReadDefinition } from '../../../src/domain/plan/plan-configuration.ts';
import {
  choice,
  definitionsOf,
  finding,
  made,
  planOf,
  rawStatistics,
  replacement,
  stepNames,
  world,
} from '../../support/remediation/plans.ts';

function database(
  name: string,
  tables: Record<string, ReadDefinition>,
  parts: Partial<ReadDatabase> = {},
): ReadDatabase {
  const settings = new Map(Object.entries(tables));
  return { database: name, tables: settings.size + 1, settings, ...parts };
}

/** The usual plan, with these databases named and read. */
function planned(columnStatistics: readonly ReadDatabase[], of = world) {
  return planOf(of, finding, {
    choice: { ...choice, databases: columnStatistics.map((each) => each.database) },
    definitions: { ...definitionsOf(of), columnStatistics },
  });
}

const of = (definition: ReturnType<typeof rawStatistics>): ReadDefinition => ({ definition });

describe('column statistics of named databases', () => {
  test('settings that name the configuration are moved last, with the role that is sent back', () => {
    const result = planned([
      database('sales', {
        orders: of(rawStatistics('sales', 'orders')),
        others: of(rawStatistics('sales', 'others', { SecurityConfiguration: 'good' })),
        bare: of(rawStatistics('sales', 'bare', { SecurityConfiguration: '' })),
      }),
    ]);
    const { plan, definitions } = made(result);
    expect(stepNames(plan)).toEqual([
      ...stepNames(made(planOf(world, finding)).plan),
      'column-statistics sales.orders',
    ]);
    const step = plan.steps.at(-1);
    expect(step).toMatchObject({
      database: 'sales',
      table: 'orders',
      from: 'std',
      to: replacement,
      role: 'arn:aws:iam::111122223333:role/statistics',
    });
    expect(definitions.get(step?.id ?? '')).toEqual(rawStatistics('sales', 'orders'));
    expect(plan.checks.at(-1)).toMatchObject({ check: 'column statistics', outcome: 'passed' });
  });

  test('what cannot be moved is left out, each for its own reason', () => {
    const result = planned([
      database('sales', {
        catalog: of(rawStatistics('sales', 'catalog', { SettingSource: 'CATALOG' })),
        odd: of(rawStatistics('sales', 'odd', { Future: 'S3CR3T' })),
        secret: { error: 'AccessDeniedException' },
      }),
      database('closed', {}, { error: 'ThrottlingException', tables: 0 }),
    ]);
    const { plan } = made(result);
    expect(plan.leftOut.filter(({ type }) => type === 'column-statistics' || type === 'database')).toEqual([
      { type: 'column-statistics', name: 'sales.catalog', reason: 'catalog' },
      { type: 'column-statistics', name: 'sales.odd', reason: 'unsendable', paths: ['Future'] },
      { type: 'column-statistics', name: 'sales.secret', reason: 'unreadable', error: 'AccessDeniedException' },
      { type: 'database', name: 'closed', reason: 'unreadable', error: 'ThrottlingException' },
    ]);
    expect(plan.checks.at(-1)).toEqual({
      check: 'column statistics',
      outcome: 'not-checked',
      detail:
        'Settings that could not be read may be concerned: sales.secret: AccessDeniedException, GetTables of closed: ThrottlingException.',
    });
    expect(JSON.stringify(plan)).not.toContain('S3CR3T');
  });

  test('the notes say which databases were scanned, and that the others were not', () => {
    const notes = made(planned([database('sales', {})])).plan.notes.join('\n');
    expect(notes).toContain('Column statistics task settings were checked in: sales.');
    expect(notes).toContain('Not checked: column statistics task settings of other databases; data quality');
    const usual = made(planOf(world, finding)).plan.notes.join('\n');
    expect(usual).toContain('Not checked: column statistics task settings (one call a table); data quality');
    expect(usual).not.toContain('were scanned in');
  });

  test('a configuration that nothing else uses is fixed by them alone', () => {
    const lonely = { ...world, jobs: [], triggers: [], crawlers: [], devEndpoints: [], sessions: [], transforms: [] };
    const read = database('sales', { orders: of(rawStatistics('sales', 'orders')) });
    expect(stepNames(made(planned([read], lonely)).plan)).toEqual([
      `create ${replacement}`,
      'column-statistics sales.orders',
    ]);
    expect(planned([database('sales', {})], lonely)).toMatchObject({ refusals: [{ code: 'nothing-to-move' }] });
  });

  test('a database that does not exist refuses the plan, and so does one for a job', () => {
    const missing = database('Sales', {}, { error: 'EntityNotFoundException', tables: 0 });
    expect(planned([missing])).toEqual({ refusals: [{ code: 'no-such-database', name: 'Sales' }] });
    const ofJob = planOf(
      world,
      { kind: 'unprotected-job', name: 'bare' },
      { choice: { ...choice, databases: ['sales'] } },
    );
    expect(ofJob).toEqual({ refusals: [{ code: 'databases-not-possible', name: 'sales' }] });
  });
});
