import type { Operations } from '../operation.ts';
import { getRegionOptStatus } from './get-region-opt-status.ts';
import { listRegions } from './list-regions.ts';

/** The Account service's operations by name; their path is the name with a small first letter. */
export const accountOperations: Operations = { GetRegionOptStatus: getRegionOptStatus, ListRegions: listRegions };
