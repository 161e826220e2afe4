import type { Exposure } from '../domain/model.ts';

/** What the bot counts. Labels never hold names from AWS or people: their number is bounded. */
export interface Metrics {
  /** One scan that ended, its length in milliseconds. */
  scanEnded(outcome: 'finished' | 'failed' | 'interrupted', durationMs: number): void;
  /** Targets of the last scan, by outcome. */
  targets(scanned: number, unknown: number): void;
  /** `fixed` are not among the unused. */
  openFindings(counts: Readonly<Record<Exposure | 'fixed', number>>): void;
  deliveriesWaiting(count: number): void;
  deliveryFailed(code: string): void;
  /** Messages that were given up, by the error code. */
  deliveriesUndeliverable(counts: readonly { readonly error: string; readonly count: number }[]): void;
  /** From the arrival of a Slack payload to its acknowledgement, in milliseconds. */
  acked(durationMs: number): void;
  /** Everything, in Prometheus's text format. */
  text(): Promise<string>;
  readonly contentType: string;
  /** Stops measuring the process. */
  close(): void;
}

const errorCode = /^[a-z][a-z0-9_-]{0,39}$/;

function codeLabel(code: string): string {
  return errorCode.test(code) ? code : 'other';
}

/** A registry of its own, so that two bots in one process (a test) do not share numbers. Loads prom-client. */
export async function createMetrics(): Promise<Metrics> {
  const { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } = await import('prom-client');
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

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
    help: 'Accounts in regions of the last scan, by outcome; unknown ones could not be scanned.',
    labelNames: ['outcome'],
    registers,
  });
  const open = new Gauge({
    name: 'gluewarden_open_findings',
    help: 'Open findings, by exposure; fixed ones are unused since a remediation, and close when retired.',
    labelNames: ['exposure'],
    registers,
  });
  const waiting = new Gauge({
    name: 'gluewarden_deliveries_waiting',
    help: 'Messages that are not posted yet.',
    registers,
  });
  const undeliverable = new Gauge({
    name: 'gluewarden_deliveries_undeliverable',
    help: 'Messages that were given up, by error code: not tried again by themselves.',
    labelNames: ['code'],
    registers,
  });
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
    openFindings: (counts) => {
      for (const [exposure, count] of Object.entries(counts)) open.set({ exposure }, count);
    },
    deliveriesWaiting: (count) => waiting.set(count),
    deliveryFailed: (code) => failed.inc({ code: codeLabel(code) }),
    deliveriesUndeliverable: (counts) => {
      undeliverable.reset();
      for (const { error, count } of counts) undeliverable.inc({ code: codeLabel(error) }, count);
    },
    acked: (durationMs) => acks.observe(durationMs / 1000),
    text: () => registry.metrics(),
    contentType: registry.contentType,
    close: () => registry.clear(),
  };
}
