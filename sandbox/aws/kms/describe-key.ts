import { type Call, requiredText } from '../operation.ts';
import { findKey } from './find-key.ts';

/** A key's metadata. An alias is answered with the metadata of its key. */
export function describeKey(call: Call): object {
  const id = requiredText(call, 'KeyId', { min: 1, max: 2048 });
  return { KeyMetadata: findKey(call, id).metadata };
}
