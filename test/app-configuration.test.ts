import { expect, test } from 'vitest';
import { configurationHash } from '../src/app-configuration.ts';
import { parseConfig } from '../src/config/parse.ts';

const hash = (text: string) => configurationHash(parseConfig(text, 'gluewarden.yaml'));

test('is the same for files that mean the same, another for others, and says nothing of what is in them', () => {
  const one = hash('accounts: [{ id: "111122223333", name: production, regions: [eu-west-1] }]');
  expect(one).toMatch(/^[0-9a-f]{8}$/);
  const same = '# another order\naccounts:\n  - regions: [eu-west-1]\n    name: production\n    id: "111122223333"\n';
  expect(hash(same)).toBe(one);
  expect(hash('accounts: [{ id: "111122223333", name: production, regions: [eu-west-2] }]')).not.toBe(one);
});
