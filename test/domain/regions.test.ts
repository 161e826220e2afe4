import { expect, test } from 'vitest';
import { isRegion, knownRegions } from '../../src/domain/regions.ts';

test('every known region is written like one, once', () => {
  for (const region of knownRegions) expect(isRegion(region)).toBe(true);
  expect(new Set(knownRegions).size).toBe(knownRegions.length);
});

test.each(['', 'us', 'us-east', 'US-EAST-1', 'us-east-1a', 'us-east-1 ', 'useast1', '-1'])(
  '%j is no region',
  (word) => {
    expect(isRegion(word)).toBe(false);
  },
);
