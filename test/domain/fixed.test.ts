import { expect, test } from 'vitest';
import { isFixed } from '../../src/domain/fixed.ts';

test.each([
  ['unused', 1_000, true],
  ['unused', undefined, false],
  // Something uses it again: whatever was done before does not help.
  ['latent', 1_000, false],
  ['exposed', 1_000, false],
] as const)('%s and moved away at %s: %s', (exposure, fixedAt, fixed) => {
  expect(isFixed({ exposure, ...(fixedAt !== undefined && { fixedAt }) })).toBe(fixed);
});
