import { ServiceError } from '../../errors.ts';
import { type Call, requiredText, seen } from '../../operation.ts';

/** One job. */
export function getJob(call: Call): object {
  const name = requiredText(call, 'JobName', { min: 1, max: 255 });
  const found = seen(call, call.world.region(call.identity.account, call.region).jobs, name);
  if (!found) throw new ServiceError('EntityNotFoundException', `Job ${name} not found.`);
  return { Job: found };
}
