import perfHooks from 'node:perf_hooks';
import { expect, test, vi } from 'vitest';
import { createMetrics } from '../../src/ops/metrics.ts';
import type { Measurements } from '../../src/usecases/bot/measurements.ts';
import { noMeasurements } from '../support/measurements.ts';

test('every number appears, in units of seconds', async () => {
  const metrics = await createMetrics();
  metrics.scanEnded('finished', 400);
  metrics.targets(11, 1);
  metrics.deliveryFailed('channel_not_found');
  metrics.deliveryFailed('an error text with C0123 in it');
  metrics.acked(30);
  const now: Measurements = {
    ...noMeasurements,
    open: { total: 16, exposed: 3, latent: 2, unused: 5, fixed: 4, accepted: 6 },
    unwatched: 7,
    deliveriesWaiting: 4,
    undeliverable: [
      { error: 'user_disabled', count: 2 },
      { error: 'user_disabled', count: 1 },
      { error: 'odd C0123', count: 1 },
    ],
    watched: { scanned: 3, unknown: 2, never: 1 },
    latestGoodAt: 2_000,
    oldestGoodAt: 1_000,
    unlistedSince: 3_000,
    remediations: { waiting: 2, 'in-progress': 1 },
    ended: { done: 5, 'partly-done': 1, failed: 6, refused: 0 },
  };
  await metrics.text({ ...now, undeliverable: [{ error: 'is_archived', count: 9 }] });
  const lines = (await metrics.text(now)).split('\n').filter((line) => line.startsWith('gluewarden_'));
  expect(lines).toEqual(
    expect.arrayContaining([
      'gluewarden_scans_total{outcome="finished"} 1',
      'gluewarden_scan_duration_seconds_sum 0.4',
      'gluewarden_last_scan_targets{outcome="unknown"} 1',
      'gluewarden_open_findings{exposure="exposed"} 3',
      'gluewarden_open_findings{exposure="fixed"} 4',
      'gluewarden_open_findings{exposure="unused"} 1',
      'gluewarden_accepted_findings 6',
      'gluewarden_unwatched_findings 7',
      'gluewarden_deliveries_waiting 4',
      'gluewarden_watched_targets{outcome="scanned"} 3',
      'gluewarden_watched_targets{outcome="unknown"} 2',
      'gluewarden_watched_targets{outcome="never"} 1',
      'gluewarden_last_successful_scan_timestamp_seconds 2',
      'gluewarden_oldest_successful_scan_timestamp_seconds 1',
      'gluewarden_organization_unlisted_since_timestamp_seconds 3',
      'gluewarden_remediations{state="waiting"} 2',
      'gluewarden_remediations{state="in-progress"} 1',
      'gluewarden_remediations_ended{outcome="failed"} 6',
      'gluewarden_delivery_failures_total{code="channel_not_found"} 1',
      'gluewarden_delivery_failures_total{code="other"} 1',
      'gluewarden_deliveries_undeliverable{code="user_disabled"} 3',
      'gluewarden_deliveries_undeliverable{code="other"} 1',
      'gluewarden_slack_ack_seconds_sum 0.03',
    ]),
  );
  expect(lines.join()).not.toContain('is_archived');
  expect(await metrics.text(now)).toContain('process_cpu_seconds_total');
  metrics.close();
});

test('two bots in one process do not share numbers', async () => {
  const [one, two] = [await createMetrics(), await createMetrics()];
  expect(await one.text({ ...noMeasurements, deliveriesWaiting: 7 })).toContain('gluewarden_deliveries_waiting 7');
  expect(await two.text(noMeasurements)).toContain('gluewarden_deliveries_waiting 0');
  one.close();
  two.close();
});

test('what is blind is named, at most 100 times, and no longer than it is blind; the count knows all', async () => {
  const metrics = await createMetrics();
  const blind = Array.from({ length: 150 }, (_, n) => ({ account: String(500_000_000_000 + n), region: 'eu-west-1' }));
  const named = async (some: typeof blind) => {
    const watched = { scanned: 150 - some.length, unknown: some.length, never: 0 };
    const text = await metrics.text({ ...noMeasurements, blind: some, watched });
    return text.split('\n').filter((line) => /^gluewarden_(blind_target|watched_targets\{outcome="unknown)/.test(line));
  };
  const many = await named(blind);
  expect(many).toHaveLength(101);
  expect(many).toContain('gluewarden_watched_targets{outcome="unknown"} 150');
  expect(many).toContain('gluewarden_blind_target{account="500000000000",region="eu-west-1"} 1');
  expect(await named([])).toEqual(['gluewarden_watched_targets{outcome="unknown"} 0']);
  metrics.close();
});

test('the delay of the event loop is sampled without waking an idle bot all the time', async () => {
  const monitor = vi.spyOn(perfHooks, 'monitorEventLoopDelay');
  const metrics = await createMetrics();
  expect(monitor.mock.calls).toEqual([[{ resolution: 100 }]]);
  metrics.close();
  monitor.mockRestore();
});
