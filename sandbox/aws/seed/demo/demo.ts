import type { Statement } from '../../access/policy.ts';
import { withHistory } from '../history.ts';
import {
  adminPolicy,
  botPolicy,
  makeRemediationRole,
  makeRole,
  makeUser,
  scanPolicy,
  withOptInRegions,
} from '../identities.ts';
import { jobRoles } from '../job-roles.ts';
import { type AccountSeed, type RegionSeed, type RoleSeed, roleArn, type Seed } from '../model.ts';
import { analyticsRegions } from './demo-analytics.ts';
import { analytics, centralAccounts, production, staging, tooling } from './demo-central.ts';
import { productionRegions } from './demo-production.ts';
import { stagingRegions } from './demo-staging.ts';
import { teamAccounts } from './fleet.ts';

const scanRole = 'GluewardenScan';
const remediationRole = 'GluewardenRemediation';

/** What an operator forgot in one Region: the target ends unknown there, and the digest says so. */
const deniedInSydney: Statement = { effect: 'Deny', actions: ['glue:GetJobs'], regions: ['ap-southeast-2'] };

interface DemoAccount {
  readonly id: string;
  readonly name: string;
  readonly regions: readonly RegionSeed[];
  readonly scan: readonly Statement[];
  /** Absent: audited and never changed. */
  readonly remediation?: boolean;
}

function auditedAccount({ id, name, regions, scan, remediation }: DemoAccount): AccountSeed {
  const externalId = `gluewarden-${name}`;
  const roles: RoleSeed[] = [makeRole(scanRole, tooling, externalId, scan), ...jobRoles()];
  if (remediation) roles.push(makeRemediationRole(remediationRole, id, tooling, externalId));
  return {
    id,
    name,
    users: [makeUser(id, 'admin', adminPolicy)],
    roles,
    regions: withOptInRegions(regions),
    audited: { scanRole, externalId, ...(remediation && { remediationRole }) },
  };
}

/**
 * A lively fleet of three audited accounts; the bot's credentials belong to a fourth, shared keys to a fifth. `accounts`:
 * how many are audited, with those of teams.
 */
export function demoSeed({ now, accounts = 0 }: { readonly now: number; readonly accounts?: number }): Seed {
  const lively = [
    auditedAccount({
      id: production,
      name: 'data-production',
      regions: productionRegions(now),
      scan: scanPolicy,
      remediation: true,
    }),
    auditedAccount({
      id: staging,
      name: 'data-staging',
      regions: stagingRegions(now),
      scan: [...scanPolicy, deniedInSydney],
    }),
    auditedAccount({
      id: analytics,
      name: 'analytics',
      regions: analyticsRegions(now),
      scan: scanPolicy,
      remediation: true,
    }),
  ];
  const teams = teamAccounts(Math.max(0, accounts - lively.length), { now, trusted: tooling, scanRole });
  const audited = [...lively, ...teams];
  const entered = (role: 'scanRole' | 'remediationRole') =>
    audited.flatMap(({ id, audited: names }) => (names?.[role] ? roleArn(id, names[role]) : []));
  const bot = botPolicy(entered('scanRole'), entered('remediationRole'));
  const central = centralAccounts(now, bot);
  const seed = withHistory({ name: 'demo', home: tooling, accounts: [...lively, ...central] }, now);
  // Without runs: nobody remediates them, and so many would take long to make.
  return { ...seed, accounts: [...seed.accounts, ...teams] };
}
