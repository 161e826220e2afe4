import { expect, test } from 'vitest';
import { pruneRecords } from '../../../src/usecases/bot/prune-records.ts';
import { kit } from '../../support/fakes/kit.ts';

test('what is over is deleted after its time; what waits is kept', async () => {
  const { store, clock } = await kit();
  const now = clock.now();
  const message = { kind: 'interrupted', scope: 's', startedAt: 0, again: 'a' } as const;
  await store.outbox.add([
    { id: 'sent', channel: 'C', createdAt: now, message },
    { id: 'waits', channel: 'D', createdAt: now, message },
    { id: 'ended', channel: 'E', createdAt: now, message },
  ]);
  await store.outbox.end('ended', 'user_disabled', now, 'not-posted');
  await store.outbox.sent('sent', 'C', '1', now);
  await store.queries.save('q', {}, now);
  await store.envelopes.isFirst(['e'], now);
  await pruneRecords({ store, clock });
  expect(await store.queries.get('q')).toEqual({});
  await clock.advance(59 * 60_000);
  await pruneRecords({ store, clock });
  expect(await store.envelopes.isFirst(['e'], now)).toBe(false);
  await clock.advance(2 * 60_000);
  await pruneRecords({ store, clock });
  expect(await store.envelopes.isFirst(['e'], clock.now())).toBe(true);
  await clock.advance(500 * 86_400_000);
  await pruneRecords({ store, clock });
  expect(await store.queries.get('q')).toBeUndefined();
  expect(await store.outbox.get('sent')).toBeUndefined();
  expect(await store.outbox.get('ended')).toBeUndefined();
  expect(await store.outbox.get('waits')).toMatchObject({ state: 'waiting' });
});
