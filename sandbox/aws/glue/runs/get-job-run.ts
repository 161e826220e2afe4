import { ServiceError } from '../../errors.ts';
import { type Call, requiredText } from '../../operation.ts';
import { requireJob } from './get-job-runs.ts';

/** One run of a job. */
export function getJobRun(call: Call): object {
  const { Name } = requireJob(call, requiredText(call, 'JobName', { min: 1, max: 255 }));
  const id = requiredText(call, 'RunId', { min: 1, max: 255 });
  const run = call.world.region(call.identity.account, call.region).jobRuns.get(id);
  if (run?.JobName !== Name) throw new ServiceError('EntityNotFoundException', `Job Run ${id} not found.`);
  return { JobRun: run };
}
