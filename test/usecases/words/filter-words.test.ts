import { expect, test } from 'vitest';
import { filterWords } from '../../../src/usecases/words/filter-words.ts';

test.each([
  [{}, ''],
  [{ exposures: ['exposed'] as const }, 'exposed'],
  [{ rules: ['Glue-005'], exposures: ['exposed'] as const }, 'exposed, rule Glue-005'],
  [{ accounts: ['111122223333', '9'], regions: ['eu-west-1'] }, 'in production, 9, eu-west-1'],
  [
    { kinds: ['unusable-key'] as const, firstSeenSince: Date.parse('2026-03-01T00:00:00Z'), regions: ['eu-west-1'] },
    'unusable-key, first seen since 2026-03-01, in eu-west-1',
  ],
])('%o', (filter, words) => {
  expect(filterWords(filter, [{ id: '111122223333', name: 'production' }])).toBe(words);
});
