import { GluewardenError } from '../../src/domain/errors.ts';
import { type Account, findAccount, regionWords } from '../../src/domain/fleet.ts';
import { nearest } from '../../src/domain/nearest.ts';
import type { LocateName } from '../../src/usecases/audit/locate-name.ts';
import { missingWords } from '../../src/usecases/words/usage-words.ts';
import type { DefaultSubcommand } from '../command.ts';
import { exampleAccount, onlyAccount, onlyPlace, readTargets } from '../targets.ts';
import { quoteWord } from '../words.ts';
import { type RemediationCommands, whereOn } from './where-on.ts';

const usage = '"<name>" [account] [region]';

/** `/glue-remediate "<name>" …`: what an audit found about one name, with a button for each. */
export function offerSubcommand(
  remediation: RemediationCommands | undefined,
  locate: LocateName,
  accounts: readonly Account[],
): DefaultSubcommand {
  const targets = `${exampleAccount(accounts)} us-east-1`;
  return {
    help: [
      {
        usage,
        does: 'Offer to remediate a configuration, or a job of that name, that an audit found',
        example: `"orders-etl" ${targets}`,
      },
    ],
    run: whereOn(remediation, async ({ offer }, { words, known }) => {
      const [name = '', ...rest] = words;
      const { account, region } = readTargets(rest, accounts);
      if (name === '' || (rest.length === 0 && isPlace(name, accounts)))
        throw new GluewardenError('usage', missingWords('name', usage));
      const location = await locate({
        name,
        findingsOnly: true,
        ...(account && { account }),
        ...(region !== undefined && { region }),
      });
      const place = onlyPlace(location, name);
      if (place !== undefined) return offer(place.account, place.region, name);
      if (region === undefined) throw regionMissing(name, known, targets);
      return offer(account ?? onlyAccount(accounts, [name], region), region, name);
    }),
  };
}

function isPlace(word: string, accounts: readonly Account[]): boolean {
  return findAccount(accounts, word) !== undefined || regionWords(accounts).includes(word.toLowerCase());
}

/** It may be a subcommand that was mistyped, or the name of a configuration without its region. */
function regionMissing(name: string, known: readonly string[], targets: string): GluewardenError {
  const meant = nearest(name, known);
  const missing = `${missingWords('region', usage)}, as in ${quoteWord(name)} ${targets}`;
  const detail = meant.length === 0 ? missing : `"${name}" is no word of this command. If it is a name, ${missing}`;
  return new GluewardenError('usage', detail, meant, name);
}
