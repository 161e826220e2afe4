import { expect, test } from 'vitest';
import { findingOfPlan } from '../../../src/domain/plan/finding-of-plan.ts';

const target = { account: '111122223333', region: 'eu-west-1' };

test('a plan that names its rule fixes the finding of that rule', () => {
  const finding = { rule: 'Glue-006', kind: 'configuration', name: 'std' } as const;
  expect(findingOfPlan({ target, finding })).toEqual({ ...target, ...finding });
});

test('a plan that was sealed before plans named a rule is of Glue-005', () => {
  const finding = { kind: 'unprotected-job', name: 'orders' } as const;
  expect(findingOfPlan({ target, finding })).toEqual({ ...target, ...finding, rule: 'Glue-005' });
});
