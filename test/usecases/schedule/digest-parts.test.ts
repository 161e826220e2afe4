import { expect, test } from 'vitest';
import { countAll, openIn } from '../../../src/usecases/schedule/digest-parts.ts';
import { databases, openTestStore } from '../../store/harness.ts';
import { finding } from '../../store/samples.ts';

test.each(databases)('fresh and older are all that is open, in the same order and words (%s)', async (database) => {
  const store = await openTestStore(database);
  const other = { account: '222222222222', region: 'us-east-1' };
  const accepted = {
    id: 'r',
    reason: 'x',
    owner: 'x',
    until: '2199-01-01',
    endsAt: 7_000_000_000_000,
    from: 'file',
  } as const;
  await store.findings.insert([
    finding('named', { firstSeenAt: 10, accountName: 'data-production' }),
    finding('unnamed', { firstSeenAt: 20 }),
    finding('renamed', { firstSeenAt: 20, accountName: 'data-old' }),
    finding('owned', { firstSeenAt: 15, owner: { channel: 'C1' } }),
    finding('grouped', { firstSeenAt: 25, owner: { usergroup: 'S1' }, exposure: 'latent' }),
    finding('accepted', { firstSeenAt: 15, accepted }),
    finding('unused', { ...other, firstSeenAt: 30, exposure: 'unused', fixedAt: 31 }),
    finding('over', { ...other, firstSeenAt: 5, resolvedAt: 12 }),
  ]);
  const open = await store.findings.openByTarget();
  expect(open).toHaveLength(2);
  const recorded = {
    at: 40,
    results: [],
    newer: [],
    reverted: [],
    summary: { opened: 0, resolved: 0, open: 7, scanned: 0, unknown: 0 },
  };
  for (const previousAt of [null, 0, 15, 20, 40])
    expect(openIn(await countAll({ records: store, recorded }, previousAt))).toEqual(open);
});
