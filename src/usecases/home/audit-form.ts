import { isExpected } from '../../domain/errors.ts';
import { accountLabel } from '../../domain/fleet.ts';
import { knownRegions } from '../../domain/regions.ts';
import type { Fleet } from '../../domain/watch.ts';
import type { Authorise } from '../authorise.ts';
import type { SurfaceActions } from '../ports/surface.ts';
import { explainError } from '../words/explain.ts';

/** What an audit can be narrowed to: accounts as the configuration has them, and their regions. */
export function createAuditForm(fleet: Fleet, authorise: Authorise): Pick<SurfaceActions, 'auditForm'> {
  return {
    async auditForm(actor) {
      try {
        await authorise(actor);
      } catch (error) {
        if (!isExpected(error)) throw error;
        return explainError(error);
      }
      const { accounts } = fleet;
      const regions = new Set(
        accounts.flatMap((account) => (account.regions === 'enabled' ? knownRegions : account.regions)),
      );
      return {
        kind: 'audit-form',
        accounts: accounts.flatMap((account) => {
          const word = account.id ?? account.name;
          return word === undefined ? [] : [{ word, label: accountLabel(account) }];
        }),
        regions: [...regions].toSorted(),
      };
    },
  };
}
