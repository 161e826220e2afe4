import { expect, test } from 'vitest';
import { configuredRuns } from '../../../src/domain/steps/step-runs.ts';

test.each([
  ['job', true],
  ['crawler', false],
  ['column-statistics', false],
] as const)('a %s uses every key: %s', (type, usesKeys) => {
  expect(configuredRuns({ type, name: 'n', definition: { Role: 'etl' } })).toMatchObject({ role: 'etl', usesKeys });
});

test('AWS does not say where column statistics log; no role is none', () => {
  expect(configuredRuns({ type: 'column-statistics', name: 'n', definition: {} }).logGroups).toBeNull();
  expect(configuredRuns({ type: 'job', name: 'n', definition: { Role: '' } })).not.toHaveProperty('role');
});
