import { invalid } from '../../errors.ts';
import type { Call } from '../../operation.ts';
import { listPage } from '../../paging.ts';

/** Pages of ML transforms. Filter and Sort are not modelled, and are refused rather than ignored. */
export function getMLTransforms(call: Call): Buffer {
  if (call.input.Filter || call.input.Sort)
    throw invalid('glue', 'The sandbox has no Filter and no Sort of transforms');
  const { mlTransforms } = call.world.region(call.identity.account, call.region);
  return listPage(call, { member: 'Transforms', max: 1000, served: 100, usual: 100 }, mlTransforms);
}
