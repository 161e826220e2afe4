import { expect, test } from 'vitest';
import { chainBegun } from '../../../src/domain/evidence/audit-entry.ts';

test('the word with which a chain began is stored, and stays', () => {
  expect(chainBegun).toBe('chain.begun');
});
