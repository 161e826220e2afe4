import { expect, test } from 'vitest';
import { readTargets } from '../../commands/targets.ts';
import type { Account } from '../../src/domain/fleet.ts';

const accounts: Account[] = [
  { id: '111122223333', name: 'production', regions: 'enabled' },
  { id: '444455556666', name: 'analytics', regions: ['eu-west-1'] },
];
const read = (...words: string[]) => {
  try {
    const { account, region } = readTargets(words, accounts, ['status']);
    return [account?.name, region];
  } catch (error) {
    return error;
  }
};

test('account and region in any order, each at most once', () => {
  expect(read()).toEqual([undefined, undefined]);
  expect(read('eu-west-1')).toEqual([undefined, 'eu-west-1']);
  expect(read('US-EAST-1', 'Production')).toEqual(['production', 'us-east-1']);
  expect(read('444455556666', 'eu-west-1')).toEqual(['analytics', 'eu-west-1']);
});

test.each([
  [['eu-west-1', 'US-East-1'], '"US-East-1" is a second region'],
  [['production', 'analytics'], '"analytics" is a second account'],
])('%j: what is known is not called unknown', (words, message) => {
  expect(read(...words)).toMatchObject({ code: 'usage', message: expect.stringContaining(message) });
});

test.each([
  ['us-esat-1', 'unknown-region', 'us-east-1'],
  ['111122223334', 'unknown-account', '111122223333'],
  ['produktion', 'usage', 'production'],
  ['stauts', 'usage', 'status'],
])('%s gets the nearest right word', (word, code, suggestion) => {
  expect(read(word)).toMatchObject({ code, suggestions: expect.arrayContaining([suggestion]), word });
});
