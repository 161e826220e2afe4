import { expect, test } from 'vitest';
import { assessTarget, unknownTarget } from '../../../src/domain/audit/assess.ts';
import { createNameBound } from '../../../src/domain/audit/kept-names.ts';
import { disabled, inventory, job } from '../../support/inventory.ts';

const small = assessTarget(inventory({ configurations: [disabled('a')], jobs: [job('j')] }));
const large = assessTarget(inventory({ jobs: Array.from({ length: 9 }, (_, index) => job(`j-${index}`)) }));

test('names are kept up to a bound for the whole scan, and what is beyond it is the same without them', () => {
  const bound = createNameBound(5);
  const { names: _, ...unnamed } = large;
  expect(bound(small)).toBe(small);
  expect(bound(large)).toEqual(unnamed);
  expect(bound(small)).toBe(small);
  expect(bound(small).names).toBeUndefined();
});

test('a target that was not scanned has none', () => {
  const unknown = unknownTarget('111122223333', 'eu-west-1', { call: 'GetJobs', error: 'AccessDeniedException' });
  expect(createNameBound()(unknown)).toBe(unknown);
});
