import type { Operations } from '../operation.ts';
import { simulatePrincipalPolicy } from './simulate-principal-policy.ts';

/** IAM's operations by their `Action`. */
export const iamOperations: Operations = { SimulatePrincipalPolicy: simulatePrincipalPolicy };
