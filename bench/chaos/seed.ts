import { adminPolicy, makeRemediationRole, makeRole, makeUser, scanPolicy } from '../../sandbox/aws/seed/identities.ts';
import { jobRoles } from '../../sandbox/aws/seed/job-roles.ts';
import type { AccountSeed, RegionSeed, Seed } from '../../sandbox/aws/seed/model.ts';
import { RegionBuilder } from '../../sandbox/aws/seed/region-builder.ts';

export const account = '123456789012';
export const regions = ['us-east-1', 'eu-west-1'] as const;
const configurationsEach = 60;
const jobsEach = 3;
/** So many accounts are what processes share a scan of. */
const others = ['210000000001', '210000000002', '210000000003', '210000000004'];
const configurationsOfOthers = 4;
const externalId = 'chaos';

export function configurationNames(region: string): readonly string[] {
  return namesOf(region, configurationsEach);
}

function namesOf(region: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${region}-etl-${index + 1}`);
}

/** None of these configurations encrypts anything, and nobody ever takes one away: so many findings are always open. */
export function findingsIn(of: string): number {
  return of === account ? configurationsEach : configurationsOfOthers;
}

function region(of: string, name: string, count: number, now: number): RegionSeed {
  const builder = new RegionBuilder(of, name, now);
  builder.key('data', { alias: 'data' });
  for (const configuration of namesOf(name, count)) {
    builder.disabled(configuration);
    for (let job = 1; job <= jobsEach; job += 1)
      builder.job(`${configuration}-job-${job}`, { configuration, bookmark: 'enable' });
  }
  return builder.build();
}

function other(id: string, now: number): AccountSeed {
  return {
    id,
    name: `team-${id.at(-1)}`,
    users: [],
    roles: [makeRole('GluewardenScan', account, externalId, scanPolicy)],
    regions: regions.map((name) => region(id, name, configurationsOfOthers, now)),
    audited: { scanRole: 'GluewardenScan', externalId },
  };
}

/** One account in which people work, and with `shared` four more that are scanned. */
export function chaosSeed(shared: boolean): Seed {
  const now = Date.now();
  return {
    name: 'chaos',
    home: account,
    accounts: [
      {
        id: account,
        name: 'pipelines',
        users: [makeUser(account, 'gluewarden', adminPolicy)],
        roles: [makeRemediationRole('GluewardenRemediation', account, account, externalId), ...jobRoles()],
        regions: regions.map((name) => region(account, name, configurationsEach, now)),
        audited: { remediationRole: 'GluewardenRemediation', externalId },
      },
      ...(shared ? others.map((id) => other(id, now)) : []),
    ],
  };
}
