import { expect, test } from 'vitest';
import { assessTarget } from '../../src/domain/assess.ts';
import { recordScan } from '../../src/usecases/record-scan.ts';
import { disabled, inventory, job } from '../support/inventory.ts';
import { kit } from '../support/kit.ts';

test('5,000 findings are recorded, seen again and resolved, with their life', async () => {
  const { store, newId, processId, clock } = await kit();
  const many = assessTarget(
    inventory({ configurations: [disabled('bad')], jobs: Array.from({ length: 4999 }, (_, n) => job(`j${n}`)) }),
  );
  const record = async (id: string, results: Parameters<typeof recordScan>[2]['results']) => {
    await store.scans.begin({ id, processId, startedAt: clock.now(), scope: 's', caughtUp: false });
    const recorded = await recordScan(store, newId, { scanId: id, results, at: clock.now(), ownAccount: false });
    await clock.advance(1000);
    return recorded?.summary;
  };
  expect(await record('a', [many])).toMatchObject({ opened: 5000, resolved: 0, open: 5000, scanned: 1 });
  expect(await record('b', [many])).toMatchObject({ opened: 0, resolved: 0, open: 5000 });
  expect(await record('c', [assessTarget(inventory({}))])).toMatchObject({ opened: 0, resolved: 5000, open: 0 });
  expect(await record('d', [many])).toMatchObject({ opened: 5000 });
});
