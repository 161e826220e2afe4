import type { Account } from '../../src/domain/fleet.ts';
import { exampleAccount, onlyAccount, readPlaces } from '../places.ts';
import type { Subcommand } from '../subcommand.ts';
import { type RemediationCommands, whereOn } from './where-on.ts';

/** `/glue-remediate bulk …`. What is itself called "bulk" in AWS is offered by `/glue-audit show`. */
export function bulkSubcommand(remediation: RemediationCommands | undefined, accounts: readonly Account[]): Subcommand {
  return {
    name: 'bulk',
    formerly: 'several',
    help: [
      {
        usage: 'bulk [account] [region]',
        does: 'Offer to remediate many open findings of an account in one request, up to 40',
        example: `bulk ${exampleAccount(accounts)} us-east-1`,
      },
    ],
    run: whereOn(remediation, async ({ several }, { words }) => {
      const { account, region } = readPlaces(words, accounts);
      return several(account ?? onlyAccount(accounts, ['bulk'], region), region);
    }),
  };
}
