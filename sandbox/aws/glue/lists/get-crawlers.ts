import type { Call } from '../../operation.ts';
import { listPage } from '../../paging.ts';

/** Pages of all crawlers. */
export function getCrawlers(call: Call): Buffer {
  const { crawlers } = call.world.region(call.identity.account, call.region);
  return listPage(call, { member: 'Crawlers', max: 1000, served: 100, usual: 100 }, crawlers);
}
