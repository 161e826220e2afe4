import { expect, test } from 'vitest';
import { inScope, scopeLabel } from '../../src/domain/scope.ts';
import { target } from '../support/inventory.ts';

test('a scope in words', () => {
  const one = { id: '111122223333', name: 'production', regions: 'enabled' as const };
  expect(scopeLabel({ accounts: [one] })).toBe('production (111122223333)');
  expect(scopeLabel({ accounts: [one, one], regions: ['eu-west-1', 'us-east-1'] })).toBe(
    'eu-west-1, us-east-1 in 2 accounts',
  );
});

test('a recorded target belongs to a scope by account and region', () => {
  const listed = { accounts: [{ id: '111122223333', regions: ['eu-west-1'] }] };
  expect(inScope(listed)(target)).toBe(true);
  expect(inScope(listed)({ ...target, region: '*' })).toBe(true);
  expect(inScope(listed)({ ...target, region: 'us-east-1' })).toBe(false);
  expect(inScope(listed)({ ...target, account: '9' })).toBe(false);
  expect(inScope({ ...listed, regions: ['us-east-1'] })(target)).toBe(false);
  expect(inScope({ accounts: [{ regions: 'enabled' }] })(target)).toBe(true);
});
