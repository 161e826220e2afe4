import { expect, test } from 'vitest';
import { allOf, covers, isWorse, limitsOf } from '../../../src/domain/exceptions/coverage.ts';
import { judged } from './samples.ts';

test('exposed is worse than latent, and latent than unused', () => {
  expect(isWorse('exposed', 'latent')).toBe(true);
  expect(isWorse('latent', 'unused')).toBe(true);
  expect(isWorse('latent', 'latent')).toBe(false);
  expect(isWorse('unused', 'exposed')).toBe(false);
});

test('what is made of findings covers each as it is, and the worst of its kind for what comes', () => {
  const limits = limitsOf([
    judged({ name: 'a', exposure: 'exposed' }),
    judged({ name: 'b', exposure: 'unused' }),
    judged({ name: 'c', kind: 'unprotected-job', exposure: 'latent' }),
  ]);
  if (limits === undefined) throw new Error('too many');
  expect(limits.kinds).toEqual({ configuration: 'exposed', 'unprotected-job': 'latent' });
  expect(covers(limits, judged({ name: 'a', exposure: 'exposed' }))).toBe(true);
  expect(covers(limits, judged({ name: 'b', exposure: 'unused' }))).toBe(true);
  expect(covers(limits, judged({ name: 'b', exposure: 'latent' }))).toBe(false);
  expect(covers(limits, judged({ name: 'new', exposure: 'exposed' }))).toBe(true);
  expect(covers(limits, judged({ name: 'c', kind: 'unprotected-job', exposure: 'exposed' }))).toBe(false);
  expect(covers(limits, judged({ name: 'a', kind: 'unusable-key', exposure: 'unused' }))).toBe(false);
});

test('what grew worse is covered only by what says so', () => {
  expect(covers('all', judged({ kind: 'reverted', exposure: 'exposed' }))).toBe(true);
  expect(covers({ kinds: { configuration: 'latent' } }, judged({ exposure: 'exposed' }))).toBe(false);
  expect(covers({ kinds: { configuration: 'latent' } }, judged({ exposure: 'unused' }))).toBe(true);
});

test('too many limits of their own are refused', () => {
  const many = Array.from({ length: 501 }, (_, index) => judged({ name: `job-${index}`, exposure: 'unused' }));
  expect(limitsOf(many)).toEqual({ kinds: { configuration: 'unused' } });
  expect(limitsOf([...many, judged({ exposure: 'exposed' })])).toBeUndefined();
});

test('a finding of another rule is not covered, be it of the same kind, or whatever it becomes', () => {
  const other = judged({ rule: 'Glue-009' });
  expect(covers({ kinds: { configuration: 'latent' } }, other)).toBe(false);
  expect(covers('all', other)).toBe(false);
  expect(covers(allOf([judged()]), other)).toBe(false);
});

test('of two rules each has limits of its own', () => {
  const limits = limitsOf([judged({ exposure: 'unused' }), judged({ rule: 'Glue-009', exposure: 'exposed' })]);
  expect(limits).toEqual({
    kinds: { configuration: 'unused' },
    others: { 'Glue-009': { configuration: 'exposed' } },
  });
  expect(covers(limits ?? 'all', judged({ name: 'new', exposure: 'latent' }))).toBe(false);
  expect(covers(limits ?? 'all', judged({ name: 'new', rule: 'Glue-009', exposure: 'exposed' }))).toBe(true);
  const whatever = allOf([judged(), judged({ rule: 'Glue-009' })]);
  expect(covers(whatever, judged({ rule: 'Glue-009', exposure: 'exposed' }))).toBe(true);
  expect(covers(whatever, judged({ rule: 'Glue-010' }))).toBe(false);
});
