import { expect, test } from 'vitest';
import { leftSince } from '../../../src/usecases/schedule/left-since.ts';

const target = { account: '1', region: 'r' };
const counts = { ...target, total: 1, exposed: 1, latent: 0, unused: 0 };
const hour = 3_600_000;
const day = 24 * hour;

async function isNew(lastScannedAt: number, at = 2 * day) {
  const row = { ...target, outcome: 'scanned', configurations: 1, jobs: 0, lastScannedAt, lastGoodAt: null } as const;
  const findings = {
    countByTarget: async () => {
      throw new Error('its row says it');
    },
  };
  const isFresh = await leftSince({ findings }, { left: [counts], leftRows: [row] }, { previousAt: day, at });
  return isFresh(target);
}

test('what the scan before read, shortly before it was recorded, left since', async () => {
  expect(await isNew(day)).toBe(true);
  expect(await isNew(day - hour)).toBe(true);
  expect(await isNew(day - hour - 1)).toBe(false);
});

test('of a schedule that scans each hour the one before that is told from it', async () => {
  expect(await isNew(day - hour / 4, day + hour)).toBe(true);
  expect(await isNew(day - hour, day + hour)).toBe(false);
});
