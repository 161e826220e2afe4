import { ServiceError } from '../../errors.ts';
import { type Call, requiredText } from '../../operation.ts';

/** Deletes a security configuration, whoever still uses it: Glue has no "in use" error. */
export function deleteSecurityConfiguration(call: Call): object {
  const name = requiredText(call, 'Name', { min: 1, max: 255 });
  const { securityConfigurations } = call.world.region(call.identity.account, call.region);
  if (!securityConfigurations.delete(name)) {
    throw new ServiceError('EntityNotFoundException', `Security Configuration ${name} not found.`);
  }
  return {};
}
