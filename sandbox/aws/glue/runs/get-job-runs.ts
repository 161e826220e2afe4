import { ServiceError } from '../../errors.ts';
import { type Call, requiredText } from '../../operation.ts';
import { listPage } from '../../paging.ts';
import type { Job } from '../shapes.ts';
import { runsOf } from './runs.ts';

/** A job that a call about its runs names. */
export function requireJob(call: Call, name: string): Job {
  const job = call.world.region(call.identity.account, call.region).jobs.get(name);
  if (!job) throw new ServiceError('EntityNotFoundException', `Job ${name} not found.`);
  return job;
}

/** Pages of a job's runs, the newest first. At most 200 a page. */
export function getJobRuns(call: Call): Buffer {
  const { Name } = requireJob(call, requiredText(call, 'JobName', { min: 1, max: 255 }));
  const state = call.world.region(call.identity.account, call.region);
  return listPage(call, { member: 'JobRuns', max: 200, usual: 100 }, state.jobRuns, runsOf(state, Name).reverse());
}
