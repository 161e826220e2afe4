import type { Key } from '../kms/shapes.ts';
import type { Seed } from './model.ts';

function findKey(seed: Seed, account: string, region: string, resource: string): Key | undefined {
  const kms = seed.accounts.find(({ id }) => id === account)?.regions.find(({ name }) => name === region)?.kms;
  const alias = kms?.aliases.find(({ AliasName }) => AliasName === resource);
  const id = alias ? alias.TargetKeyId : resource.replace(/^key\//, '');
  return kms?.keys.find(({ metadata }) => metadata.KeyId === id);
}

/** Why a configuration's key cannot be used; undefined: it can, or nobody can look at it. */
export function keyProblem(seed: Seed, account: string, region: string, arn: string): string | undefined {
  const [, , service, keyRegion, owner = '', ...rest] = arn.split(':');
  if (service !== 'kms') return undefined;
  if (keyRegion !== region) return 'key-other-region';
  const key = findKey(seed, owner, region, rest.join(':'));
  if (owner !== account && !key?.visibleTo.includes(account)) return undefined;
  if (!key) return 'key-missing';
  if (key.metadata.KeyState === 'PendingDeletion') return 'key-pending-deletion';
  if (key.metadata.KeyState === 'Disabled') return 'key-disabled';
  return key.metadata.KeySpec === 'SYMMETRIC_DEFAULT' ? undefined : 'key-asymmetric';
}
