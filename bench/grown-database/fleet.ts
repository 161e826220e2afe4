import type { Account, Schedule } from '../../src/domain/fleet.ts';
import type { Exposure, Target } from '../../src/domain/model.ts';
import { knownRegions } from '../../src/domain/regions.ts';
import { dayMs, dayOf } from '../../src/domain/retention.ts';
import type { FindingRow } from '../../src/usecases/ports/finding-records.ts';

/** What has come together after a year of daily scans. */
export const size = { accounts: 1_000, regions: 17, findings: 50_000, open: 5_000, days: 365, requests: 300 };

/** Now: an afternoon, so that today has a scan already. */
export const now = dayOf(Date.UTC(2026, 10, 20)) + 15 * 3_600_000;
export const startOf = (day: number) => now - (size.days - 1 - day) * dayMs;

export const regions = knownRegions.slice(0, size.regions);

export const accounts: readonly Account[] = Array.from({ length: size.accounts }, (_, index) => ({
  id: String(100_000_000_000 + index * 7_919),
  name: `team-${index}-production`,
  scanRoleArn: `arn:aws:iam::${100_000_000_000 + index * 7_919}:role/GluewardenScan`,
  remediationRoleArn: `arn:aws:iam::${100_000_000_000 + index * 7_919}:role/GluewardenRemediate`,
  regions,
}));

export const schedules: readonly Schedule[] = [
  { name: 'daily', cron: '0 8 * * *', timezone: 'UTC', channel: 'C0DAILY0000' },
];

/** Spread over the fleet in the same way in every run. */
export function targetOf(index: number): Target {
  const account = accounts[(index * 37) % accounts.length]?.id ?? '';
  return { account, region: regions[(index * 11) % regions.length] ?? '' };
}

const exposures: readonly Exposure[] = ['exposed', 'exposed', 'latent', 'unused'];

/** The open ones are the last; each of the others was resolved some weeks after it was opened. */
export function findingOf(index: number): FindingRow {
  const isOpen = index >= size.findings - size.open;
  const openedAt = startOf(Math.floor((index / size.findings) * size.days));
  const resolvedAt = Math.min(openedAt + (1 + (index % 40)) * dayMs, now - 60_000);
  const exposure = exposures[index % exposures.length] ?? 'exposed';
  const name = `etl-${index}-nightly-orders`;
  const isJob = index % 3 === 0;
  const users = exposure === 'unused' ? 0 : 1 + (index % 6);
  return {
    id: `finding${index}`,
    rule: 'Glue-005',
    ...targetOf(index),
    accountName: accounts[(index * 37) % accounts.length]?.name ?? '',
    kind: isJob ? 'unprotected-job' : 'configuration',
    name,
    reason: isJob ? 'no-configuration' : 'disabled',
    exposure,
    references: Array.from({ length: users }, (_, user) => ({
      type: 'job',
      name: isJob ? name : `${name}-job-${user}`,
      bookmarks: 'job-bookmark-enable',
    })),
    firstSeenAt: openedAt,
    lastSeenAt: isOpen ? now - 3_600_000 : resolvedAt - dayMs,
    ...(!isOpen && { resolvedAt }),
  };
}
