import { expect, test } from 'vitest';
import { findingKey, targetKey } from '../../src/domain/model.ts';
import fc from '../support/fast-check.ts';

test('property: no two findings share a key, whatever separators their names hold', () => {
  const finding = fc.record({
    rule: fc.constantFrom('Glue-005', 'Glue-006', ''),
    account: fc.string(),
    region: fc.string(),
    kind: fc.constant('configuration' as const),
    name: fc.string(),
  });
  fc.assert(
    fc.property(finding, finding, (a, b) => {
      const same = a.rule === b.rule && a.account === b.account && a.region === b.region && a.name === b.name;
      expect(findingKey(a) === findingKey(b)).toBe(same);
      expect(findingKey({ ...a, rule: `${a.rule}x` })).not.toBe(findingKey(a));
    }),
  );
});

test('a target is an account in a region', () => {
  expect(targetKey({ account: '111122223333', region: 'eu-west-1' })).toBe('111122223333/eu-west-1');
});
