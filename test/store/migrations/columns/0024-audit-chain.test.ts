import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { migrations } from '../../../../src/store/migrations/index.ts';
import { verifyChain } from '../../../../src/usecases/evidence/verify-chain.ts';
import { earlierDatabase } from '../../earlier-database.ts';
import { byHand, openAt, temporaryUrl } from '../../harness.ts';

const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const before = Object.keys(migrations).filter((name) => name < '0024');
const columns = 'id, place, at, actor, action, subject, detail_json, aws_request_ids_json';

const earlier = (entries: number) =>
  earlierDatabase(before, (hand) => {
    const insert = hand.prepare(
      `insert into audit (${columns}) values (?, ?, ?, 'U1', 'request.opened', 'r1', ?, '[]')`,
    );
    for (let place = 1; place <= entries; place++) {
      // One was edited by hand before there was a chain: the upgrade goes on, and the text counts as it stands.
      insert.run(`a${place}`, place, 1_000 + place, place === 2 ? '{"plans":' : JSON.stringify({ plans: place }));
    }
  });

test('what was there before is covered by the first link, which says how many they are', async () => {
  const url = await earlier(1_203);
  const store = await openAt(url);
  const [begun] = await store.auditLog.page(1_203, 9);
  expect(begun).toMatchObject({
    id: 'chain.begun',
    place: 1_204,
    at: 2_203,
    actor: 'gluewarden',
    action: 'chain.begun',
    detail: { before: 1_203 },
  });
  const entry = { id: 'n', at: 1, actor: 'U1', action: 'x', subject: 'r1', detail: {}, awsRequestIds: [] };
  await store.remediation.audit(entry);
  expect(await verifyChain(store.auditLog, hash)).toMatchObject({
    entries: 1_205,
    linked: 2,
    before: 1_203,
    unlinked: 0,
  });
  expect(await store.remediation.auditTrail('r1')).toHaveLength(1_204);
});

test('a change of one of them is seen from then on', async () => {
  const url = await earlier(20);
  const store = await openAt(url);
  await byHand(url, 'drop trigger audit_no_update');
  await byHand(url, `update audit set actor = 'U9' where place = 7`);
  expect((await verifyChain(store.auditLog, hash)).problem).toMatchObject({ what: 'before', entry: { place: 21 } });
});

test('a new database begins with its first entry', async () => {
  const store = await openAt(temporaryUrl());
  expect(await store.auditLog.page(0, 9)).toEqual([]);
});
