import type { Measurements } from '../../src/usecases/bot/measurements.ts';

/** An empty database. */
export const noMeasurements: Measurements = {
  open: { total: 0, exposed: 0, latent: 0, unused: 0 },
  unwatched: 0,
  deliveriesWaiting: 0,
  undeliverable: [],
  watched: { scanned: 0, unknown: 0, never: 1 },
  blind: [],
  latestGoodAt: 0,
  oldestGoodAt: 0,
  unlistedSince: 0,
  remediations: { waiting: 0, 'in-progress': 0 },
  ended: { done: 0, 'partly-done': 0, failed: 0, refused: 0 },
};
