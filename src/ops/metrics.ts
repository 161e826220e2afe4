import type { Gauge, Registry } from 'prom-client';
import type { Measurements } from '../usecases/bot/measurements.ts';

/** What the bot counts. Labels never hold names from AWS or people, and their number is bounded: 100 accounts in regions. */
export interface Metrics {
  /** One scan that ended, its length in milliseconds. */
  scanEnded(outcome: 'finished' | 'cancelled' | 'failed' | 'interrupted', durationMs: number): void;
  /** Targets of the last scan that was not cancelled, by outcome. */
  targets(scanned: number, unknown: number): void;
  deliveryFailed(code: string): void;
  /** From the arrival of a Slack payload to its acknowledgement, in milliseconds. */
  acked(durationMs: number): void;
  /** Everything, in Prometheus's text format, with what the tables say now. */
  text(now: Measurements): Promise<string>;
  readonly contentType: string;
  /** Stops measuring the process. */
  close(): void;
}

const errorCode = /^[a-z][a-z0-9_-]{0,39}$/;

function codeLabel(code: string): string {
  return errorCode.test(code) ? code : 'other';
}

/**
 * The library samples the delay of the event loop with a timer of 10 ms: a bot that does nothing was woken 120 times a
 * second for it. The samples (nodejs_eventloop_lag_min_seconds and its like) contain the interval itself.
 */
const lagSampleMs = 100;

/** A registry of its own, so that two bots in one process (a test) do not share numbers. Loads prom-client. */
export async function createMetrics(): Promise<Metrics> {
  const { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } = await import('prom-client');
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: lagSampleMs });

  const scans = new Counter({
    name: 'gluewarden_scans_total',
    help: 'Scans that ended, by outcome.',
    labelNames: ['outcome'],
    registers,
  });
  const scanSeconds = new Histogram({
    name: 'gluewarden_scan_duration_seconds',
    help: 'How long scans took.',
    buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900],
    registers,
  });
  const lastTargets = new Gauge({
    name: 'gluewarden_last_scan_targets',
    help: 'Accounts in regions of the last scan that was not cancelled, by outcome; unknown: could not be scanned.',
    labelNames: ['outcome'],
    registers,
  });
  const state = stateGauges(Gauge, registers);
  const failed = new Counter({
    name: 'gluewarden_delivery_failures_total',
    help: 'Attempts to post that failed, by error code.',
    labelNames: ['code'],
    registers,
  });
  const acks = new Histogram({
    name: 'gluewarden_slack_ack_seconds',
    help: 'From the arrival of a Slack payload to its acknowledgement. Slack gives up after 3 seconds.',
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3],
    registers,
  });

  return {
    scanEnded: (outcome, durationMs) => {
      scans.inc({ outcome });
      scanSeconds.observe(durationMs / 1000);
    },
    targets: (scanned, unknown) => {
      lastTargets.set({ outcome: 'scanned' }, scanned);
      lastTargets.set({ outcome: 'unknown' }, unknown);
    },
    deliveryFailed: (code) => failed.inc({ code: codeLabel(code) }),
    acked: (durationMs) => acks.observe(durationMs / 1000),
    text(now) {
      state(now);
      return registry.metrics();
    },
    contentType: registry.contentType,
    close: () => registry.clear(),
  };
}

/** A fleet can have thousands of accounts in regions; whoever is blind in so many knows it from the count. */
const mostSeries = 100;

/** What the tables say, set anew at each reading. */
function stateGauges(Make: typeof Gauge, registers: Registry[]): (now: Measurements) => void {
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Make({ name: `gluewarden_${name}`, help, labelNames, registers });
  const open = gauge(
    'open_findings',
    'Open findings of what is watched that nobody accepted, by exposure; fixed ones are unused since a remediation, and close when retired.',
    ['exposure'],
  );
  const accepted = gauge(
    'accepted_findings',
    'Open findings of what is watched that are accepted risks: in no exposure.',
  );
  const unwatched = gauge('unwatched_findings', 'Open findings of accounts and regions that are no longer watched.');
  const waiting = gauge('deliveries_waiting', 'Messages that are not posted yet.');
  const undeliverable = gauge(
    'deliveries_undeliverable',
    'Messages that were given up, by error code: not tried again by themselves.',
    ['code'],
  );
  const watched = gauge(
    'watched_targets',
    'Configured accounts in regions, by the outcome of the last scan of each: scanned, unknown (it failed), never.',
    ['outcome'],
  );
  const blind = gauge(
    'blind_target',
    `Configured accounts in regions whose last scan failed or that were never scanned, the first ${mostSeries} by name.`,
    ['account', 'region'],
  );
  const latest = gauge(
    'last_successful_scan_timestamp_seconds',
    'When anything that is watched was last scanned successfully; 0: never.',
  );
  const oldest = gauge(
    'oldest_successful_scan_timestamp_seconds',
    'The last successful scan of the account in a region where it is longest ago; 0: one of them never had any.',
  );
  const unlisted = gauge(
    'organization_unlisted_since_timestamp_seconds',
    'Since when the AWS organization could not be listed; 0: it can, or there is none.',
  );
  const remediations = gauge('remediations', 'Requests that wait for a decision, and executions that have not ended.', [
    'state',
  ]);
  const ended = gauge('remediations_ended', 'Executions that have ended since the database was made, by outcome.', [
    'outcome',
  ]);
  return (now) => {
    const { fixed = 0 } = now.open;
    for (const exposure of ['exposed', 'latent'] as const) open.set({ exposure }, now.open[exposure]);
    open.set({ exposure: 'unused' }, now.open.unused - fixed);
    open.set({ exposure: 'fixed' }, fixed);
    accepted.set(now.open.accepted ?? 0);
    unwatched.set(now.unwatched);
    waiting.set(now.deliveriesWaiting);
    undeliverable.reset();
    for (const { error, count } of now.undeliverable) undeliverable.inc({ code: codeLabel(error) }, count);
    for (const [outcome, count] of Object.entries(now.watched)) watched.set({ outcome }, count);
    blind.reset();
    for (const { account, region } of now.blind.slice(0, mostSeries)) blind.set({ account, region }, 1);
    latest.set(now.latestGoodAt / 1000);
    oldest.set(now.oldestGoodAt / 1000);
    unlisted.set(now.unlistedSince / 1000);
    for (const [state, count] of Object.entries(now.remediations)) remediations.set({ state }, count);
    for (const [outcome, count] of Object.entries(now.ended)) ended.set({ outcome }, count);
  };
}
