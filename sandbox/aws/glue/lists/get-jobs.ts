import type { Call } from '../../operation.ts';
import { listPage } from '../../paging.ts';

/** Pages of all jobs, whole. */
export function getJobs(call: Call): Buffer {
  const { jobs } = call.world.region(call.identity.account, call.region);
  return listPage(call, { member: 'Jobs', max: 1000, usual: 100 }, jobs);
}
