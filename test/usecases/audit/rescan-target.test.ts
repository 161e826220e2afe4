import { expect, test } from 'vitest';
import { rescanTarget } from '../../../src/usecases/audit/rescan-target.ts';
import { createScanFleet } from '../../../src/usecases/audit/scan-fleet.ts';
import { FakeCloud } from '../../support/fakes/fake-cloud.ts';
import { kit } from '../../support/fakes/kit.ts';
import { disabled, target } from '../../support/inventory.ts';

test('a look after a change records what it saw of that target alone', async () => {
  const base = await kit();
  const region = { configurations: [disabled('bad')] };
  const cloud = new FakeCloud({ [target.account]: { regions: { [target.region]: region, 'us-east-1': region } } });
  const account = { id: target.account, regions: [target.region, 'us-east-1'] };
  const dependencies = { ...base, scan: createScanFleet({ ...base, cloud }), account: () => account };
  await rescanTarget(dependencies, target);
  expect((await base.store.findings.counts({})).total).toBe(1);
  region.configurations = [];
  await base.clock.advance(1000);
  await rescanTarget(dependencies, target);
  expect((await base.store.findings.counts({})).total).toBe(0);
  expect((await base.store.scans.latest(5)).map(({ state }) => state)).toEqual(['finished', 'finished']);
  await rescanTarget({ ...dependencies, account: () => undefined }, target);
  expect(await base.store.scans.latest(5)).toHaveLength(2);
});
