import { expect, test } from 'vitest';
import { createMetrics } from '../../src/ops/metrics.ts';

test('every number appears, in units of seconds', async () => {
  const metrics = await createMetrics();
  metrics.scanEnded('finished', 400);
  metrics.targets(11, 1);
  metrics.openFindings({ exposed: 3, latent: 2, unused: 0, fixed: 4 });
  metrics.deliveriesWaiting(4);
  metrics.deliveryFailed('channel_not_found');
  metrics.deliveryFailed('an error text with C0123 in it');
  metrics.deliveriesUndeliverable([{ error: 'is_archived', count: 9 }]);
  metrics.deliveriesUndeliverable([
    { error: 'user_disabled', count: 2 },
    { error: 'user_disabled', count: 1 },
    { error: 'odd C0123', count: 1 },
  ]);
  metrics.acked(30);
  const lines = (await metrics.text()).split('\n').filter((line) => line.startsWith('gluewarden_'));
  expect(lines).toEqual(
    expect.arrayContaining([
      'gluewarden_scans_total{outcome="finished"} 1',
      'gluewarden_scan_duration_seconds_sum 0.4',
      'gluewarden_last_scan_targets{outcome="unknown"} 1',
      'gluewarden_open_findings{exposure="exposed"} 3',
      'gluewarden_open_findings{exposure="fixed"} 4',
      'gluewarden_deliveries_waiting 4',
      'gluewarden_delivery_failures_total{code="channel_not_found"} 1',
      'gluewarden_delivery_failures_total{code="other"} 1',
      'gluewarden_deliveries_undeliverable{code="user_disabled"} 3',
      'gluewarden_deliveries_undeliverable{code="other"} 1',
      'gluewarden_slack_ack_seconds_sum 0.03',
    ]),
  );
  expect(lines.join()).not.toContain('is_archived');
  expect(await metrics.text()).toContain('process_cpu_seconds_total');
  metrics.close();
});

test('two bots in one process do not share numbers', async () => {
  const [one, two] = [await createMetrics(), await createMetrics()];
  one.deliveriesWaiting(7);
  expect(await one.text()).toContain('gluewarden_deliveries_waiting 7');
  expect(await two.text()).toContain('gluewarden_deliveries_waiting 0');
  one.close();
  two.close();
});
