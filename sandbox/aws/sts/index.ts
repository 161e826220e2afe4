import type { Operations } from '../operation.ts';
import { assumeRole } from './assume-role.ts';
import { getCallerIdentity } from './get-caller-identity.ts';

/** STS's operations by their `Action`. */
export const stsOperations: Operations = { AssumeRole: assumeRole, GetCallerIdentity: getCallerIdentity };
