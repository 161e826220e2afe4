import { ServiceError } from '../errors.ts';
import { type Call, requiredText } from '../operation.ts';

/** One security configuration. */
export function getSecurityConfiguration(call: Call): object {
  const name = requiredText(call, 'Name', { min: 1, max: 255 });
  const found = call.world.region(call.identity.account, call.region).securityConfigurations.get(name);
  if (!found) throw new ServiceError('EntityNotFoundException', `Security Configuration ${name} not found.`);
  return { SecurityConfiguration: found };
}
