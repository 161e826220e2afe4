import { ServiceError } from '../../errors.ts';
import { type Call, requiredText, seen } from '../../operation.ts';

/** One security configuration. */
export function getSecurityConfiguration(call: Call): object {
  const name = requiredText(call, 'Name', { min: 1, max: 255 });
  const found = seen(call, call.world.region(call.identity.account, call.region).securityConfigurations, name);
  if (!found) throw new ServiceError('EntityNotFoundException', `Security Configuration ${name} not found.`);
  return { SecurityConfiguration: found };
}
