import type { Call } from '../operation.ts';

/** Who signed. No permission is needed for it. */
export function getCallerIdentity({ identity }: Call): object {
  return { Arn: identity.arn, UserId: identity.userId, Account: identity.account };
}
