import type { Statement } from '../policy.ts';
import { analyticsRegions } from './demo-analytics.ts';
import { analytics, centralAccounts, production, staging, tooling } from './demo-central.ts';
import { productionRegions } from './demo-production.ts';
import { stagingRegions } from './demo-staging.ts';
import { adminPolicy, makeRole, makeUser, scanPolicy, withOptInRegions } from './identities.ts';
import type { AccountSeed, RegionSeed, RoleSeed, Seed } from './model.ts';

const scanRole = 'GluewardenScan';
const remediationRole = 'GluewardenRemediation';

/** What an operator forgot in one Region: the target ends unknown there, and the digest says so. */
const deniedInSydney: Statement = { effect: 'Deny', actions: ['glue:GetJobs'], regions: ['ap-southeast-2'] };

/** [later] The remediation writes will be allowed here when the sandbox has them; until then it may read. */
const remediationPolicy: readonly Statement[] = [
  ...scanPolicy,
  {
    effect: 'Allow',
    actions: ['glue:CreateSecurityConfiguration', 'glue:UpdateJob', 'glue:UpdateTrigger', 'kms:ListAliases'],
  },
];

interface DemoAccount {
  readonly id: string;
  readonly name: string;
  readonly regions: readonly RegionSeed[];
  readonly scan: readonly Statement[];
  readonly remediation?: readonly Statement[];
}

function auditedAccount({ id, name, regions, scan, remediation }: DemoAccount): AccountSeed {
  const externalId = `gluewarden-${name}`;
  const roles: RoleSeed[] = [makeRole(scanRole, tooling, externalId, scan)];
  if (remediation) roles.push(makeRole(remediationRole, tooling, externalId, remediation));
  return {
    id,
    name,
    users: [makeUser(id, 'admin', adminPolicy)],
    roles,
    regions: withOptInRegions(regions),
    audited: { scanRole, externalId, ...(remediation && { remediationRole }) },
  };
}

/** A lively fleet of three audited accounts; the bot's credentials belong to a fourth, shared keys to a fifth. */
export function demoSeed({ now }: { readonly now: number }): Seed {
  return {
    name: 'demo',
    home: tooling,
    accounts: [
      auditedAccount({
        id: production,
        name: 'data-production',
        regions: productionRegions(now),
        scan: scanPolicy,
        remediation: remediationPolicy,
      }),
      auditedAccount({
        id: staging,
        name: 'data-staging',
        regions: stagingRegions(now),
        scan: [...scanPolicy, deniedInSydney],
      }),
      auditedAccount({ id: analytics, name: 'analytics', regions: analyticsRegions(now), scan: scanPolicy }),
      ...centralAccounts(now),
    ],
  };
}
