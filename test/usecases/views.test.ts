import { expect, test } from 'vitest';
import type { FindingView } from '../../src/usecases/message.ts';
import { countByExposure, groupFindings } from '../../src/usecases/views.ts';

const finding = (name: string, exposure: FindingView['exposure'], references = 1): FindingView => ({
  rule: 'Glue-005',
  account: '1',
  region: 'r',
  kind: 'configuration',
  name,
  reason: 'disabled',
  exposure,
  references: Array.from({ length: references }, (_, n) => ({ type: 'job', name: `j${n}` })),
});

test('a group counts all and names a few, exposed ones first, in a stable order', () => {
  const all = [finding('z', 'unused'), finding('b', 'exposed'), finding('a', 'latent'), finding('a', 'exposed')];
  expect(groupFindings(all, 3)).toMatchObject({ total: 4, exposed: 2, latent: 1, unused: 1 });
  expect(groupFindings(all, 3).named.map(({ name, exposure }) => [name, exposure])).toEqual([
    ['a', 'exposed'],
    ['b', 'exposed'],
    ['a', 'latent'],
  ]);
  expect(groupFindings(all, 9, ({ exposure }) => exposure === 'unused').named).toHaveLength(1);
  expect(countByExposure([])).toEqual({ total: 0, exposed: 0, latent: 0, unused: 0 });
});

test('a configuration that 5,000 jobs use stays a small message', () => {
  const [named] = groupFindings([finding('a', 'exposed', 5000)], 1).named;
  expect(named).toMatchObject({ referencesTotal: 5000 });
  expect(named?.references).toHaveLength(25);
});
