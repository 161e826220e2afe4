import { expect, test } from 'vitest';
import type { Schedule } from '../../../src/domain/fleet.ts';
import { createQueue } from '../../../src/queue/in-process.ts';
import type { ScanFleet } from '../../../src/usecases/running/fleet-scan.ts';
import { runSchedules } from '../../../src/usecases/schedule/run-schedules.ts';
import { runScheduledScan } from '../../../src/usecases/schedule/scheduled-scan.ts';
import { settle } from '../../support/fakes/fake-clock.ts';
import { hourly } from '../../support/fakes/fake-timetable.ts';
import { kit } from '../../support/fakes/kit.ts';

const schedule: Schedule = { name: 'daily', cron: '0 * * * *', timezone: 'UTC', channel: 'C1' };

test('a scan of a schedule that somebody ended, and that then failed, is not made again; its channel is told', async () => {
  const base = await kit();
  const queue = createQueue(base);
  let scans = 0;
  const failing: ScanFleet = async (_scope, { signal }) => {
    scans += 1;
    await new Promise((resolve) => signal?.addEventListener('abort', resolve));
    throw new Error('disk full');
  };
  const parts = { ...base, accounts: [{ regions: ['eu-west-1'] }], canRemediate: () => true, scan: failing };
  const running = runSchedules({
    ...base,
    queue,
    timetable: hourly(base.clock),
    schedules: [schedule],
    run: (...slot) => runScheduledScan({ ...parts, schedules: [schedule] }, ...slot),
  });
  await settle();
  await base.clock.advance(3_600_000);
  const [scan] = await base.store.scans.running();
  await base.store.scans.cancel(scan?.id ?? '', 'U1', base.clock.now());
  await base.clock.advance(600_000);
  expect([scans, await base.store.schedules.claimed()]).toEqual([1, []]);
  const rows = await base.store.outbox.claimDue(base.clock.now(), base.clock.now() + 1, 'x', 5);
  expect(rows).toMatchObject([{ channel: 'C1', message: { kind: 'problem' } }]);
  await Promise.all([queue.drain(), running.stop()]);
});
