import { ServiceError } from '../../errors.ts';
import { type Call, optionalText, requiredText, structureIn } from '../../operation.ts';
import { validate } from '../../validate.ts';
import { requireConfiguration } from '../changes/references.ts';
import { startJobRunInput } from '../models.ts';
import { requireJob } from './get-job-runs.ts';
import { runsOf, startRun } from './runs.ts';

function argumentsOf(call: Call): Record<string, string> {
  return Object.fromEntries(
    Object.entries(structureIn(call, 'Arguments')).map(([name, value]) => [name, String(value)]),
  );
}

/** Starts a run, which ends by itself after `runMs`. */
export function startJobRun(call: Call): object {
  validate('glue', call.input, startJobRunInput);
  const job = requiredText(call, 'JobName');
  const configuration = optionalText(call, 'SecurityConfiguration');
  const { account } = call.identity;
  const most = requireJob(call, job).ExecutionProperty?.MaxConcurrentRuns ?? 1;
  const state = call.world.region(account, call.region);
  if (runsOf(state, job).filter((run) => run.JobRunState === 'RUNNING').length >= most) {
    throw new ServiceError('ConcurrentRunsExceededException', `Concurrent runs exceeded for ${job}`);
  }
  requireConfiguration(call, configuration);
  const run = startRun(call.world, {
    account,
    region: call.region,
    job,
    now: call.now,
    ...(configuration !== undefined && { configuration }),
    ...(call.input.Arguments !== undefined && { arguments: argumentsOf(call) }),
  });
  return { JobRunId: run.Id };
}
