import { endOfDay } from '../../src/domain/exceptions/end-day.ts';
import type { RiskException } from '../../src/domain/exceptions/exception.ts';
import type { Account, Schedule } from '../../src/domain/fleet.ts';
import type { Exposure, Target } from '../../src/domain/model.ts';
import { knownRegions } from '../../src/domain/regions.ts';
import { dayMs, dayOf } from '../../src/domain/retention.ts';
import type { FindingRow } from '../../src/usecases/ports/finding-records.ts';

export interface Size {
  readonly accounts: number;
  readonly regions: number;
  /** That ever were. */
  readonly findings: number;
  readonly open: number;
  /** Of daily scans. */
  readonly days: number;
  readonly requests: number;
}

/** What has come together after a year of daily scans. */
export const size: Size = {
  ...{ accounts: 1_000, regions: 17, findings: 50_000, open: 5_000 },
  ...{ days: 365, requests: 300 },
};

/** Now: an afternoon, so that today has a scan already. */
export const now = dayOf(Date.UTC(2026, 10, 20)) + 15 * 3_600_000;

/** When the last scan saw what is open. */
export const lastSeenAt = now - 3_600_000;

export const schedules: readonly Schedule[] = [
  { name: 'daily', cron: '0 8 * * *', timezone: 'UTC', channel: 'C0DAILY0000' },
];

export interface GrownFleet {
  readonly size: Size;
  readonly accounts: readonly Account[];
  readonly regions: readonly string[];
  /** Of the scan of a day. */
  startOf(day: number): number;
  targetOf(index: number): Target;
  findingOf(index: number): FindingRow;
}

const exposures: readonly Exposure[] = ['exposed', 'exposed', 'latent', 'unused'];
/** Channels that own accounts: every second account is somebody's. */
const owners = 25;

function accountAt(index: number, regions: readonly string[]): Account {
  const id = String(100_000_000_000 + index * 7_919);
  return {
    id,
    name: `team-${index}-production`,
    scanRoleArn: `arn:aws:iam::${id}:role/GluewardenScan`,
    remediationRoleArn: `arn:aws:iam::${id}:role/GluewardenRemediate`,
    regions,
    ...(index % 2 === 0 && { owner: { channel: `C0OWNER${String((index / 2) % owners).padStart(3, '0')}` } }),
  };
}

/** Spread over the fleet in the same way in every run. */
export function grownFleet(of: Size = size): GrownFleet {
  const regions = knownRegions.slice(0, of.regions);
  const accounts = Array.from({ length: of.accounts }, (_, index) => accountAt(index, regions));
  const startOf = (day: number) => now - (of.days - 1 - day) * dayMs;
  const accountOf = (index: number) => accounts[(index * 37) % accounts.length];
  const targetOf = (index: number) => {
    return { account: accountOf(index)?.id ?? '', region: regions[(index * 11) % regions.length] ?? '' };
  };
  /** The open ones are the last; each of the others was resolved some weeks after it was opened. */
  const findingOf = (index: number): FindingRow => {
    const isOpen = index >= of.findings - of.open;
    const openedAt = startOf(Math.floor((index / of.findings) * of.days));
    const resolvedAt = Math.min(openedAt + (1 + (index % 40)) * dayMs, now - 60_000);
    const exposure = exposures[index % exposures.length] ?? 'exposed';
    const name = `etl-${index}-nightly-orders`;
    const isJob = index % 3 === 0;
    const users = exposure === 'unused' ? 0 : 1 + (index % 6);
    return {
      id: `finding${index}`,
      rule: 'Glue-005',
      ...targetOf(index),
      accountName: accountOf(index)?.name ?? '',
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
      lastSeenAt: isOpen ? lastSeenAt : resolvedAt - dayMs,
      ...(!isOpen && { resolvedAt }),
    };
  };
  return { size: of, accounts, regions, startOf, targetOf, findingOf };
}

/**
 * Accepted risks, half of them from the file: of single findings, and of all whose names and accounts are alike. They
 * cover about a fifth of what is open.
 */
export function acceptedRisks({ size: of, accounts, findingOf }: GrownFleet): readonly RiskException[] {
  const until = endOfDay('2027-06-30', 'UTC');
  if (until === undefined) throw new Error('There is no such day');
  const sources = ['file', 'slack'] as const;
  const told = {
    covers: 'all',
    reason: 'The pipeline ends in June.',
    owner: 'U0OWNER',
    until,
    since: now - dayMs,
  } as const;
  const single = Array.from({ length: of.open / 50 }, (_, index): RiskException => {
    const { rule, account, region, kind, name } = findingOf(of.findings - 1 - index * 7);
    const scope = { finding: { rule, account, region, kind, name } };
    return { ...told, id: `risk-${index}`, from: sources[index % 2] ?? 'file', scope };
  });
  const alike = Array.from({ length: 20 }, (_, index): RiskException => {
    const some = accounts.filter((_account, at) => at % 20 === index).slice(0, Math.ceil(accounts.length / 100));
    const scope = { name: 'etl-*-nightly-*', accounts: some.flatMap(({ id }) => id ?? []) };
    return { ...told, id: `pattern-${index}`, from: sources[index % 2] ?? 'file', scope };
  });
  return [...single, ...alike];
}
