import { errorNames, ServiceError } from '../errors.ts';
import type { Call } from '../operation.ts';
import type { World } from '../world.ts';
import type { Key } from './shapes.ts';

interface KeyAddress {
  readonly account: string;
  /** A key id, or an alias with its prefix. */
  readonly resource: string;
  readonly foreign: boolean;
}

function notFound(message: string): ServiceError {
  return new ServiceError('NotFoundException', message);
}

function addressOf(call: Call, id: string): KeyAddress {
  if (!id.startsWith('arn:')) return { account: call.identity.account, resource: id, foreign: false };
  const found = /^arn:aws:kms:([a-z0-9-]+):(\d{12}):(?:key\/([^/]+)|(alias\/.+))$/.exec(id);
  if (!found) throw new ServiceError('InvalidArnException', `Invalid ARN: ${id}`);
  const [, region = '', account = '', key, alias = ''] = found;
  // KMS looks in its own Region only, and says so in these words.
  if (region !== call.region) throw notFound(`Invalid arn ${region}`);
  return { account, resource: key ?? alias, foreign: account !== call.identity.account };
}

function lookUp(world: World, region: string, account: string, resource: string): Key | undefined {
  if (!world.accounts.has(account)) return undefined;
  const { keys, aliases } = world.region(account, region);
  if (!resource.startsWith('alias/')) return keys.get(resource);
  const alias = aliases.get(resource);
  return alias && keys.get(alias.TargetKeyId);
}

/**
 * The key ARN that a policy is judged by: that of an alias's key. [inferred] An alias that leads to no key is not found
 * whatever the policies say: there is nothing to judge it on.
 */
export function resourceOfKey(world: World, account: string, region: string, id: string): string | undefined {
  const [, found = account, resource = id] = /^arn:aws:kms:[a-z0-9-]+:(\d{12}):(?:key\/)?(.+)$/.exec(id) ?? [];
  const there = lookUp(world, region, found, resource)?.metadata.Arn;
  if (there !== undefined || resource.startsWith('alias/')) return there;
  return id.startsWith('arn:') ? id : `arn:aws:kms:${region}:${found}:key/${resource}`;
}

/**
 * The key that an id, a key ARN, an alias name or an alias ARN names, as far as the caller may see it.
 * Another account's key needs its key policy; one that is not there gives the same denial, so that nobody can probe.
 */
export function findKey(call: Call, id: string): Key {
  const address = addressOf(call, id);
  const key = lookUp(call.world, call.region, address.account, address.resource);
  if (address.foreign && !key?.visibleTo.includes(call.identity.account)) {
    const [code, status] = errorNames.kms.denied;
    const action = `kms:${call.operation}`;
    throw new ServiceError(
      code,
      `User: ${call.identity.arn} is not authorized to perform: ${action} on resource: ${id} because no resource-based policy allows the ${action} action`,
      status,
    );
  }
  if (key) return key;
  const { account, resource } = address;
  if (resource.startsWith('alias/')) {
    throw notFound(`Alias arn:aws:kms:${call.region}:${account}:${resource} is not found.`);
  }
  throw notFound(`Key 'arn:aws:kms:${call.region}:${account}:key/${resource}' does not exist`);
}
