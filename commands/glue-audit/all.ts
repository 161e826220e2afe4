import type { Account } from '../../src/domain/fleet.ts';
import type { Audit } from '../../src/usecases/audit/audit.ts';
import type { Subcommand } from '../subcommand.ts';

/** `/glue-audit all`: looks everywhere now. */
export function allSubcommand(audit: Audit, accounts: readonly Account[]): Subcommand {
  return {
    name: 'all',
    help: [{ usage: 'all', does: 'Audit every account and region' }],
    alone: true,
    async run({ actor, typed, progress }) {
      return audit({ scope: { accounts }, actor, command: typed, progress });
    },
  };
}
