import { GluewardenError } from '../../src/domain/errors.ts';
import { type Account, findAccount } from '../../src/domain/fleet.ts';
import type { LocateName } from '../../src/usecases/audit/locate-name.ts';
import type { Show } from '../../src/usecases/audit/show.ts';
import { missingWords } from '../../src/usecases/words/usage-words.ts';
import type { Subcommand } from '../command.ts';
import { onlyAccount, onlyPlace, readTargets } from '../targets.ts';

const usage = 'show "<name>" [account] [region] [job]';
/** Last, and no account: the job, where a configuration has the same name. */
const jobWord = 'job';

/** `/glue-audit show …`: one configuration or job, read now, with everything that uses it or that it uses. */
export function showSubcommand(show: Show, locate: LocateName, accounts: readonly Account[]): Subcommand {
  return {
    name: 'show',
    help: [
      {
        usage,
        does: 'Show one security configuration and everything that uses it, or one job and what it uses; "job" where both have the name',
        example: 'show "orders-etl" us-east-1',
      },
    ],
    async run({ words }) {
      const [name, ...rest] = words;
      if (name === undefined || name === '') throw new GluewardenError('usage', missingWords('name', usage));
      const asJob = rest.at(-1)?.toLowerCase() === jobWord && findAccount(accounts, jobWord) === undefined;
      const targets = readTargets(asJob ? rest.slice(0, -1) : rest, accounts, [jobWord]);
      const place = onlyPlace(await locate({ name, ...targets }), name, ['show']);
      const region = place?.region ?? targets.region;
      if (region === undefined)
        throw new GluewardenError('usage', `the records know no "${name}", and ${missingWords('region', usage)}`);
      const account = place?.account ?? onlyAccount(accounts, ['show', name], region);
      return asJob ? show(account, region, name, 'job') : show(account, region, name);
    },
  };
}
