import { makeRole, scanPolicy, withOptInRegions } from '../identities.ts';
import type { AccountSeed, RegionSeed } from '../model.ts';
import { RegionBuilder } from '../region-builder.ts';

const regions = ['eu-west-1', 'us-east-1', 'eu-central-1'] as const;
const firstId = 600_000_000_000;

/** One in eight teams switched encryption off, one in twelve runs a job without any configuration. */
function teamRegion(account: string, name: string, team: number, now: number): RegionSeed {
  const builder = new RegionBuilder(account, name, now);
  const key = builder.key('data', { alias: 'data' });
  builder.encrypted('std-encrypted', key).job('nightly-load', { configuration: 'std-encrypted', bookmark: 'enable' });
  if (team % 8 === 3)
    builder.disabled('etl-legacy').job('legacy-export', { configuration: 'etl-legacy', bookmark: 'enable' });
  if (team % 12 === 5) builder.job('adhoc-report', { bookmark: team % 24 === 5 ? 'enable' : 'disable' });
  return builder.build();
}

/** Audited accounts of teams, small and alike, each with one Region: for a scan that takes a while. */
export function teamAccounts(count: number, { now, trusted, scanRole }: TeamOptions): AccountSeed[] {
  return Array.from({ length: count }, (_, index): AccountSeed => {
    const team = index + 1;
    const id = String(firstId + team);
    const name = `team-${String(team).padStart(3, '0')}`;
    const externalId = `gluewarden-${name}`;
    const region = regions[index % regions.length] ?? regions[0];
    return {
      id,
      name,
      users: [],
      roles: [makeRole(scanRole, trusted, externalId, scanPolicy)],
      regions: withOptInRegions([teamRegion(id, region, team, now)]),
      audited: { scanRole, externalId },
    };
  });
}

interface TeamOptions {
  /** Epoch milliseconds. */
  readonly now: number;
  /** The account that may enter. */
  readonly trusted: string;
  readonly scanRole: string;
}
