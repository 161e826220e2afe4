import { GluewardenError } from '../../src/domain/errors.ts';
import { type Account, findAccount, regionWords } from '../../src/domain/fleet.ts';
import type { Audit } from '../../src/usecases/audit/audit.ts';
import { noMoreWords } from '../../src/usecases/words/usage-words.ts';
import type { Subcommand } from '../command.ts';
import { isNowWord, quoteWord } from '../words.ts';

const name = 'all';

/** `/glue-audit all`: looks everywhere now. */
export function allSubcommand(audit: Audit, accounts: readonly Account[]): Subcommand {
  const isPlace = (word: string) =>
    findAccount(accounts, word) !== undefined || regionWords(accounts).includes(word.toLowerCase());
  return {
    name,
    help: [{ usage: name, does: 'Audit every account and region' }],
    alone: true,
    explainWords(words) {
      if (words.every(isNowWord)) return said('it always scans at once, every account and region', name);
      if (words.every(isPlace))
        return said(
          `it scans every account and region. To scan only some, leave "${name}" out`,
          words.map(quoteWord).join(' '),
        );
      return said('it scans every account and region, at once', name);
    },
    async run({ actor, typed, progress }) {
      return audit({ scope: { accounts }, actor, command: typed, progress });
    },
  };
}

function said(why: string, instead: string): GluewardenError {
  return new GluewardenError('usage', `${noMoreWords(name)}: ${why}`, [instead], '');
}
