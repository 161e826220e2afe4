import { expect, test } from 'vitest';
import { createLeases, leaseMs } from '../../../../src/usecases/remediation/execute/execution-lease.ts';
import { kit } from '../../../support/fakes/kit.ts';

async function claimed() {
  const base = await kit();
  const { store, clock } = base;
  const { remediation } = store;
  await remediation.queueExecution({ id: 'e1', planId: 'p1', requestId: 'r1' }, 1);
  const claim = (holder: string) => {
    const now = clock.now();
    return remediation.claimExecution({ processId: holder, holder, now, leaseUntil: now + leaseMs });
  };
  await claim('h1');
  const leases = createLeases(store, clock);
  return { ...base, claim, leases, lease: leases.take('e1', 'h1') };
}

test('is renewed with the heartbeat while its holder waits for one long read', async () => {
  const { clock, claim, leases, lease } = await claimed();
  for (let seconds = 0; seconds < 150; seconds += 10) {
    await clock.advance(10_000);
    await leases.renew();
    expect(await claim('h2')).toBeUndefined();
  }
  await lease.keep();
});

test('is not renewed for a holder that asks for nothing any more, nor for one that let go', async () => {
  const { clock, claim, leases } = await claimed();
  for (let seconds = 0; seconds < 240; seconds += 10) {
    await clock.advance(10_000);
    await leases.renew();
  }
  expect(await claim('h2')).toMatchObject({ id: 'e1' });
  const after = await claimed();
  after.lease.letGo();
  await after.clock.advance(leaseMs - 1);
  await after.leases.renew();
  await after.clock.advance(1);
  expect(await after.claim('h2')).toMatchObject({ id: 'e1' });
});

test('that was lost meanwhile stops the next read or write, and is not taken back', async () => {
  const { clock, claim, leases, lease } = await claimed();
  await clock.advance(leaseMs);
  expect(await claim('h2')).toMatchObject({ id: 'e1' });
  await leases.renew();
  await expect(lease.keep()).rejects.toMatchObject({ reason: 'lost' });
  await expect(lease.prove()).rejects.toMatchObject({ reason: 'lost' });
});
