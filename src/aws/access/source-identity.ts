import { CloudError } from '../../domain/errors.ts';
import type { Role } from './entrance.ts';
import type { Entrances } from './entrances.ts';
import { isDenied } from './errors.ts';

/**
 * Assumes a role with a source identity; where that is denied, once more without it. `carried`: whether the session has
 * the source identity. @throws {CloudError} of the second attempt, where there was one
 */
export async function assumeWithIdentity(entrances: Pick<Entrances, 'assume'>, role: Role, sourceIdentity: string) {
  try {
    return { ...(await entrances.assume({ ...role, sourceIdentity })), carried: true };
  } catch (error) {
    if (!(error instanceof CloudError) || !isDenied(error.code)) throw error;
    return { ...(await entrances.assume(role)), carried: false };
  }
}
