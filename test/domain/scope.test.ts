import { expect, test } from 'vitest';
import { scopeLabel } from '../../src/domain/scope.ts';

test('a scope in words', () => {
  const one = { id: '111122223333', name: 'production', regions: 'enabled' as const };
  expect(scopeLabel({ accounts: [one] })).toBe('production (111122223333)');
  expect(scopeLabel({ accounts: [one, one], regions: ['eu-west-1', 'us-east-1'] })).toBe(
    'eu-west-1, us-east-1 in 2 accounts',
  );
});
