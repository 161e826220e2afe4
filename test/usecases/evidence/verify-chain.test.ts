import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { LinkedEntry } from '../../../src/domain/evidence/audit-entry.ts';
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

test('an entry that was put before the first one is found', async () => {
  const base = await kit();
  const { store } = base;
  await store.transaction(({ remediation }) =>
    remediation.audit(auditEntry(base, { actor: 'U1', action: 'x', subject: 'r' })),
  );
  const [entry] = await store.auditLog.page(0, 1);
  if (entry === undefined) throw new Error('no entry');
  for (const place of [0, -7]) {
    const forged: LinkedEntry = { ...entry, id: 'forged', place, previous: null, hash: null };
    const page: typeof store.auditLog.page = async (after, limit) =>
      [forged, ...(await store.auditLog.page(0, limit))].filter((each) => each.place > after);
    const { problem } = await verifyChain({ ...store.auditLog, page }, hash);
    expect(problem).toMatchObject({ what: 'changed', entry: { id: 'forged' } });
  }
});
