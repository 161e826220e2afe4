import { expect, test } from 'vitest';
import { inScope, isUnlisted, regionsNamed, scopeLabel } from '../../src/domain/scope.ts';
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

test.each([
  ['its own regions', ['eu-west-1', 'us-east-1'], undefined, ['eu-west-1', 'us-east-1'], false],
  ['those that AWS has to list', 'enabled', undefined, ['*'], true],
  ['those that were asked for, of whatever account', 'enabled', ['eu-west-1'], ['eu-west-1'], false],
] as const)('of an account are named %s', (_, regions, asked, named, unlisted) => {
  const scope = asked === undefined ? {} : { regions: asked };
  expect(regionsNamed({ regions }, scope)).toEqual(named);
  expect(isUnlisted({ regions }, scope)).toBe(unlisted);
});
