import { expect, test } from 'vitest';
import { assessTarget } from '../../../src/domain/audit/assess.ts';
import type { Finding } from '../../../src/domain/model.ts';
import { seenTarget } from '../../../src/usecases/running/fleet-result.ts';
import { inventory, job } from '../../support/inventory.ts';

const result = assessTarget(inventory({ jobs: [job('bare'), job('other')] }));
const [bare, other] = result.findings as [Finding, Finding];

test('of a result whose findings are staged their number is kept, each once, and not they', () => {
  const seen = seenTarget({ ...result, accountName: 'data', scannedAt: 7, findings: [bare, other, bare] });
  const { findings: _, ...rest } = result;
  expect(seen).toEqual({
    ...rest,
    accountName: 'data',
    scannedAt: 7,
    found: { total: 2, exposed: 0, latent: 0, unused: 0, [bare.exposure]: 2 },
    judged: [],
  });
});

test('those stay that are judged one by one: kinds with conditions of their own, and what a failed list leaves open', () => {
  const key: Finding = { ...bare, kind: 'unusable-key', name: 'key' };
  const incomplete = { ...other, referencesIncomplete: [{ call: 'GetTriggers', error: 'AccessDenied' }] };
  expect(seenTarget({ ...result, findings: [bare, key, incomplete] }).judged).toEqual([key, incomplete]);
});
