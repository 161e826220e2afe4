import { GluewardenError } from '../../src/domain/errors.ts';
import type { Account } from '../../src/domain/fleet.ts';
import type { ShowConfiguration } from '../../src/usecases/audit/show-configuration.ts';
import { missingWords } from '../../src/usecases/words/usage-words.ts';
import type { Subcommand } from '../subcommand.ts';
import { onlyAccount, readTargets } from '../targets.ts';

const usage = 'show "<configuration>" [account] <region>';

/** `/glue-audit show …`: one configuration, read now, with everything that uses it. */
export function showSubcommand(show: ShowConfiguration, accounts: readonly Account[]): Subcommand {
  return {
    name: 'show',
    help: [
      {
        usage,
        does: 'Show one security configuration and everything that uses it',
        example: 'show "orders-etl" us-east-1',
      },
    ],
    async run({ words }) {
      const [name, ...rest] = words;
      if (name === undefined || name === '') throw new GluewardenError('usage', missingWords('name', usage));
      const { account, region } = readTargets(rest, accounts);
      if (region === undefined) throw new GluewardenError('usage', missingWords('region', usage));
      return show(account ?? onlyAccount(accounts, ['show', name], region), region, name);
    },
  };
}
