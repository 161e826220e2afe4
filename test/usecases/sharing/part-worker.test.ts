import { expect, test } from 'vitest';
import { createScanFleet } from '../../../src/usecases/audit/scan-fleet.ts';
import type { KnownAccount } from '../../../src/usecases/sharing/known-accounts.ts';
import { createPartWorker } from '../../../src/usecases/sharing/part-worker.ts';
import { scan } from '../../store/samples.ts';
import { settle } from '../../support/fakes/fake-clock.ts';
import { FakeCloud } from '../../support/fakes/fake-cloud.ts';
import { kit } from '../../support/fakes/kit.ts';

test('an account that leaves while it is being taken is let go of, and not done with nothing seen', async () => {
  const base = await kit();
  const { store } = base;
  const account = '100000000000';
  await store.scans.begin(scan('s', { processId: 'other' }));
  await store.parts.add({ scanId: 's' }, [{ account, configuration: 'c', targets: 1 }], 0);
  const entries: (KnownAccount | undefined)[] = [{ accounts: [{ id: account, regions: [] }], configuration: 'c' }];
  const known = { of: () => entries.shift(), begin: () => new Map(), end: () => undefined };
  const nothing = new FakeCloud({});
  const worker = createPartWorker({
    ...base,
    known,
    nudge: () => undefined,
    scan: createScanFleet({ ...base, cloud: nothing }),
  });
  await worker.check();
  await settle();
  await worker.stop();
  expect(nothing.calls).toEqual([]);
  expect(await store.parts.standing('s')).toMatchObject({ left: 1, done: 0 });
  const part = { isKnown: () => true, now: base.clock.now(), leaseUntil: base.clock.now() + 1, limit: 1 };
  expect(await store.parts.take({ ...part, processId: 'other' })).toMatchObject([{ account, attempt: 2 }]);
});
