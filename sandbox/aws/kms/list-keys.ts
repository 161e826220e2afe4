import { ServiceError } from '../errors.ts';
import { type Call, optionalText } from '../operation.ts';
import { askedSize } from '../paging.ts';

/** Keys of the caller's own account and Region. Pages by Limit and Marker. */
export function listKeys(call: Call): object {
  const limit = askedSize(call, { max: 1000, usual: 100 }, 'Limit');
  const marker = optionalText(call, 'Marker', { min: 1, max: 1024 });
  const start = marker === undefined ? 0 : Number(Buffer.from(marker, 'base64').toString());
  if (!Number.isInteger(start)) throw new ServiceError('InvalidMarkerException', 'Invalid marker');
  const all = call.world.region(call.identity.account, call.region).keys.list();
  const end = start + limit;
  const truncated = end < all.length;
  return {
    Keys: all.slice(start, end).map(({ metadata }) => ({ KeyId: metadata.KeyId, KeyArn: metadata.Arn })),
    Truncated: truncated,
    ...(truncated && { NextMarker: Buffer.from(String(end)).toString('base64') }),
  };
}
