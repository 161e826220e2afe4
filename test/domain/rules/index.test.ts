import { expect, test } from 'vitest';
import { rules } from '../../../src/domain/rules/index.ts';

test('every rule has an id of its own and says how to fix', () => {
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  for (const rule of rules) expect(rule.remediation.length).toBeGreaterThan(0);
});
