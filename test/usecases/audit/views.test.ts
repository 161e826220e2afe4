import { expect, test } from 'vitest';
import { countByExposure, groupFindings } from '../../../src/usecases/audit/views.ts';
import type { FindingView } from '../../../src/usecases/messages/audit-messages.ts';

const finding = (name: string, exposure: FindingView['exposure'], references = 1): FindingView => ({
  rule: 'Glue-005',
  account: '1',
  region: 'r',
  kind: 'configuration',
  name,
  reason: 'disabled',
  exposure,
  references: Array.from({ length: references }, (_, n) => ({ type: 'job', name: `j${n}` })),
});

test('a group counts all and names a few, exposed ones first, in a stable order', () => {
  const all = [finding('z', 'unused'), finding('b', 'exposed'), finding('a', 'latent'), finding('a', 'exposed')];
  expect(groupFindings(all, 3)).toMatchObject({ total: 4, exposed: 2, latent: 1, unused: 1 });
  expect(groupFindings(all, 3).named.map(({ name, exposure }) => [name, exposure])).toEqual([
    ['a', 'exposed'],
    ['b', 'exposed'],
    ['a', 'latent'],
  ]);
  expect(groupFindings(all, 9, ({ exposure }) => exposure === 'unused').named).toHaveLength(1);
  expect(countByExposure([])).toEqual({ total: 0, exposed: 0, latent: 0, unused: 0 });
});

test('what is fixed is counted apart, and last; with a use it is not fixed', () => {
  const fixed = { ...finding('a', 'unused', 0), fixedAt: 1 };
  const all = [fixed, { ...finding('b', 'exposed'), fixedAt: 1 }, finding('c', 'unused', 0)];
  expect(groupFindings(all, 9)).toMatchObject({ total: 3, exposed: 1, unused: 2, fixed: 1 });
  expect(groupFindings(all, 9).named.map(({ name }) => name)).toEqual(['b', 'c', 'a']);
  expect(countByExposure([finding('c', 'unused')])).not.toHaveProperty('fixed');
});

test('a configuration that 5,000 jobs use stays a small message', () => {
  const [named] = groupFindings([finding('a', 'exposed', 5000)], 1).named;
  expect(named).toMatchObject({ referencesTotal: 5000 });
  expect(named?.references).toHaveLength(25);
});

const inPlace = (account: string, region: string, count: number, exposure: FindingView['exposure'] = 'exposed') =>
  Array.from({ length: count }, (_, n) => ({ ...finding(`${exposure}-${n}`, exposure), account, region }));

const places = (named: readonly FindingView[]) => named.map(({ account, region }) => `${account}/${region}`);

test('the names are spread over the places, those with the most first, and stand sorted', () => {
  const all = [...inPlace('1', 'a', 2), ...inPlace('1', 'b', 50), ...inPlace('2', 'a', 9), ...inPlace('3', 'a', 1)];
  expect(places(groupFindings(all, 3).named)).toEqual(['1/a', '1/b', '2/a']);
  expect(places(groupFindings(all, 7).named)).toEqual(['1/a', '1/a', '1/b', '1/b', '2/a', '2/a', '3/a']);
  expect(groupFindings(all, 7)).toEqual(groupFindings(all.toReversed(), 7));
  expect(groupFindings(all, 0).named).toEqual([]);
  expect(groupFindings(all, 500).named).toHaveLength(62);
});

test('what is exposed is named before any place gets a second sort', () => {
  const all = [...inPlace('1', 'a', 4), ...inPlace('2', 'a', 3, 'latent'), ...inPlace('3', 'a', 3, 'unused')];
  expect(groupFindings(all, 6).named.map(({ exposure }) => exposure)).toEqual([
    ...['exposed', 'exposed', 'exposed', 'exposed'],
    ...['latent', 'latent'],
  ]);
});

test('places are counted, the most exposed first, and not without end', () => {
  const all = [...inPlace('1', 'a', 2, 'latent'), ...inPlace('1', 'b', 1), ...inPlace('2', 'a', 3)];
  const named = all.map((one) => (one.account === '2' ? { ...one, accountName: 'two' } : one));
  expect(groupFindings(named, 0).places).toEqual([
    { account: '2', accountName: 'two', region: 'a', total: 3, exposed: 3, latent: 0, unused: 0 },
    { account: '1', region: 'b', total: 1, exposed: 1, latent: 0, unused: 0 },
    { account: '1', region: 'a', total: 2, exposed: 0, latent: 2, unused: 0 },
  ]);
  const many = Array.from({ length: 5_000 }, (_, n) => inPlace('1', `r${n}`, 1)).flat();
  const group = groupFindings(many, 10);
  expect(group.places).toHaveLength(20);
  expect(new Set(places(group.named)).size).toBe(10);
});
