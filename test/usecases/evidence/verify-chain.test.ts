import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { auditEntry } from '../../../src/usecases/audit-entry.ts';
import { verifyChain } from '../../../src/usecases/evidence/verify-chain.ts';
import { kit } from '../../support/fakes/kit.ts';

const hash = (text: string) => createHash('sha256').update(text).digest('hex');

test('more than a page, and the head that was told counts as one that was kept', async () => {
  const base = await kit();
  const { auditLog } = base.store;
  await base.store.transaction(async ({ remediation }) => {
    for (let n = 0; n < 1_001; n++)
      await remediation.audit(auditEntry(base, { actor: 'U1', action: 'x', subject: `r${n}` }));
  });
  const whole = await verifyChain(auditLog, hash);
  expect(whole).toMatchObject({ entries: 1_001, linked: 1_001, unlinked: 0 });
  const head = await auditLog.head();
  expect(whole.head).toEqual(head);
  expect((await verifyChain(auditLog, hash, [{ hash: 'f'.repeat(64) }])).problem?.what).toBe('unknown-head');
  await auditLog.tell({ place: 1_002, hash: 'f'.repeat(64), day: 0 }, 1);
  expect((await verifyChain(auditLog, hash)).problem).toMatchObject({ what: 'truncated', last: 1_001 });
});
