import type { Operations } from '../operation.ts';
import { describeKey } from './describe-key.ts';
import { getKeyPolicy } from './get-key-policy.ts';
import { listAliases } from './list-aliases.ts';
import { listKeys } from './list-keys.ts';

/** KMS's operations by their name on the wire (`X-Amz-Target: TrentService.<name>`). */
export const kmsOperations: Operations = {
  DescribeKey: describeKey,
  GetKeyPolicy: getKeyPolicy,
  ListAliases: listAliases,
  ListKeys: listKeys,
};
