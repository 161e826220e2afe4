import { expect, test } from 'vitest';
import { readHistory } from '../../../src/usecases/audit/history.ts';
import { kit } from '../../support/fakes/kit.ts';

test('the latest scans come first, with how they ended', async () => {
  const { store, clock } = await kit();
  const scan = { processId: 'p', scope: 'all', caughtUp: false };
  const ends = { scanned: 2, unknown: 1, opened: 3, resolved: 1, open: 9 };
  await store.scans.begin({ ...scan, id: 'a', startedAt: clock.now(), schedule: 'daily' });
  await store.scans.finish('a', clock.now() + 5, ends);
  await store.scans.begin({ ...scan, id: 'b', startedAt: clock.now() + 10, askedBy: 'U1' });
  await store.scans.interrupt('p', clock.now() + 20);
  const { entries } = await readHistory(store);
  expect(entries).toMatchObject([
    { state: 'interrupted', askedBy: 'U1' },
    { state: 'finished', schedule: 'daily', ...ends, finishedAt: clock.now() + 5 },
  ]);
});
