import type { Operations } from '../operation.ts';
import { describeKey } from './describe-key.ts';
import { listAliases } from './list-aliases.ts';

/** KMS's operations by their name on the wire (`X-Amz-Target: TrentService.<name>`). */
export const kmsOperations: Operations = { DescribeKey: describeKey, ListAliases: listAliases };
