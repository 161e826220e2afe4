import { caseRegions, otherCaseRegions } from './cases-regions.ts';
import { adminPolicy, makeRole, makeUser, scanPolicy, withOptInRegions } from './identities.ts';
import { jobRoles } from './job-roles.ts';
import type { AccountSeed, RegionSeed, Seed } from './model.ts';

/** Holds every case, and the bot's own credentials. */
export const casesAccount = '100000000001';
/** Holds the same names with the opposite verdicts, and the keys of somebody else. */
export const otherAccount = '200000000002';

function account(id: string, name: string, regions: readonly RegionSeed[]): AccountSeed {
  const externalId = `cases-${name}`;
  return {
    id,
    name,
    users: [makeUser(id, 'gluewarden', adminPolicy)],
    roles: [makeRole('GluewardenScan', casesAccount, externalId, scanPolicy), ...jobRoles()],
    regions: withOptInRegions(regions),
    audited: { scanRole: 'GluewardenScan', externalId },
  };
}

/** Every case of what counts as noncompliant, each with a name that says it. */
export function casesSeed({ now }: { readonly now: number }): Seed {
  return {
    name: 'cases',
    home: casesAccount,
    accounts: [
      account(casesAccount, 'cases', caseRegions(casesAccount, otherAccount, now)),
      account(otherAccount, 'other', otherCaseRegions(otherAccount, casesAccount, now)),
    ],
  };
}
