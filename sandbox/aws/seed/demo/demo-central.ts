import type { Statement } from '../../access/policy.ts';
import { adminPolicy, defaultRegions, makeUser } from '../identities.ts';
import { keyArnOf, makeAlias, makeKey } from '../keys.ts';
import type { AccountSeed, RegionSeed } from '../model.ts';

export const production = '111122223333';
export const staging = '222233334444';
export const analytics = '333344445555';
/** Where the bot's own credentials live. */
export const tooling = '444455556666';
/** Where the security team keeps the keys that several accounts share. */
const security = '555566667777';

const regionsWithKeys = ['us-east-1', 'eu-west-1', 'eu-central-1'] as const;

/** ARN of the shared key of a Region: every audited account can see it. */
export function sharedKeyArn(region: (typeof regionsWithKeys)[number]): string {
  return keyArnOf(security, region, 'shared-data');
}

/** ARN of a key whose policy lets nobody outside its account see it. */
export function vaultKeyArn(region: (typeof regionsWithKeys)[number]): string {
  return keyArnOf(security, region, 'vault');
}

/** ARN of a key that nobody has any more. */
export function goneKeyArn(account: string, region: string): string {
  return keyArnOf(account, region, 'gone');
}

function securityRegion(region: string, now: number): RegionSeed {
  const seconds = Math.floor(now / 1000);
  const visibleTo = [production, staging, analytics];
  const shared = makeKey(security, region, 'shared-data', seconds, { description: 'Data platform, shared', visibleTo });
  const vault = makeKey(security, region, 'vault', seconds, { description: 'Security team only' });
  return {
    name: region,
    status: 'ENABLED_BY_DEFAULT',
    kms: { keys: [shared, vault], aliases: [makeAlias(shared, 'shared-data'), makeAlias(vault, 'vault')] },
  };
}

/** The accounts that are not audited: the bot's own, and the security team's with the shared keys. */
export function centralAccounts(now: number, botPolicy: readonly Statement[]): AccountSeed[] {
  return [
    {
      id: tooling,
      name: 'platform-tooling',
      users: [makeUser(tooling, 'gluewarden', botPolicy)],
      roles: [],
      regions: defaultRegions.map((name) => ({ name, status: 'ENABLED_BY_DEFAULT' as const })),
    },
    {
      id: security,
      name: 'security-keys',
      users: [makeUser(security, 'admin', adminPolicy)],
      roles: [],
      regions: regionsWithKeys.map((name) => securityRegion(name, now)),
    },
  ];
}
