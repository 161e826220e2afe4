import { ServiceError } from '../errors.ts';
import { type Call, optionalText } from '../operation.ts';
import { askedSize } from '../paging.ts';
import { findKey } from './find-key.ts';

/** Aliases of the caller's own account and Region: never another account's. Pages by Limit and Marker. */
export function listAliases(call: Call): object {
  const limit = askedSize(call, { max: 1000, usual: 50 }, 'Limit');
  const keyId = optionalText(call, 'KeyId', { min: 1, max: 2048 });
  const marker = optionalText(call, 'Marker', { min: 1, max: 1024 });
  const start = marker === undefined ? 0 : Number(Buffer.from(marker, 'base64').toString());
  if (!Number.isInteger(start)) throw new ServiceError('InvalidMarkerException', 'Invalid marker');
  const target = keyId === undefined ? undefined : findKey(call, keyId).metadata.KeyId;
  const { aliases } = call.world.region(call.identity.account, call.region);
  const all = aliases.list().filter((alias) => target === undefined || alias.TargetKeyId === target);
  const end = start + limit;
  const truncated = end < all.length;
  return {
    Aliases: all.slice(start, end),
    Truncated: truncated,
    ...(truncated && { NextMarker: Buffer.from(String(end)).toString('base64') }),
  };
}
