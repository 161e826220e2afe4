import { parseRoleArn } from '../../access/role-arn.ts';
import { invalid, type ServiceError } from '../../errors.ts';
import type { Call } from '../../operation.ts';
import { roleArn } from '../../seed/model.ts';

/** Words that Glue answers with when a configuration cannot be had. */
function notRetrieved(why: string): ServiceError {
  return invalid('glue', `Error trying to retrieve security config, error message: ${why}`);
}

/** Seen on real accounts for one that was just created (terraform-provider-aws issue 50018). */
const notYet = 'The security token included in the request is invalid.';

/**
 * A configuration that is about to be used. One that was just created is not there yet for whoever uses it, for as
 * long as `configurationDelayMs` says. [inferred] One that does not exist is refused in the same words.
 */
export function requireConfiguration(call: Call, name: string | undefined): void {
  if (name === undefined) return;
  const found = call.world.region(call.identity.account, call.region).securityConfigurations.get(name);
  if (!found) throw notRetrieved(`Security Configuration ${name} not found.`);
  if (call.now < found.CreatedTimeStamp * 1000 + call.world.settings.configurationDelayMs) throw notRetrieved(notYet);
}

/**
 * The ARN of a role that Glue is handed, by ARN or by name with its path. It must be the account's own (in the roles
 * of the sandbox) and trust Glue. [inferred] The words for a role that is not there are those for a missing trust.
 */
export function requireRole(call: Call, given: string): string {
  const { account } = call.identity;
  const name = parseRoleArn(given)?.name ?? given.slice(given.lastIndexOf('/') + 1);
  const role = call.world.account(account).roles.get(name);
  const arn = role && roleArn(account, `${role.path ?? ''}${role.name}`);
  const named = given === arn || given === `${role?.path ?? ''}${role?.name}`;
  if (!arn || !named || !role?.trustedServices?.includes('glue.amazonaws.com')) {
    throw invalid('glue', `Role ${given} should be given assume role permissions for Glue Service.`);
  }
  return arn;
}
