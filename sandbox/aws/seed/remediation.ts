import { adminPolicy, makeRemediationRole, makeUser } from './identities.ts';
import { jobRoles } from './job-roles.ts';
import type { Bookmark } from './jobs.ts';
import type { Seed } from './model.ts';
import { RegionBuilder } from './region-builder.ts';

export interface RemediationSeedOptions {
  /** Epoch milliseconds. */
  readonly now: number;
  /** How many jobs use the one configuration. */
  readonly jobs?: number;
}

const account = '123456789012';
const region = 'us-east-1';
/** Three in four jobs write bookmarks. */
const bookmarks: readonly (Bookmark | undefined)[] = ['enable', 'enable', 'pause', undefined];

/** One account, one Region, one configuration without encryption, and everything uses it: one plan moves it all. */
export function remediationSeed({ now, jobs = 200 }: RemediationSeedOptions): Seed {
  const builder = new RegionBuilder(account, region, now).disabled('etl-standard');
  builder.key('data', { alias: 'data' });
  for (let number = 1; number <= jobs; number += 1) {
    const bookmark = bookmarks[(number - 1) % bookmarks.length];
    const padded = String(number).padStart(3, '0');
    builder.job(`pipeline-${padded}-nightly-etl`, { configuration: 'etl-standard', ...(bookmark && { bookmark }) });
  }
  return {
    name: 'remediation',
    home: account,
    accounts: [
      {
        id: account,
        name: 'pipelines',
        users: [makeUser(account, 'gluewarden', adminPolicy)],
        roles: [makeRemediationRole('GluewardenRemediation', account, account, 'bench'), ...jobRoles()],
        regions: [builder.build()],
        audited: { remediationRole: 'GluewardenRemediation', externalId: 'bench' },
      },
    ],
  };
}
