import type { Call } from '../../operation.ts';
import { listPage } from '../../paging.ts';

/** Pages of all development endpoints. */
export function getDevEndpoints(call: Call): Buffer {
  const { devEndpoints } = call.world.region(call.identity.account, call.region);
  return listPage(call, { member: 'DevEndpoints', max: 1000, served: 200, usual: 100 }, devEndpoints);
}
