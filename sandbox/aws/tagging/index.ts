import type { Operations } from '../operation.ts';
import { getResources } from './get-resources.ts';

/** The Tagging API's operations by their name on the wire (`X-Amz-Target: ResourceGroupsTaggingAPI_20170126.<name>`). */
export const taggingOperations: Operations = { GetResources: getResources };
