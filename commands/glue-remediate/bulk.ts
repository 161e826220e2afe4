import type { Account } from '../../src/domain/fleet.ts';
import type { Subcommand } from '../command.ts';
import { exampleAccount, onlyAccount, readTargets } from '../targets.ts';
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
    run: whereOn(remediation, async ({ bulk }, { words }) => {
      const { account, region } = readTargets(words, accounts);
      return bulk(account ?? onlyAccount(accounts, ['bulk'], region), region);
    }),
  };
}
