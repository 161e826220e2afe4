import { describe, expect, test } from 'vitest';
import { GluewardenError } from '../../src/domain/errors.ts';
import {
  type Account,
  accountLabel,
  accountsCovering,
  findAccount,
  regionWords,
  requireAccount,
  requireRegion,
} from '../../src/domain/fleet.ts';

const accounts: Account[] = [
  { id: '111122223333', name: 'data-production', regions: ['eu-west-1', 'xx-new-9'] },
  { id: '444455556666', name: 'analytics', regions: 'enabled' },
];
const failure = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return error;
  }
};

describe('accounts', () => {
  test('are found by id and by name in any case', () => {
    expect(findAccount(accounts, '444455556666')?.name).toBe('analytics');
    expect(findAccount(accounts, 'Data-Production')?.id).toBe('111122223333');
    expect(findAccount(accounts, 'data')).toBeUndefined();
  });
  test('a wrong one gets the nearest', () => {
    const error = failure(() => requireAccount(accounts, 'data-prodution'));
    expect(error).toBeInstanceOf(GluewardenError);
    expect(error).toMatchObject({ code: 'unknown-account', suggestions: ['data-production'] });
  });
  test('are called by name and id', () => {
    expect(accounts.map(accountLabel)).toEqual(['data-production (111122223333)', 'analytics (444455556666)']);
    expect(accountLabel({})).toBe('own account');
    expect(accountLabel({ id: '1' })).toBe('1');
    expect(accountLabel({ name: 'n' })).toBe('n');
  });
});

describe('regions', () => {
  test('a configured region is known though the list does not have it yet', () => {
    expect(requireRegion(accounts, 'xx-new-9')).toBe('xx-new-9');
    expect(requireRegion(accounts, 'US-East-1')).toBe('us-east-1');
    expect(new Set(regionWords(accounts)).size).toBe(regionWords(accounts).length);
  });
  test('a wrong one gets the nearest', () => {
    expect(failure(() => requireRegion(accounts, 'us-esat-1'))).toMatchObject({
      code: 'unknown-region',
      suggestions: expect.arrayContaining(['us-east-1']),
    });
  });
});

test('a question about a region is asked of the accounts that have it, or of all when none lists it', () => {
  const names = (region: string) => accountsCovering(accounts, region).map(({ name }) => name);
  expect(names('eu-west-1')).toEqual(['data-production', 'analytics']);
  expect(names('us-east-1')).toEqual(['analytics']);
  expect(accountsCovering(accounts.slice(0, 1), 'us-east-1')).toHaveLength(1);
});
