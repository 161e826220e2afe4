import { expect, test } from 'vitest';
import { isExact } from '../../../src/domain/exceptions/exception.ts';
import { judged } from './samples.ts';

test('tells one finding from findings that are alike', () => {
  expect(isExact({ finding: judged() })).toBe(true);
  expect(isExact({ name: 'orders-*' })).toBe(false);
  expect(isExact({})).toBe(false);
});
